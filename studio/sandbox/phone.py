"""The phone page: what followers, groups and Moments would show of what was really received, always marked 沙盒."""

from html import escape

from studio.sandbox.world import World

_MAGIC = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"BM": "image/bmp"}


def picture_type(content: bytes) -> str:
    """The media type of a picture by its first bytes."""
    return next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), "application/octet-stream")


def page(world: World, *, account: str = "") -> str:
    """The whole page as HTML; `account` narrows it to one account or corp."""
    sections = [section for side in world.sides.values() for section in side.phone(world, account)]
    blocks = "".join(f"<section><h2>{escape(s.title)}</h2>{s.html}</section>" for s in sections)
    return f"<!doctype html><html lang=zh><meta charset=utf-8><title>沙盒手机</title><body><p>沙盒</p>{blocks}</body></html>"
