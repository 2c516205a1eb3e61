"""Measuring pixels: colour as the eye sees it (CIE L*a*b*, D65), edges, and what stands out from its surroundings."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field = NDArray[np.float32]
_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]], np.float32)
_WHITE = np.array([0.95047, 1.0, 1.08883], np.float32)


def seen(content: bytes, long_side: int) -> NDArray[np.uint8]:
    """The picture as RGB (height × width × 3) with this long side: fine grain is gone, shapes are left."""
    image = Image.open(BytesIO(content))
    scale = long_side / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    image.draft("RGB", (size[0] * 2, size[1] * 2))
    return np.asarray(image.convert("RGB").resize(size, Image.Resampling.BOX))


def lab(pixels: NDArray[np.uint8]) -> Field:
    """L* 0–100, a* and b* about −100…100, in the same shape."""
    value = pixels.astype(np.float32) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _XYZ.T / _WHITE
    cube = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack([116 * cube[..., 1] - 16, 500 * (cube[..., 0] - cube[..., 1]), 200 * (cube[..., 1] - cube[..., 2])], axis=-1).astype(
        np.float32
    )


def distance(colours: Field, other: Field) -> Field:
    """How different colours look (ΔE 1976): 2 is just seen, 20 is another colour."""
    return np.sqrt(((colours - other) ** 2).sum(axis=-1))


def edges(colours: Field) -> NDArray[np.bool_]:
    """Where lightness changes sharply from pixel to pixel."""
    light = np.pad(colours[..., 0], 1, mode="edge")
    across = np.abs(light[1:-1, 2:] - light[1:-1, :-2])
    down = np.abs(light[2:, 1:-1] - light[:-2, 1:-1])
    return np.maximum(across, down) > 9


def standing_out(colours: Field) -> tuple[NDArray[np.bool_], Field]:
    """Which pixels are unlike the picture's own corners, and by how much each one is (ΔE)."""
    away = np.min(np.stack([distance(colours, corner) for corner in _corners(colours)]), axis=0)
    return away > _threshold(away), away


def _corners(colours: Field) -> list[Field]:
    """The usual colour in each corner: a wall above and a table below are both surroundings, a coat cut off by an edge is not."""
    high, wide = colours.shape[0] // 7 + 1, colours.shape[1] // 7 + 1
    patches = (colours[:high, :wide], colours[:high, -wide:], colours[-high:, :wide], colours[-high:, -wide:])
    return [np.median(patch.reshape(-1, 3), axis=0).astype(np.float32) for patch in patches]


def _threshold(values: Field) -> float:
    """Otsu's threshold, at least what an eye notices at a glance."""
    counts, bounds = np.histogram(values, bins=64)
    middles = (bounds[:-1] + bounds[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return max(float(middles[int(np.nanargmax(spread))]), 9.0)


def body(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The subject without its holes and without lone pixels: what lies between its edges both across and down."""
    solid = _neighbours(mask) >= 6
    filled = _spanned(solid, 1) & _spanned(solid, 0)
    return filled | (_neighbours(filled) > 0)


def _neighbours(mask: NDArray[np.bool_]) -> NDArray[np.int_]:
    """How many of the nine pixels round and at each one are in the mask."""
    padded = np.pad(mask.astype(np.int_), 1)
    high, wide = mask.shape
    return sum((padded[y : y + high, x : x + wide] for y in range(3) for x in range(3)), np.zeros(mask.shape, np.int_))


def _spanned(mask: NDArray[np.bool_], axis: int) -> NDArray[np.bool_]:
    forth = np.maximum.accumulate(mask, axis=axis)
    back = np.flip(np.maximum.accumulate(np.flip(mask, axis), axis=axis), axis)
    return forth & back
