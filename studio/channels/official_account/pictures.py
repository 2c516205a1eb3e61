"""Bringing an article's pictures to the platform: uploadimg for the body, permanent material for covers and picture posts."""

from datetime import datetime

from studio.channels.message import Message, Picture
from studio.channels.official_account.article import OnPlatform, body_pictures, gallery, is_picture_post
from studio.channels.uploads import uploaded
from studio.channels.wire import Wire


def bring(wire: Wire, message: Message, *, now: datetime) -> OnPlatform:
    """Every picture uploaded once per account; uploadimg addresses and permanent material do not expire."""
    if is_picture_post(message):
        return OnPlatform({}, "", tuple(_material(wire, picture, now=now) for picture in gallery(message)))
    urls = {picture.digest: _address(wire, picture, now=now) for picture in body_pictures(message)}
    return OnPlatform(urls, _material(wire, message.cover, now=now) if message.cover else "", ())


def forget_material(wire: Wire, message: Message) -> None:
    """The platform no longer knows a permanent id (somebody deleted it there): the next bring uploads it anew."""
    for picture in (*gallery(message), *([message.cover] if message.cover else [])):
        wire.drawer.drop(f"material:{picture.digest}")


def _address(wire: Wire, picture: Picture, *, now: datetime) -> str:
    def send() -> str:
        return wire.upload("/cgi-bin/media/uploadimg", picture, now=now, gives="url")

    return uploaded(wire.drawer, f"body_picture:{picture.digest}", now=now, until=None, send=send)


def _material(wire: Wire, picture: Picture, *, now: datetime) -> str:
    def send() -> str:
        return wire.upload("/cgi-bin/material/add_material", picture, now=now, gives="media_id", query={"type": "image"})

    return uploaded(wire.drawer, f"material:{picture.digest}", now=now, until=None, send=send)
