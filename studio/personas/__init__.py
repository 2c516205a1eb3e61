"""Personas: how they talk, and the stage they have reached."""
