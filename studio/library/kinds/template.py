"""content/templates/<pillar>/<slug>.md.j2: a copy template, YAML front matter and a Jinja2 body."""

from enum import StrEnum

from pydantic import Field

from studio.library.kinds.document import Document, Line, Slug
from studio.library.kinds.product import Lane
from studio.library.kinds.workspace import ChannelKind


class Direction(StrEnum):
    """The four copy directions."""

    SELLING_POINT = "selling_point"  # 卖点功效
    PSYCHOLOGY = "psychology"  # 人群心理
    PAIN_POINT = "pain_point"  # 痛点
    ACTIVITY = "activity"  # 活动


class CopyTemplate(Document):
    """Front matter of a copy template plus its body.

    `title`, `headline` and the body are Jinja2 over: `brand` (BrandSheet), `persona` (Persona), `date` (datetime.date of the slot, in the
    brand's zone), `product` (Product, or None unless `needs_product`), `offer` (the campaign's offer in words, "" when there is none),
    `festival` (Festival, or None), and `vary(options)`: one of a list of strings, walked through use by use,
    so that a template in daily use comes back to an option only after all the others; the first `vary` of title, headline and body walk in
    step when their lists have one length.
    """

    slug: Slug
    name: Line
    pillar: Slug
    channels: tuple[ChannelKind, ...] = Field(min_length=1)
    personas: tuple[Slug, ...] = ()  # whose voice it is written in; empty: anybody's
    direction: Direction | None = None
    needs_product: bool = False
    lanes: tuple[Lane, ...] = ()  # of the product; empty: any
    picture: str = ""  # layout slug for the post's picture; empty: none needed
    title: str = ""  # Jinja2, for channels with a title
    headline: str = ""  # Jinja2, words on the picture
    body: str = ""  # what follows the front matter; filled by the loader
    body_line: int = 1  # line of the file at which the body begins; filled by the loader
