"""What else than pixels a file carries: words, places, thumbnails, films behind the end. Read from its parts, without decoding it."""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO

PNG = b"\x89PNG\r\n\x1a\n"
PIXELS = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"sRGB", b"gAMA", b"cHRM", b"pHYs", b"sBIT", b"bKGD"))
WORDS_MAX = 500_000  # bytes of a text or profile, unpacked, that the decoder is given to read
_REFERENCES = 65_536  # bytes in which a HEIC lists what belongs to what
_TELLING = re.compile(rb"\xff[\xe0-\xef\xfe]")


def is_png(content: bytes) -> bool:
    return content.startswith(PNG)


def png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Kind, data, and the whole chunk with its length and check sum, up to the end or to where the file is torn."""
    stream = BytesIO(content)
    stream.seek(len(PNG))
    while len(head := stream.read(8)) == 8:
        rest = stream.read(int.from_bytes(head[:4], "big") + 4)
        yield head[4:], rest[:-4], head + rest
        if head[4:] == b"IEND":
            return


def without_large_chunks(content: bytes) -> bytes:
    """The PNG without texts and profiles that unpack to more than a decoder should read: they have nothing to do with the picture."""
    return PNG + b"".join(whole for kind, data, whole in png_chunks(content) if not _too_much(kind, data))


def bare_png(content: bytes) -> bytes:
    """The PNG with its pixels only: no words, no place, no time, no further frames, nothing behind its end."""
    return PNG + b"".join(whole for kind, _, whole in png_chunks(content) if kind in PIXELS)


def is_bare_jpeg(content: bytes) -> bool:
    """Whether a JPEG holds its pixels and nothing that tells more: no EXIF, no comment, no second picture, no film behind its end."""
    at = 2
    while content[at : at + 1] == b"\xff" and len(head := content[at + 1 : at + 4]) == 3:
        kind, size = head[0], int.from_bytes(head[1:], "big")
        data = content[at + 4 : at + 2 + size]
        if kind == 0xDA:
            rest = content[at + 2 + size :]
            return rest.find(b"\xff\xd9") == len(rest) - 2 and _TELLING.search(rest) is None
        if kind == 0xFE or (0xE0 <= kind <= 0xEF and not _of_pixels(kind, data)):
            return False
        at += 2 + size
    return False


def _of_pixels(kind: int, data: bytes) -> bool:
    known = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
    return kind in known and data.startswith(known[kind])


def _too_much(kind: bytes, data: bytes) -> bool:
    if kind not in (b"tEXt", b"zTXt", b"iTXt", b"iCCP"):
        return False
    return len(data) > WORDS_MAX or _unpacked_is_large(data)


def _unpacked_is_large(data: bytes) -> bool:
    """Packed words stand behind their name; where they begin differs by kind, so every place that could be a beginning is tried."""
    for start in (found.start() for found in re.finditer(rb"x[\x01\x5e\x9c\xda]", data[:2000])):
        try:
            if len(zlib.decompressobj().decompress(data[start:], WORDS_MAX + 1)) > WORDS_MAX:
                return True
        except zlib.error:
            continue
    return False


def heif_without_notes(content: bytes) -> bytes:
    """The HEIC whose notes (place, camera) no longer belong to its picture: they are not kept, and reading damaged ones ends the decoder's process."""
    out = bytearray(content)
    for refers in re.finditer(b"iref", content):
        for note in re.finditer(b"cdsc", content[refers.start() : refers.start() + _REFERENCES]):
            at = refers.start() + note.start()
            out[at : at + 4] = b"skip"
    return bytes(out)
