"""Taking an upload: what it really is by its content, turned upright, stripped of where it was taken, and stored as JPEG or PNG."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from studio.assets.fingerprint import fingerprint
from studio.assets.picture import KINDS, loaded, opened
from studio.errors import StudioError, problem
from studio.files import digest_of

BYTES_MAX = 30_000_000  # a phone's largest photos; pictures for posts are drawn from it at a fraction
SIDE_MIN = 200  # pixels: below this nothing can be drawn from it
KEPT_AS_IS = ("image/jpeg", "image/png")  # what every channel takes; WebP is converted


@dataclass(frozen=True)
class PictureFacts:
    """A checked picture: the bytes to keep, what they are, and its fingerprint."""

    content: bytes
    digest: str
    media_type: str
    width: int
    height: int
    fingerprint: str

    @property
    def suffix(self) -> str:
        return ".png" if self.media_type == "image/png" else ".jpg"


def picture_facts(content: bytes, *, name: str) -> PictureFacts:
    """Check an upload. Refuses what is no picture, torn, too heavy or too small; metadata such as the place is not kept."""
    if len(content) > BYTES_MAX:
        raise StudioError(
            problem(
                f"文件 {len(content) // 1_000_000} MB，最多 {BYTES_MAX // 1_000_000} MB",
                f"{len(content) // 1_000_000} MB, at most {BYTES_MAX // 1_000_000} MB",
                where=name,
                mend=("压缩后再上传", "compress it and upload again"),
            )
        )
    image = opened(content, where=name)
    media_type = KINDS[image.format or ""]
    loaded(image, where=name)
    if min(image.size) < SIDE_MIN:
        raise StudioError(
            problem(
                f"图片只有 {image.width}×{image.height}，短边至少 {SIDE_MIN} 像素",
                f"only {image.width}×{image.height}, the short side needs {SIDE_MIN} pixels",
                where=name,
                mend=("换一张大一点的原图", "use a larger original"),
            )
        )
    clean, media_type = _clean(image, content, media_type)
    kept = Image.open(BytesIO(clean))
    return PictureFacts(clean, digest_of(clean), media_type, kept.width, kept.height, fingerprint(kept))


def _clean(image: Image.Image, content: bytes, media_type: str) -> tuple[bytes, str]:
    """The same bytes where nothing has to change; else coded again, upright, without metadata."""
    tells = bool(image.getexif()) or any(key in image.info for key in ("exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment"))
    if media_type in KEPT_AS_IS and not tells and image.mode in ("RGB", "RGBA", "L"):
        return content, media_type
    upright = ImageOps.exif_transpose(image)
    out = BytesIO()
    if upright.has_transparency_data:
        upright.convert("RGBA").save(out, "PNG", optimize=False)
        return out.getvalue(), "image/png"
    upright.convert("RGB").save(out, "JPEG", quality=92)
    return out.getvalue(), "image/jpeg"
