"""Tests of studio.engagement."""
