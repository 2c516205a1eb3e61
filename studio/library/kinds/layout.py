"""assets/layouts/<slug>.yaml: canvas, layers and the sizes they reflow to (版式)."""

from typing import Literal

from pydantic import Field

from studio.library.kinds.document import Document, Line, Slug
from studio.library.kinds.product import Lane


class Size(Document):
    """A canvas in pixels; `family` names what it is for, e.g. moments_3x4, moments_1x1, cover_235, group_card, share_poster."""

    family: Slug | Literal["moments_3x4", "moments_1x1", "cover_235", "cover_1x1", "inline", "group_card", "share_poster"]
    width: int = Field(ge=100, le=4000)
    height: int = Field(ge=100, le=6000)


class Layer(Document):
    """One layer. Boxes are fractions of the canvas (left, top, right, bottom); colours name a palette entry or are #rrggbb."""

    kind: Literal["background", "photo", "text", "price", "badge", "button", "qr", "logo", "portrait", "persona_name"]
    box: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    boxes: dict[str, tuple[float, float, float, float]] = Field(default_factory=dict)  # per size family, where it differs
    text: str = ""  # Jinja2 over the record: {{ headline }}, {{ product.name }}, {{ product.price }}
    colour: str = "ink"
    fill: str = ""
    weight: int = Field(default=400, ge=100, le=900)
    size_max: float = Field(default=0.08, gt=0)  # of the canvas width
    size_min: float = Field(default=0.028, gt=0)
    align: Literal["left", "centre", "right"] = "left"
    valign: Literal["top", "middle", "bottom"] = "top"
    lines_max: int = Field(default=3, ge=1)
    radius: float = 0.0  # of the canvas width
    shade: float = 0.0  # darkening over a photo, 0–1
    focus: tuple[float, float] = (0.5, 0.5)
    optional: bool = False  # left out when its text or picture is missing


class Layout(Document):
    slug: Slug
    name: Line
    lanes: tuple[Lane, ...] = ()  # empty: any
    pillars: tuple[Slug, ...] = ()
    sizes: tuple[Size, ...] = Field(min_length=1)
    layers: tuple[Layer, ...] = Field(min_length=1)
