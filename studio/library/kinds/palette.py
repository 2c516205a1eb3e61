"""assets/palettes.yaml: colours that people expect of a merchandise category (色彩符合用户认知)."""

from typing import Annotated

from pydantic import Field, StringConstraints

from studio.library.kinds.document import Document, Line, Slug

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]


class Palette(Document):
    slug: Slug
    name: Line
    categories: tuple[Slug, ...] = ()
    paper: Colour
    ink: Colour
    accent: Colour
    on_accent: Colour
    soft: Colour


class Palettes(Document):
    """A palette without categories is for whatever no other palette names; there should be one."""

    palettes: tuple[Palette, ...] = Field(min_length=1)

    def of(self, category: str) -> Palette:
        """The palette of a merchandise category, else the one for everything."""
        named = next((palette for palette in self.palettes if category in palette.categories), None)
        return named or next((palette for palette in self.palettes if not palette.categories), self.palettes[0])
