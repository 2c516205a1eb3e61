"""Reading what was sent to us, with a limit: strangers write here."""

from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from studio.storable import is_storable


async def body_of(request: Request, *, most: int) -> bytes:
    """The bytes of a request; answers 413 as soon as there are more than `most`, whatever its headers said."""
    read = bytearray()
    async for piece in request.stream():
        read += piece
        if len(read) > most:
            raise HTTPException(413)
    return bytes(read)


async def form_of(request: Request, *, most: int = 16_384) -> dict[str, str]:
    """The fields of a plain form, the first of each name; what is no form has no fields."""
    text = (await body_of(request, most=most)).decode("utf-8", "replace")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return {}
    refuse_broken(*(value for _, value in pairs))
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value)
    return fields


def refuse_broken(*texts: str) -> None:
    """Answers 400 when one of the texts holds what no database keeps: NUL, or half a character."""
    if not all(is_storable(text) for text in texts):
        raise HTTPException(400, "文字里有存不了的字符，请去掉再试 (characters that cannot be kept: take them out and try again)\n")
