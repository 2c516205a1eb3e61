"""The one intake of pictures: what a file really is by its content, the right way up, in sRGB, without a word of where it was taken, as JPEG or PNG."""

import math
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from studio.assets.chunks import bare_png, is_bare_jpeg, is_png
from studio.assets.fingerprint import fingerprint
from studio.assets.picture import DAMAGE, LOSSLESS, opened, quiet
from studio.assets.upright import PIXELS_KEPT, profile_of, turn_of, upright
from studio.errors import StudioError, problem
from studio.files import digest_of

BYTES_MAX = 30_000_000  # a phone's largest photos; pictures for posts are drawn from it at a fraction
SIDE_MIN = 200  # pixels: below this nothing can be drawn from it
DRAWN_MAX = 3_000_000  # pixels up to which a drawing or a screenshot stays a PNG when it has to be coded again
UPLOAD_TYPES = ("jpg", "jpeg", "png", "webp", "heic", "heif", "avif", "gif", "bmp", "tif", "tiff")


@dataclass(frozen=True)
class PictureFacts:
    """A checked picture: the bytes to keep, what they are, and its fingerprint. `still` says that only the first picture of a moving one is kept."""

    content: bytes
    digest: str
    media_type: str
    width: int
    height: int
    fingerprint: str
    still: bool = False

    @property
    def suffix(self) -> str:
        return ".png" if self.media_type == "image/png" else ".jpg"


def picture_facts(content: bytes, *, name: str, still: bool = False) -> PictureFacts:
    """Check and clean a picture. Refuses what is no picture, torn, too heavy or too small, and what moves unless `still` asks for its first picture."""
    if len(content) > BYTES_MAX:
        raise _too_heavy(len(content), name)
    image = opened(content, where=name)
    if min(image.size) < SIDE_MIN:
        raise _too_small(image.width, image.height, name)
    moving = moves(image)
    if moving and not still:
        raise _moving(name)
    clean, media_type, pixels = cleaned(content, image, where=name)
    return PictureFacts(clean, digest_of(clean), media_type, pixels.width, pixels.height, fingerprint(pixels), still=moving)


def cleaned(content: bytes, image: Image.Image, *, where: str) -> tuple[bytes, str, Image.Image]:
    """The bytes to keep of an opened picture, their media type, and the pixels: the same bytes where nothing has to change."""
    kind = bare_kind(content, image)
    pixels = upright(image, where=where)
    if kind == "image/png":
        return bare_png(content), kind, pixels
    if kind:
        return content, kind, pixels
    pixels = _no_more_than(pixels, PIXELS_KEPT)
    drawn = image.format in LOSSLESS and pixels.width * pixels.height <= DRAWN_MAX
    return (*coded(pixels, drawn=drawn), pixels)


def bare_kind(content: bytes, image: Image.Image) -> str:
    """image/jpeg or image/png where the bytes can stay as they are (a PNG: its pixels' chunks); else empty."""
    if turn_of(image) != 1 or profile_of(image) or image.mode not in ("RGB", "RGBA", "L"):
        return ""
    if image.format == "JPEG" and is_bare_jpeg(content):
        return "image/jpeg"
    return "image/png" if is_png(content) and content[24] <= 8 else ""


def coded(pixels: Image.Image, *, drawn: bool) -> tuple[bytes, str]:
    """PNG for drawings and for what one can see through, JPEG for photos."""
    out = BytesIO()
    if drawn or pixels.mode == "RGBA":
        _plain(pixels).save(out, "PNG")
        return out.getvalue(), "image/png"
    _plain(pixels).save(out, "JPEG", quality=92)
    return out.getvalue(), "image/jpeg"


def moves(image: Image.Image) -> bool:
    """Whether it is a film of several pictures. Two pictures in one JPEG, or pages of a scan, do not move."""
    try:
        with quiet():
            return image.format in ("GIF", "WEBP", "AVIF", "PNG") and bool(getattr(image, "is_animated", False))
    except DAMAGE:
        return False


def _plain(pixels: Image.Image) -> Image.Image:
    """Without what the decoder remembers of the file, which the encoder would write again."""
    plain = pixels.copy()
    plain.info = {}
    return plain


def _no_more_than(pixels: Image.Image, most: int) -> Image.Image:
    share = math.sqrt(most / (pixels.width * pixels.height))
    if share >= 1:
        return pixels
    return pixels.resize((round(pixels.width * share), round(pixels.height * share)), Image.Resampling.BICUBIC, reducing_gap=2)


def _too_heavy(size: int, name: str) -> StudioError:
    return StudioError(
        problem(
            f"文件 {size // 1_000_000} MB，最多 {BYTES_MAX // 1_000_000} MB",
            f"{size // 1_000_000} MB, at most {BYTES_MAX // 1_000_000} MB",
            where=name,
            mend=("导出成 JPG 再上传", "export it as JPG and upload that"),
        )
    )


def _too_small(width: int, height: int, name: str) -> StudioError:
    return StudioError(
        problem(
            f"图片只有 {width}×{height}，短边至少 {SIDE_MIN} 像素",
            f"only {width}×{height}, the short side needs {SIDE_MIN} pixels",
            where=name,
            mend=("换一张大一点的原图", "use a larger original"),
        )
    )


def _moving(name: str) -> StudioError:
    return StudioError(
        problem(
            "这是动图，收进来只会留下第一帧", "this picture moves; only its first frame would be kept", where=name, rule="asset.moving",
            mend=("勾选「动图只留第一帧」再上传，或换一张静态图", "tick “keep the first frame of moving pictures”, or use a still one"),
        )
    )  # fmt: skip
