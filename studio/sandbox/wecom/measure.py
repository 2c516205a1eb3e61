"""What uploaded bytes are: kind by their first bytes, pixels of a picture, seconds of a video."""

import io
import struct
import warnings

from PIL import Image, UnidentifiedImageError

from studio.sandbox.call import Refusal, Upload

_TYPE_ERRCODE = {"image": (40009, "invalid image size"), "voice": (40011, "invalid voice size")}


def of_kind(received: Upload, kind: str, *, largest: int) -> None:
    """Refuse bytes that are too many (40009, 40011, 45001) or not of the kind they are said to be (40005)."""
    content = received.content
    if len(content) > largest:
        errcode, errmsg = _TYPE_ERRCODE.get(kind, (45001, "media size out of limit"))
        raise Refusal(errcode, errmsg, rule=f"{kind}: at most {largest} bytes")
    fits = {
        "image": lambda: content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")),
        "voice": lambda: content.startswith(b"#!AMR"),
        "video": lambda: content[4:8] == b"ftyp",
        "file": lambda: True,
    }
    if not fits[kind]():
        raise Refusal(40005, "invalid file type", rule=f"{kind}: the bytes are of another type", mark="R")


def size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels; 40009 when the picture cannot be read. The pixels are not decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as picture:
                return picture.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as broken:
        raise Refusal(40009, "invalid image size", rule="the picture cannot be read", mark="C") from broken


def video_seconds(content: bytes) -> float | None:
    """The duration in the movie header of an mp4; None when there is none."""
    start = content.find(b"mvhd")
    if start < 0:
        return None
    header = content[start + 4 : start + 4 + 32]
    try:
        if header[:1] == b"\x01":
            scale, duration = struct.unpack(">IQ", header[20:32])
        else:
            scale, duration = struct.unpack(">II", header[12:20])
    except struct.error:
        return None
    return duration / scale if scale else None
