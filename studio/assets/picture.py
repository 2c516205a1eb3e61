"""Opening pictures that come from outside: what they really are, and refusing what would fill the memory before it is read."""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from studio.assets.chunks import heif_without_notes, is_png, without_large_chunks
from studio.errors import StudioError, problem

for _kind in (
    "Avif",
    "Bmp",
    "Gif",
    "Jpeg",
    "Png",
    "Tiff",
    "WebP",
):  # Pillow would load them only when it meets something that it does not know
    import_module(f"PIL.{_kind}ImagePlugin")

PIXELS_MAX = 80_000_000  # house rule: 240 MB in memory; a JPEG can be read at a half or a quarter and may have twice as many
KINDS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF")  # two pictures in one JPEG open as a JPEG and are then called MPO
LOSSLESS = ("PNG", "GIF", "BMP", "TIFF")
# What the decoders raise on files that are cut or have flipped bytes: measured, each of them happens.
DAMAGE = (
    OSError, RuntimeError, SyntaxError, ValueError, TypeError, EOFError, MemoryError, LookupError, ArithmeticError, AttributeError,
    struct.error, zlib.error,
)  # fmt: skip


def opened(source: bytes | Path, *, where: str) -> Image.Image:
    """The picture, header read and pixels not yet; `where` names the file in errors. What phones, cameras and screens make is taken."""
    try:
        content = source if isinstance(source, bytes) else source.read_bytes()
    except FileNotFoundError:
        raise StudioError(
            problem(
                "找不到图片",
                "picture missing",
                where=where,
                mend=("把文件放到 assets/photos/，或换一张", "put the file into assets/photos/, or choose another"),
            )
        ) from None
    image = _identified(_harmless(content), where)
    if image.width * image.height > (2 if _read_smaller(image) else 1) * PIXELS_MAX:
        raise _too_large(where, f"{image.width}×{image.height}")
    return image


def _harmless(content: bytes) -> bytes:
    """Without the parts that decoders stumble over and that are not kept anyway."""
    if is_png(content):
        return without_large_chunks(content)
    return heif_without_notes(content) if content[4:8] == b"ftyp" else content


def _identified(content: bytes, where: str) -> Image.Image:
    kinds = (*KINDS, _heif()) if content[4:8] == b"ftyp" else KINDS
    try:
        with quiet():
            return Image.open(BytesIO(content), formats=kinds)
    except Image.DecompressionBombError:
        raise _too_large(where, "1.78 亿像素以上 (more than 178 megapixels)") from None
    except UnidentifiedImageError:
        raise StudioError(
            problem(
                "不是图片，或不支持的格式",
                "not a picture, or of a kind not taken",
                where=where,
                mend=("存成 JPG 或 PNG 再上传", "save it as JPG or PNG"),
            )
        ) from None
    except DAMAGE:
        raise damaged(where) from None


def _read_smaller(image: Image.Image) -> bool:
    """Whether the decoder can leave out pixels: a JPEG that is not progressive, whose whole would be held first."""
    return image.format in ("JPEG", "MPO") and "progressive" not in image.info


@cache
def _heif() -> str:
    """Pillow reads HEIC from now on; the library is only loaded where such a photo comes."""
    from pi_heif import register_heif_opener

    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    return "HEIF"


@contextmanager
def quiet() -> Iterator[None]:
    """Decoders warn of odd metadata; it is not kept, so nobody needs to know."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def damaged(where: str) -> StudioError:
    return StudioError(
        problem(
            "图片损坏，读到一半断了",
            "the picture is damaged",
            where=where,
            mend=("从原图重新导出再上传", "export it again from the original"),
        )
    )


def _too_large(where: str, size: str) -> StudioError:
    return StudioError(
        problem(
            f"图片太大：{size}，最多 {PIXELS_MAX // 10_000} 万像素",
            f"the picture is too large: {size}, at most {PIXELS_MAX // 1_000_000} megapixels",
            where=where,
            mend=("导出一张小一点的；手机和相机的照片都在这以内", "export a smaller one; photos of phones and cameras are below that"),
        )
    )
