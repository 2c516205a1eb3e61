"""Brands, and the channel accounts that a brand publishes through."""
