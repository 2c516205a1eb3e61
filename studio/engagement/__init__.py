"""What comes back: readings, comments, clicks and platform events, and what is made of them."""
