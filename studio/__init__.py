"""Siyu Studio: plan, make, review and publish the content of IP personas."""

__version__ = "0.1.0"
