"""What the web process answers beside the screens: sign-in, platform callbacks, short links, health and metrics."""
