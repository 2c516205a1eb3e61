"""Opening pictures that come from outside: what they really are, and refusing what would fill the memory."""

import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from studio.errors import StudioError, problem

PIXELS_MAX = 80_000_000  # house rule: more than any phone's ordinary photo, 240 MB in memory
KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def opened(source: bytes | Path, *, where: str) -> Image.Image:
    """The picture, header read and pixels not yet; `where` names the file in errors. Only JPEG, PNG and WebP are taken."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(source) if isinstance(source, bytes) else source, formats=tuple(KINDS))
    except FileNotFoundError:
        raise StudioError(
            problem(
                "找不到图片",
                "picture missing",
                where=where,
                mend=("把文件放到 assets/photos/，或换一张", "put the file into assets/photos/, or choose another"),
            )
        ) from None
    except Image.DecompressionBombError:
        raise _too_large(where, "1.78 亿像素以上 (more than 178 megapixels)") from None
    except UnidentifiedImageError:
        raise StudioError(
            problem(
                "不是图片，或不支持的格式",
                "not a picture, or of a kind not taken",
                where=where,
                mend=("存成 JPG、PNG 或 WebP 再上传", "save it as JPG, PNG or WebP"),
            )
        ) from None
    if image.width * image.height > PIXELS_MAX:
        raise _too_large(where, f"{image.width}×{image.height}")
    return image


def loaded(image: Image.Image, *, where: str) -> Image.Image:
    """The same picture with its pixels read and its EXIF turn applied; a torn file is refused."""
    try:
        image.load()
    except (OSError, SyntaxError, ValueError):
        raise StudioError(
            problem(
                "图片损坏，读到一半断了",
                "the picture is damaged",
                where=where,
                mend=("从原图重新导出再上传", "export it again from the original"),
            )
        ) from None
    return image


def _too_large(where: str, size: str) -> StudioError:
    return StudioError(
        problem(
            f"图片太大：{size}，最多 {PIXELS_MAX // 10_000} 万像素",
            f"the picture is too large: {size}, at most {PIXELS_MAX // 1_000_000} megapixels",
            where=where,
            mend=("缩小后再用，海报只需要长边 3000 像素", "make it smaller; a poster needs 3000 pixels on its long side"),
        )
    )
