"""What the web process answers beside the screens."""
