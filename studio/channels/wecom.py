"""What community and Moments share of WeCom: lists by cursor, uploads for messages and for Moments, and windows of time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from studio.channels.each import Read, each
from studio.channels.message import Picture, Video
from studio.channels.uploads import temporary, uploaded
from studio.channels.wire import Wire

CONTACT = "/cgi-bin/externalcontact"
Element = TypeVar("Element")
_EARLIER = timedelta(seconds=60)  # clocks differ


def pages(wire: Wire, path: str, body: dict[str, Any], name: str, parse: Callable[[Any], Element], *, now: datetime) -> Read[Element]:
    """Every item of the list `name` that can be parsed, page by page until the cursor is empty or comes again, and how many could not."""
    good: list[Element] = []
    odd, cursor, seen = 0, "", {""}
    while True:
        page = wire.read(path, body | ({"cursor": cursor} if cursor else {}), now=now)
        found = each(page.get(name), parse, of=path)
        good, odd = [*good, *found.good], odd + found.odd
        cursor = str(page.get("next_cursor") or "")
        if cursor in seen:
            return Read(tuple(good), odd)
        seen.add(cursor)


def around(since: datetime, *, now: datetime) -> dict[str, int]:
    """The window in which something made since then is listed."""
    return {"start_time": int((since - _EARLIER).timestamp()), "end_time": int((now + _EARLIER).timestamp())}


def message_media(wire: Wire, picture: Picture, *, now: datetime) -> str:
    """A picture's media_id for group messages: media/upload, worth using for three days."""

    def send() -> str:
        return wire.upload("/cgi-bin/media/upload", picture, now=now, gives="media_id", query={"type": "image"})

    return uploaded(wire.drawer, f"media:{picture.digest}", now=now, until=temporary(now), send=send)


def moment_media(wire: Wire, media: Picture | Video, *, now: datetime) -> str:
    """A picture's or video's media_id for Moments: upload_attachment, another kind of id than that of messages."""

    def send() -> str:
        query = {"media_type": "video" if isinstance(media, Video) else "image", "attachment_type": 1}
        return wire.upload("/cgi-bin/media/upload_attachment", media, now=now, gives="media_id", query=query)

    return uploaded(wire.drawer, f"attachment:{media.digest}", now=now, until=temporary(now), send=send)


def picture_address(wire: Wire, picture: Picture, *, now: datetime) -> str:
    """A picture's permanent address, for the cards of links."""

    def send() -> str:
        return wire.upload("/cgi-bin/media/uploadimg", picture, now=now, gives="url")

    return uploaded(wire.drawer, f"address:{picture.digest}", now=now, until=None, send=send)


def forget_uploads(wire: Wire, *media: Picture | Video | None) -> None:
    """The platform no longer knows these uploads: the next use uploads them anew."""
    for one in media:
        if one is not None:
            wire.drawer.drop(f"media:{one.digest}")
            wire.drawer.drop(f"attachment:{one.digest}")
