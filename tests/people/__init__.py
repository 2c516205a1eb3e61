"""How a password is kept, how people sign in and out, and what a signed link is worth."""
