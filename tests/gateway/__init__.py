"""Tests of studio.gateway."""
