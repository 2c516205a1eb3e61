"""Small real pictures for tests."""

from functools import cache
from io import BytesIO

from PIL import Image


@cache
def tiny_jpeg(shade: int = 0) -> bytes:
    """An 8 × 8 JPEG; each shade has other bytes."""
    out = BytesIO()
    Image.new("RGB", (8, 8), (200, 30 + shade * 20 % 200, 90)).save(out, "JPEG")
    return out.getvalue()
