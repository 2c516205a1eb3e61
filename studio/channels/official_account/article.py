"""The article of a draft: an HTML body with a cover, or a picture post (wechat-api.md §1.3)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from studio.channels.message import Message, Picture

FILE_SRC = re.compile(r"""src=(["'])file:([0-9a-fA-F]+)\1""")


@dataclass(frozen=True)
class OnPlatform:
    """What the platform gave for the pictures: addresses for the body, permanent ids for covers and picture posts."""

    urls: Mapping[str, str]
    cover: str
    gallery: tuple[str, ...]


def is_picture_post(message: Message) -> bool:
    return not message.html


def body_pictures(message: Message) -> list[Picture]:
    """The pictures that the body shows, each once, in order; those it does not show are not sent."""
    known = {picture.digest: picture for picture in message.pictures}
    return [known[digest] for digest in dict.fromkeys(found.group(2) for found in FILE_SRC.finditer(message.html)) if digest in known]


def gallery(message: Message) -> tuple[Picture, ...]:
    """The pictures of a picture post; the first one is its cover."""
    first = (message.cover,) if message.cover and message.cover.digest not in {picture.digest for picture in message.pictures} else ()
    return (*first, *message.pictures)


def with_addresses(html: str, address_of: Callable[[str], str]) -> str:
    """The body with the platform's addresses in place of `file:DIGEST`."""
    return FILE_SRC.sub(lambda found: f"src={found.group(1)}{address_of(found.group(2))}{found.group(1)}", html)


def article_of(message: Message, held: OnPlatform, *, comments: bool, fans_only: bool) -> dict[str, Any]:
    """One Article as draft/add takes it. An absent digest lets the platform take the first 54 characters."""
    article: dict[str, Any] = {
        "article_type": "newspic" if is_picture_post(message) else "news",
        "title": message.title,
        "need_open_comment": int(comments),
        "only_fans_can_comment": int(comments and fans_only),
    }
    if is_picture_post(message):
        images = [{"image_media_id": media_id} for media_id in held.gallery]
        return article | {"content": message.text, "image_info": {"image_list": images}}
    optional = {"author": message.author, "digest": message.summary, "content_source_url": message.source_url}
    body = with_addresses(message.html, lambda digest: held.urls[digest])
    return article | {name: value for name, value in optional.items() if value} | {"content": body, "thumb_media_id": held.cover}
