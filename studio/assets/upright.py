"""A picture as everybody sees it: the right way up, eight bits a colour, sRGB, with or without see-through parts."""

from functools import lru_cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms

from studio.assets.picture import DAMAGE, damaged, quiet

PIXELS_KEPT = 24_000_000  # a phone's ordinary photos whole; what has more is read at a half or a quarter
SAME = 3  # of 255: a profile that moves no colour further is sRGB under another name
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90,
}  # fmt: skip
LYING = (5, 6, 7, 8)  # turns that make the height of the file the width of the picture
_SPACES = {"RGB ": "RGB", "CMYK": "CMYK", "GRAY": "L"}


def upright(image: Image.Image, *, where: str, least: tuple[int, int] | None = None, exactly: bool = False) -> Image.Image:
    """The pixels of an opened picture as RGB or RGBA.

    Where a size of `least` (of the picture as it lies in the file) is enough, a JPEG is read no larger than that needs; `exactly` gives that size.
    """
    try:
        with quiet():
            _read(image, least)
            turn, icc = turn_of(image), profile_of(image)
            pixels = _eight_bits(image)
            if exactly and least and least != pixels.size:
                pixels = _resized(pixels, least)
            return _in_srgb(pixels if turn == 1 else pixels.transpose(_TURNS[turn]), icc)
    except DAMAGE:
        raise damaged(where) from None


def sound(image: Image.Image, *, where: str) -> None:
    """Read an opened picture to its end, as quickly as that goes; a torn one is refused."""
    try:
        with quiet():
            image.draft(image.mode, (image.width // 8, image.height // 8))
            image.load()
    except DAMAGE:
        raise damaged(where) from None


def turn_of(image: Image.Image) -> int:
    """How the camera was held (1–8), 1 when its record cannot be read."""
    try:
        with quiet():
            turn = image.getexif().get(0x0112, 1)
    except DAMAGE:
        return 1
    return turn if turn in _TURNS else 1


def profile_of(image: Image.Image) -> bytes:
    """The picture's colour profile; empty for sRGB, however it is written down."""
    icc = image.info.get("icc_profile")
    return icc if isinstance(icc, bytes) and not _is_srgb(icc) else b""


def in_srgb(image: Image.Image, icc: bytes) -> Image.Image:
    """Colours as they were meant; a profile that cannot be used changes nothing."""
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(icc))
        mode = _SPACES.get(_space_of(profile), "RGB")
        plain = image if image.mode == mode else image.convert(mode)
        converted = ImageCms.profileToProfile(plain, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image.convert("RGB")
    return converted if converted is not None else image.convert("RGB")


def on_paper(image: Image.Image) -> Image.Image:
    """RGB, see-through parts on white."""
    if image.mode == "RGB":
        return image
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    sheet = Image.new("RGB", image.size, "white")
    sheet.paste(clear, mask=clear.getchannel("A"))
    return sheet


def _read(image: Image.Image, least: tuple[int, int] | None) -> None:
    """Decoding by halves keeps a photo of a hundred megapixels out of the memory."""
    if image.format in ("JPEG", "MPO"):
        image.draft(image.mode, least or _halved(image.width, image.height))
    image.load()


def _halved(width: int, height: int) -> tuple[int, int]:
    halves = 1
    while halves < 8 and width * height > PIXELS_KEPT * halves * halves:
        halves *= 2
    return width // halves, height // halves


def _resized(pixels: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Smaller before the colours are converted, which takes as long as there are pixels; palettes and single bits cannot be mixed as they are."""
    if pixels.mode not in ("RGB", "L", "CMYK", "RGBA", "LA", "YCbCr"):
        pixels = pixels.convert("RGBA" if pixels.has_transparency_data else "RGB")
    return pixels.resize(size, Image.Resampling.BICUBIC, reducing_gap=2)


def _eight_bits(image: Image.Image) -> Image.Image:
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.nan_to_num(np.asarray(image, np.float64))
    most = 65535.0 if image.mode.startswith("I;16") or values.max(initial=0) > 255 else 255.0
    return Image.fromarray((np.clip(values / most, 0, 1) * 255).round().astype(np.uint8))


def _in_srgb(image: Image.Image, icc: bytes) -> Image.Image:
    clear = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    colours = in_srgb(image, icc) if icc else image.convert("RGB")
    if clear is not None and clear.getextrema() != (255, 255):
        colours.putalpha(clear)
    return colours


def _space_of(profile: ImageCms.ImageCmsProfile) -> str:
    return str(getattr(profile.profile, "xcolor_space", ""))


@lru_cache(maxsize=32)
def _is_srgb(icc: bytes) -> bool:
    """Judged by what it does: names say little."""
    steps = np.arange(0, 256, 51).astype(np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps), -1).reshape(1, -1, 3)
    try:
        if _space_of(ImageCms.ImageCmsProfile(BytesIO(icc))) != "RGB ":
            return False
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return False
    after = np.asarray(in_srgb(Image.fromarray(cube), icc), np.int16)
    return int(np.abs(after - cube.astype(np.int16)).max()) <= SAME
