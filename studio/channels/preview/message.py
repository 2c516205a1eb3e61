"""What a preview is drawn from: words, and addresses of pictures (`data:`, `https:` or a path of this site)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """`width` and `height` in pixels give a single picture its true proportions; 0 means square."""

    url: str
    width: int = 0
    height: int = 0

    @property
    def ratio(self) -> float:
        return self.width / self.height if self.width and self.height else 1.0


@dataclass(frozen=True)
class PreviewLink:
    """A link card, or a mini-program card when `mini_program` names the program."""

    title: str
    summary: str = ""
    picture: Picture | None = None
    mini_program: str = ""


@dataclass(frozen=True)
class Comment:
    person: str
    text: str


@dataclass(frozen=True)
class PreviewMessage:
    """One message as its reader meets it. `name` and `portrait` are the persona's, `place` is the account's or the group's name.

    `when` is ready to show (刚刚, 18:30, 11月21日). `html` is an article's body in which pictures already have addresses.
    """

    channel: str
    name: str
    portrait: str = ""
    colour: str = "#3E4C5C"  # behind the first character of the name when there is no portrait
    place: str = ""
    members: int | None = None
    company: str = ""  # shown after the name in customer groups: 小满@拾光
    text: str = ""
    title: str = ""
    author: str = ""
    summary: str = ""
    html: str = ""
    cover: Picture | None = None
    pictures: tuple[Picture, ...] = ()
    link: PreviewLink | None = None
    when: str = ""
    likes: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    checklist: tuple[str, ...] = ()  # hand-off: what the person ticks
