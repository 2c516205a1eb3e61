"""What drawing gives: the finished picture, and where each layer came to stand on it."""

from dataclasses import dataclass

PixelBox = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True)
class Placed:
    """Where a layer came to stand, in pixels, and how: what the five-point check measures by."""

    kind: str
    box: PixelBox
    text: str = ""
    type_size: int = 0  # pixels
    lines: int = 0
    colour: str = ""
    fill: str = ""
    cut: bool = False
    missing: str = ""  # characters that no face has


@dataclass(frozen=True)
class Rendered:
    """A finished picture."""

    content: bytes
    media_type: str
    width: int
    height: int
    digest: str
    quality: int
    placed: tuple[Placed, ...] = ()
    photos: tuple[str, ...] = ()  # digests of the photos and portraits in it
