"""The ways out: each channel turns a Message into calls and gives an Answer. It knows nothing of posts, tables or screens."""
