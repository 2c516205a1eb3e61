"""JPEG coding to a size: the best quality whose bytes stay under the aim, never over the limit."""

from io import BytesIO

from PIL import Image

from studio.errors import StudioError, problem

BEST, GOOD, LEAST = 88, 62, 30
AIM = 300_000
LIMIT = 1_000_000  # WeChat takes 1 MB for pictures in an article


def coded(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def quality_for(image: Image.Image, *, aim: int = AIM) -> int:
    """The best quality from GOOD to BEST at which the picture stays under `aim` bytes; GOOD if none does."""
    if len(coded(image, BEST)) <= aim:
        return BEST
    low, high = GOOD, BEST - 1
    while low < high:
        middle = (low + high + 1) // 2
        if len(coded(image, middle)) <= aim:
            low = middle
        else:
            high = middle - 1
    return low


def within(image: Image.Image, start: int, *, aim: int = AIM, limit: int = LIMIT) -> tuple[bytes, int]:
    """The picture's bytes and their quality: from `start` down to GOOD for the aim, further down only for the limit."""
    quality = start
    content = coded(image, quality)
    while len(content) > aim and quality > GOOD:
        quality = max(quality - 4, GOOD)
        content = coded(image, quality)
    while len(content) >= limit and quality > LEAST:
        quality = max(quality - 8, LEAST)
        content = coded(image, quality)
    if len(content) >= limit:
        raise StudioError(
            problem(
                f"图片压不到 {limit // 1000} KB 以内",
                f"the picture cannot be brought under {limit // 1000} KB",
                mend=("换一张细节少些的照片，或用小一号的画布", "use a calmer photo, or a smaller canvas"),
            )
        )
    return content, quality
