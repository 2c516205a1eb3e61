"""What a person types into a variant: its words, apart from its pictures, cards and rendered HTML."""

from pydantic import BaseModel, ConfigDict, Field

from studio.posts.variant import LinkCard, Variant
from studio.storable import require_storable

LONG, SHORT = 200_000, 4_000  # far beyond every platform's limit: what is longer is a mistake of paste, and would only slow everybody down


class Typed(BaseModel):
    """The fields of the writing desk as they were typed, half-finished ones included. What cannot be text is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    text: str = Field("", max_length=LONG, pattern=r"^[^\x00]*$")
    title: str = Field("", max_length=SHORT, pattern=r"^[^\x00]*$")
    author: str = Field("", max_length=SHORT, pattern=r"^[^\x00]*$")
    summary: str = Field("", max_length=SHORT, pattern=r"^[^\x00]*$")
    source_url: str = Field("", max_length=SHORT, pattern=r"^[^\x00]*$")
    link_url: str = Field("", max_length=SHORT, pattern=r"^[^\x00]*$")
    link_title: str = Field("", max_length=SHORT, pattern=r"^[^\x00]*$")
    link_summary: str = Field("", max_length=SHORT, pattern=r"^[^\x00]*$")


def typed_of(variant: Variant) -> Typed:
    """The words of a variant, as the desk shows them."""
    link = variant.link
    return Typed(
        text=variant.text, title=variant.title, author=variant.author, summary=variant.summary, source_url=variant.source_url,
        link_url=link.url if link else "", link_title=link.title if link else "", link_summary=link.summary if link else "",
    )  # fmt: skip


def with_typed(variant: Variant, typed: Typed) -> Variant:
    """The variant with these words. A link without an address is no link yet; its title waits in what was typed."""
    picture = variant.link.picture if variant.link else None
    link = LinkCard(url=typed.link_url, title=typed.link_title, summary=typed.link_summary, picture=picture) if typed.link_url else None
    said = typed.model_dump(include={"text", "title", "author", "summary", "source_url"})
    return variant.model_copy(update={**said, "link": link})


def require_room(variant: Variant) -> None:
    """Refuse words that are far too long, naming their field, before anybody reads them through."""
    link, card = variant.link, variant.mini_program
    require_storable("post", "text", variant.text, LONG)
    require_storable("post", "html", variant.html, 10 * LONG)
    short = {name: getattr(variant, name) for name in ("title", "author", "summary", "source_url", "theme")}
    short |= {"link_url": link.url, "link_title": link.title, "link_summary": link.summary} if link else {}
    short |= {"mini_program": [card.appid, card.page, card.title]} if card else {}
    for field, value in short.items():
        require_storable("post", field, value, SHORT)
