"""The library of one brand as it stands at one moment: every document as a frozen type, found by its slug."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from studio.errors import StudioError, problem
from studio.library.kinds.article import Article
from studio.library.kinds.brief import Brief
from studio.library.kinds.cadence import Cadence
from studio.library.kinds.campaign import Campaign
from studio.library.kinds.festival import Festival
from studio.library.kinds.font import FontFace
from studio.library.kinds.layout import Layout
from studio.library.kinds.palette import Palette
from studio.library.kinds.persona import Persona
from studio.library.kinds.photo import PhotoLicence
from studio.library.kinds.pillar import Pillar
from studio.library.kinds.product import Product
from studio.library.kinds.template import CopyTemplate
from studio.library.kinds.workspace import AccountSeed, BrandSheet, ChannelKind, Workspace

T = TypeVar("T")


@dataclass(frozen=True)
class Origin:
    """Where something stands: path in the workspace, line, and the version of that document (0: straight from a folder)."""

    path: str
    line: int | None = None
    version: int = 0

    def __str__(self) -> str:
        return f"{self.path}@{self.version}"


@dataclass(frozen=True)
class Library:
    """Everything by slug, in the order of the files. Pictures are by file name: their licence record, and the digest of their bytes."""

    workspace: Workspace | None = None
    personas: Mapping[str, Persona] = field(default_factory=dict)
    pillars: Mapping[str, Pillar] = field(default_factory=dict)
    templates: Mapping[str, CopyTemplate] = field(default_factory=dict)
    briefs: Mapping[str, Brief] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)
    articles: Mapping[str, Article] = field(default_factory=dict)
    themes: Mapping[str, str] = field(default_factory=dict)  # CSS
    cadences: Mapping[str, Cadence] = field(default_factory=dict)
    festivals: Mapping[str, Festival] = field(default_factory=dict)
    campaigns: Mapping[str, Campaign] = field(default_factory=dict)
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    palettes: Mapping[str, Palette] = field(default_factory=dict)
    fonts: Mapping[str, FontFace] = field(default_factory=dict)
    photos: Mapping[str, PhotoLicence] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)  # file name → sha-256
    files: Mapping[str, str] = field(default_factory=dict)  # other files by path, such as a font → sha-256
    origins: Mapping[tuple[str, str], Origin] = field(default_factory=dict)  # (kind, slug) → where

    @property
    def brand(self) -> BrandSheet:
        if self.workspace is None:
            raise StudioError(
                problem("缺少 studio.toml", "studio.toml missing", mend=("用 studio init 新建一个", "make one with studio init"))
            )
        return self.workspace.brand

    @property
    def accounts(self) -> tuple[AccountSeed, ...]:
        return self.workspace.accounts if self.workspace else ()

    def persona(self, slug: str) -> Persona:
        return _find(self.personas, slug, "人设", "persona")

    def pillar(self, slug: str) -> Pillar:
        return _find(self.pillars, slug, "内容支柱", "pillar")

    def template(self, slug: str) -> CopyTemplate:
        return _find(self.templates, slug, "文案模板", "copy template")

    def product(self, slug: str) -> Product:
        return _find(self.products, slug, "商品", "product")

    def campaign(self, slug: str) -> Campaign:
        return _find(self.campaigns, slug, "活动", "campaign")

    def festival(self, slug: str) -> Festival:
        return _find(self.festivals, slug, "节点", "festival")

    def layout(self, slug: str) -> Layout:
        return _find(self.layouts, slug, "版式", "layout")

    def photo(self, file: str) -> PhotoLicence:
        return _find(self.photos, file, "照片", "photo")

    def article(self, slug: str) -> Article:
        return _find(self.articles, slug, "文章", "article")

    def theme(self, slug: str) -> str:
        return _find(self.themes, slug, "文章主题", "article theme")

    def brief_for(self, product: str) -> Brief | None:
        """The brief that is about this product, if one is written."""
        return next((brief for brief in self.briefs.values() if brief.product == product), None)

    def palette_for(self, category: str) -> Palette:
        """The palette of a merchandise category; the first one stands in for a category that has none."""
        fitting = (palette for palette in self.palettes.values() if category in palette.categories)
        return next(fitting, None) or _find(self.palettes, next(iter(self.palettes), category), "配色", "palette")

    def cadences_of(self, persona: str) -> tuple[Cadence, ...]:
        return tuple(cadence for cadence in self.cadences.values() if cadence.persona == persona)

    def templates_for(self, *, pillar: str, channel: ChannelKind, persona: str) -> tuple[CopyTemplate, ...]:
        """Templates of a pillar that fit a channel and may be said by this persona; those written in its own voice first."""
        fitting = [
            t for t in self.templates.values() if t.pillar == pillar and channel in t.channels and (not t.personas or persona in t.personas)
        ]
        return tuple(sorted(fitting, key=lambda template: not template.personas))

    def origin(self, kind: str, slug: str) -> Origin | None:
        """Which document and version something was read from, for a record that remembers what it was made with."""
        return self.origins.get((kind, slug))


def _find(shelf: Mapping[str, T], slug: str, zh: str, en: str) -> T:
    if slug not in shelf:
        raise StudioError(
            problem(
                f"资料库里没有{zh} {slug}",
                f"no {en} {slug} in the library",
                mend=("检查代号，或先把它加进资料库", "check the name, or add it to the library first"),
            )
        )
    return shelf[slug]
