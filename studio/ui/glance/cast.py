"""The brand's personas as every page shows them: name, colour, portrait; and the names of pillars."""

from collections.abc import Mapping
from dataclasses import dataclass

from studio.library.kinds import Persona, Pillar
from studio.library.library import Library
from studio.ui.colours import persona_colour
from studio.ui.components.pictures import picture_url
from studio.ui.desk import Desk
from studio.ui.glance.shelf import library


@dataclass(frozen=True)
class Cast:
    """Personas in the order of the library; a persona's place decides its colour."""

    personas: Mapping[str, Persona]
    pillars: Mapping[str, Pillar]
    pictures: Mapping[str, str]

    def name(self, slug: str) -> str:
        return self.personas[slug].name if slug in self.personas else slug

    def order(self, slug: str) -> int:
        return list(self.personas).index(slug) if slug in self.personas else len(self.personas)

    def colour(self, slug: str, *, dark: bool = False) -> str:
        return persona_colour(self.order(slug), dark=dark)

    def pillar(self, slug: str) -> str:
        return self.pillars[slug].name if slug in self.pillars else slug

    def portrait(self, slug: str, desk: Desk, *, width: int = 160) -> str:
        """An address for the persona's portrait; empty when it has none."""
        persona = self.personas.get(slug)
        digest = self.pictures.get(persona.portrait) if persona and persona.portrait else None
        return picture_url(desk.files, digest, width=width) if digest else ""


def cast(desk: Desk) -> Cast:
    return cast_of(library(desk))


def cast_of(shelf: Library) -> Cast:
    return Cast(shelf.personas, shelf.pillars, shelf.pictures)
