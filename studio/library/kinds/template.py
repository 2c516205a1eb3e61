"""content/templates/<pillar>/<slug>.md.j2: a copy template, YAML front matter and a Jinja2 body."""

from enum import StrEnum

from pydantic import Field

from studio.library.kinds.document import Document, Line, Slug
from studio.library.kinds.workspace import ChannelKind


class Direction(StrEnum):
    """The four copy directions."""

    SELLING_POINT = "selling_point"  # 卖点功效
    PSYCHOLOGY = "psychology"  # 人群心理
    PAIN_POINT = "pain_point"  # 痛点
    ACTIVITY = "activity"  # 活动


class CopyTemplate(Document):
    """Front matter of a copy template plus its body; the body sees persona, product, offer, festival, brand, date and vary."""

    slug: Slug
    name: Line
    pillar: Slug
    channels: tuple[ChannelKind, ...] = Field(min_length=1)
    direction: Direction | None = None
    needs_product: bool = False
    picture: str = ""  # layout slug for the post's picture; empty: none needed
    title: str = ""  # Jinja2, for channels with a title
    headline: str = ""  # Jinja2, words on the picture
    body: str = ""  # what follows the front matter; filled by the loader
    body_line: int = 1  # line of the file at which the body begins; filled by the loader
