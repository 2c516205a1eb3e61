"""The sheet that the person with the phone works from: text to copy, pictures to save in order, a checklist."""

from collections.abc import Iterator
from dataclasses import dataclass

from studio.channels.handoff.kinds import KINDS, Kind
from studio.channels.message import Message, Picture
from studio.errors import Words


@dataclass(frozen=True)
class Sheet:
    """`title` is copied into a field of its own where the place has one; `text` holds everything else that is to be copied."""

    kind: str
    name: Words
    title: str
    text: str
    pictures: tuple[Picture, ...]
    checklist: tuple[Words, ...]


def sheet(kind: str, message: Message) -> Sheet:
    """The sheet for one of KINDS; an unknown kind is a KeyError, which limits and check say in words before."""
    there = KINDS[kind]
    pictures = (*((message.cover,) if message.cover and message.cover not in message.pictures else ()), *message.pictures)
    return Sheet(kind, there.name, message.title, text_of(message), pictures, tuple(_checklist(there, message, len(pictures))))


def text_of(message: Message) -> str:
    """The text with its link below, as it is copied."""
    link = message.link.url if message.link else message.source_url
    return f"{message.text.rstrip()}\n{link}" if link and link not in message.text else message.text


def _checklist(there: Kind, message: Message, pictures: int) -> Iterator[Words]:
    if there.needs_title or message.title:
        yield Words("复制标题", "copy the title")
    yield Words("复制文字", "copy the text")
    if pictures:
        yield Words(f"按顺序保存 {pictures} 张图片", f"save {pictures} pictures in this order")
    yield there.place
    if message.promotional:
        yield Words("带购买链接的内容标明「广告」", "mark it 「广告」 when it links to a purchase")
    yield from there.mind
    yield Words("发完截图，回来点「我已发出」：复制不等于已发", "take a screenshot, come back and confirm: copied is not posted")
