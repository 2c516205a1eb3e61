"""QR codes: made with whole pixels per module, and read back from the picture as a phone will get it."""

from io import BytesIO

import numpy as np
import zxingcpp
from PIL import Image

from studio.errors import StudioError, problem

QUIET = 4  # modules of white round the code (ISO/IEC 18004)
MODULE_MIN = 4  # pixels per module: half the size must still be read


def qr_code(content: str, side: int, *, where: str) -> Image.Image:
    """A code on white, at most `side` pixels wide; refuses what would have modules too small to read from a phone's screen."""
    for level in ("M", "L"):
        barcode = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
        modules = Image.fromarray(np.array(barcode.to_image(scale=1, add_quiet_zones=False)))
        pixels = side // (modules.width + 2 * QUIET)
        if pixels >= MODULE_MIN:
            return _on_white(modules, pixels)
    raise StudioError(
        problem(
            f"链接太长（{len(content)} 个字符），二维码在 {side} 像素里放不下",
            f"the link is too long ({len(content)} characters) for a code of {side} pixels",
            where=where,
            mend=("换成短链接，或把版式里的二维码放大", "use a short link, or give the code a larger box"),
        )
    )


def _on_white(modules: Image.Image, pixels: int) -> Image.Image:
    code = modules.convert("L").resize((modules.width * pixels, modules.height * pixels), Image.Resampling.NEAREST)
    sheet = Image.new("RGB", (code.width + 2 * QUIET * pixels, code.height + 2 * QUIET * pixels), "white")
    sheet.paste(code, (QUIET * pixels, QUIET * pixels))
    return sheet


def read_back(picture: Image.Image) -> str:
    """What the code in a picture says, read without second tries (turned, inverted, smaller); empty if it is not read at once."""
    found = zxingcpp.read_barcode(
        np.asarray(picture.convert("L")),
        formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]),
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
    )
    return found.text if found else ""


def read_as_sent(picture: Image.Image, box: tuple[int, int, int, int], quality: int) -> str:
    """What the code in this box says after the picture's JPEG coding: the same 16-pixel blocks are coded again by themselves."""
    left, top = box[0] // 16 * 16, box[1] // 16 * 16
    part = picture.crop((left, top, min(-(-box[2] // 16) * 16, picture.width), min(-(-box[3] // 16) * 16, picture.height)))
    coded = BytesIO()
    part.save(coded, "JPEG", quality=quality)
    return read_back(Image.open(coded))
