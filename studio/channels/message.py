"""What a channel is given to send: plain bytes and words, nothing of where they came from."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Picture:
    """A picture by the sha-256 of its bytes; `content` are the bytes as they will be sent."""

    digest: str
    media_type: str  # image/jpeg, image/png
    width: int
    height: int
    content: bytes = field(repr=False)
    name: str = ""


@dataclass(frozen=True)
class Video:
    """An mp4 by the sha-256 of its bytes; `seconds` as its header says, None when it does not."""

    digest: str
    seconds: float | None
    content: bytes = field(repr=False)
    media_type: str = "video/mp4"


@dataclass(frozen=True)
class Link:
    url: str
    title: str = ""
    summary: str = ""
    picture: Picture | None = None


@dataclass(frozen=True)
class MiniProgram:
    """A mini-program card; `picture` is its cover."""

    appid: str
    page: str
    title: str
    picture: Picture | None = None


@dataclass(frozen=True)
class Addressees:
    """Who it is for, in the platform's own ids; nothing named means everybody the account reaches."""

    tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Message:
    """One delivery's content. `html` is an article's body in which pictures stand as `<img src="file:DIGEST">`.

    `marker` is unique per delivery and at most 64 bytes: the clientmsgid of mass sends, and what reconcile looks for where the platform keeps it.
    """

    marker: str
    text: str = ""
    title: str = ""
    author: str = ""
    summary: str = ""  # 摘要 of an article
    html: str = ""
    cover: Picture | None = None
    pictures: tuple[Picture, ...] = ()  # in order; of an article, those in the body
    video: Video | None = None  # of a moment, instead of pictures or a link
    link: Link | None = None
    mini_program: MiniProgram | None = None
    source_url: str = ""  # 阅读原文
    promotional: bool = False  # a charter may refuse it
    to: Addressees = Addressees()
