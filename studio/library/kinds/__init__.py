"""The library's documents as frozen types: what a content team writes and keeps in git.

One module per kind. Every type refuses unknown fields; times and dates are plain values; names of fields are the field's own terms.
"""

from studio.library.kinds.article import Article
from studio.library.kinds.brief import Brief
from studio.library.kinds.cadence import Cadence, Weekday, WeeklySlot
from studio.library.kinds.campaign import Campaign, Phase, PhaseWindow
from studio.library.kinds.festival import Festival, FestivalDate, Festivals
from studio.library.kinds.font import FontFace, Fonts
from studio.library.kinds.layout import Layer, Layout, Size
from studio.library.kinds.palette import Palette, Palettes
from studio.library.kinds.persona import Persona, Stage, Voice
from studio.library.kinds.photo import PhotoLicence
from studio.library.kinds.pillar import FunnelStage, Gain, Pillar, Pillars
from studio.library.kinds.product import Lane, Product, Products
from studio.library.kinds.template import CopyTemplate, Direction
from studio.library.kinds.workspace import AccountSeed, Audience, ChannelKind, Workspace

__all__ = [
    "AccountSeed", "Article", "Audience", "Brief", "Cadence", "Campaign", "ChannelKind", "CopyTemplate", "Direction", "Festival",
    "FestivalDate", "Festivals", "FontFace", "Fonts", "FunnelStage", "Gain", "Lane", "Layer", "Layout", "Palette", "Palettes", "Persona",
    "Phase", "PhaseWindow", "PhotoLicence", "Pillar", "Pillars", "Product", "Products", "Size", "Stage", "Voice", "Weekday", "WeeklySlot",
    "Workspace",
]  # fmt: skip
