"""What stands without words: backgrounds, panels, photos, portraits. The same for a whole batch, so it is painted once and kept."""

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from studio.assets import jpeg
from studio.assets.colours import rgb
from studio.assets.photograph import Photo, cropped, round_mask, shaded
from studio.assets.placed import PixelBox, Placed


@dataclass(frozen=True)
class Ground:
    """A layer without words, ready to paint."""

    kind: str
    box: PixelBox
    fill: str = ""
    outline: str = ""
    radius: int = 0
    shade: float = 0.0
    shade_from: str = "all"
    photo: Photo | None = None
    focus: tuple[float, float] = (0.5, 0.5)


@lru_cache(maxsize=12)
def painted(grounds: tuple[Ground, ...], width: int, height: int) -> Image.Image:
    canvas = Image.new("RGB", (width, height), "white")
    for ground in grounds:
        put_ground(canvas, ground)
    return canvas


@lru_cache(maxsize=256)
def quality_on(grounds: tuple[Ground, ...], width: int, height: int, aim: int) -> int:
    return jpeg.quality_for(painted(grounds, width, height), aim=round(aim * 0.94))  # the words want their share


def put_ground(canvas: Image.Image, ground: Ground | None) -> Placed | None:
    if ground is None:
        return None
    left, top, right, bottom = ground.box
    width, height = max(right - left, 1), max(bottom - top, 1)
    if ground.photo:
        image = cropped(ground.photo, width, height, ground.focus)
        if ground.shade:
            image = shaded(image, ground.shade, ground.shade_from)
        radius = min(width, height) // 2 if ground.kind == "portrait" and ground.radius else ground.radius
        canvas.paste(image, (left, top), round_mask(width, height, radius) if radius else None)
    elif ground.fill:
        canvas.paste(
            rgb(ground.fill), (left, top, left + width, top + height), round_mask(width, height, ground.radius) if ground.radius else None
        )
    if ground.outline:
        _frame(canvas, ground.box, ground.outline, ground.radius)
    return placed_as(ground)


def placed_as(ground: Ground) -> Placed:
    return Placed(ground.kind, ground.box, text=ground.photo.name if ground.photo else "", fill=ground.fill)


def _frame(canvas: Image.Image, box: PixelBox, outline: str, radius: int) -> None:
    line = max(1, canvas.width // 640)
    ImageDraw.Draw(canvas).rounded_rectangle((box[0], box[1], box[2] - 1, box[3] - 1), radius, outline=outline, width=line)
