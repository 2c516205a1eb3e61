"""A variant: what one channel will carry of a post, down to the bytes of its pictures."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from studio.library.kinds import ChannelKind

__all__ = ["ChannelKind", "LinkCard", "MiniProgramCard", "PictureRef", "Variant", "Variants", "variants_from", "variants_to_json"]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PictureRef(Frozen):
    """A picture by the digest of its bytes; the bytes live in studio.files. `of` are the library's digests of the picture that it is a fitting copy of."""

    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    media_type: str = "image/jpeg"
    width: int
    height: int
    alt: str = ""
    of: tuple[str, ...] = ()

    @property
    def origins(self) -> frozenset[str]:
        """Every digest under which the library may know this picture: whether it was taken down, or is AI-made, is asked of all of them."""
        return frozenset((self.digest, *self.of))

    @model_serializer(mode="wrap")
    def _without_empty_of(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """What was approved before there were copies keeps its digest."""
        written = write(self)
        if not written.get("of"):
            written.pop("of", None)
        return written


class LinkCard(Frozen):
    url: str
    title: str = ""
    summary: str = ""
    picture: PictureRef | None = None


class MiniProgramCard(Frozen):
    appid: str
    page: str
    title: str
    picture: PictureRef | None = None


class Variant(Frozen):
    """`text` is plain text for groups and Moments, Markdown for articles; `html` is the article as rendered, pictures as file:DIGEST."""

    channel: ChannelKind
    title: str = ""
    author: str = ""
    summary: str = ""
    text: str = ""
    html: str = ""
    theme: str = ""
    cover: PictureRef | None = None
    pictures: tuple[PictureRef, ...] = ()
    link: LinkCard | None = None
    mini_program: MiniProgramCard | None = None
    source_url: str = ""

    @property
    def all_pictures(self) -> tuple[PictureRef, ...]:
        cards = [card.picture for card in (self.link, self.mini_program) if card and card.picture]
        return (*([self.cover] if self.cover else []), *self.pictures, *cards)

    @property
    def words(self) -> str:
        """Everything a reader reads, for checks."""
        parts = [
            self.title,
            self.summary,
            self.text,
            self.link.title if self.link else "",
            self.mini_program.title if self.mini_program else "",
        ]
        return "\n".join(part for part in parts if part)


Variants = dict[ChannelKind, Variant]


def variants_to_json(variants: Mapping[ChannelKind, Variant]) -> dict[str, Any]:
    return {kind.value: variants[kind].model_dump(mode="json") for kind in sorted(variants)}


def variants_from(stored: Mapping[str, Any]) -> Variants:
    return {ChannelKind(kind): Variant.model_validate(body) for kind, body in stored.items()}
