"""Photos in pictures: decoded no larger than needed, cut to a box round their subject, shaded, with round corners."""

import hashlib
import math
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw

from studio.assets.picture import opened
from studio.assets.upright import LYING, on_paper, turn_of, upright

_SHADE = (22, 19, 18)  # a warm near-black: pure black looks like a printing fault over a warm photo


@dataclass(frozen=True)
class Photo:
    """A photo file: its name for people, its digest for the caches, where its bytes stand, and where its subject is (0–1)."""

    name: str
    digest: str
    path: Path = field(compare=False)
    focus: tuple[float, float] = (0.5, 0.5)


def photo_at(path: Path, *, focus: tuple[float, float] = (0.5, 0.5)) -> Photo:
    """A photo of the workspace; reads the file for its digest."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        opened(path, where=str(path))
        raise
    return Photo(path.name, hashlib.sha256(content).hexdigest(), path, focus)


@lru_cache(maxsize=24)
def cropped(photo: Photo, width: int, height: int, focus: tuple[float, float]) -> Image.Image:
    """The photo cut to a box of this many pixels, keeping `focus` as near its middle as the edges allow. Not to be drawn upon."""
    image = opened(photo.path, where=photo.name)
    wide, tall = (image.height, image.width) if turn_of(image) in LYING else image.size
    left, top, right, bottom = _cut(wide, tall, width / height, focus)
    scale = min(max(width / (right - left), height / (bottom - top)), 1.0)
    source = on_paper(upright(image, where=photo.name, least=(math.ceil(image.width * scale), math.ceil(image.height * scale))))
    shrunk = source.width / wide
    return source.resize(
        (width, height), Image.Resampling.BICUBIC, box=(left * shrunk, top * shrunk, right * shrunk, min(bottom * shrunk, source.height))
    )


def _cut(wide: int, tall: int, aspect: float, focus: tuple[float, float]) -> tuple[float, float, float, float]:
    width, height = (tall * aspect, float(tall)) if wide / tall > aspect else (float(wide), wide / aspect)
    left = min(max(focus[0] * wide - width / 2, 0.0), wide - width)
    top = min(max(focus[1] * tall - height / 2, 0.0), tall - height)
    return left, top, left + width, top + height


def shaded(image: Image.Image, strength: float, side: str) -> Image.Image:
    """Darkened evenly, or from one side fading to nothing past the middle, so that words can stand on it."""
    dark = Image.new("RGB", image.size, _SHADE)
    if side == "all":
        return Image.blend(image, dark, strength)
    ramp = Image.linear_gradient("L").point([round(255 * strength * _fade(level / 255)) for level in range(256)])
    turned = {"bottom": ramp, "top": ramp.rotate(180), "right": ramp.rotate(90), "left": ramp.rotate(270)}[side]
    return Image.composite(dark, image, turned.resize(image.size, Image.Resampling.BICUBIC))


def _fade(level: float) -> float:
    """0 until a third of the way, then a smooth rise: the upper half of the photo stays as bright as it was."""
    t = min(max((level - 0.33) / 0.5, 0.0), 1.0)
    return t * t * (3 - 2 * t)


@lru_cache(maxsize=64)
def round_mask(width: int, height: int, radius: int) -> Image.Image:
    """Round corners with smooth edges."""
    scale = 4
    mask = Image.new("L", (width * scale, height * scale))
    limit = min(radius, width // 2, height // 2)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, width * scale - 1, height * scale - 1), limit * scale, fill=255)
    return mask.reduce(scale)
