"""People, their roles in brands, and their sign-ins."""
