"""assets/layouts/<slug>.yaml: canvas, layers and the sizes they reflow to (版式)."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from studio.library.kinds.document import Document, Line, Slug
from studio.library.kinds.product import Lane

Family = Literal["moments_3x4", "moments_1x1", "cover_235", "cover_1x1", "inline", "group_card", "share_poster"]
Share = Annotated[float, Field(ge=-0.2, le=1.2)]  # of the canvas; a little outside is a bleed
Box = tuple[Share, Share, Share, Share]  # left, top, right, bottom


class Size(Document):
    """A canvas in pixels; `family` says what it is for."""

    family: Family
    width: int = Field(ge=100, le=4000)
    height: int = Field(ge=100, le=6000)


class Layer(Document):
    """One layer. Boxes are fractions of the canvas (left, top, right, bottom); colours name a palette entry or are #rrggbb.

    A photo or portrait layer's `text` names the file it shows; empty means the record's photo, or the persona's portrait.
    """

    kind: Literal["background", "panel", "photo", "portrait", "text", "price", "badge", "button", "qr", "logo", "persona_name"]
    box: Box = (0.0, 0.0, 1.0, 1.0)
    boxes: dict[Family, Box] = Field(default_factory=dict)  # per size family, where it differs
    families: tuple[Family, ...] = ()  # only in these sizes; empty: in all
    text: str = ""  # Jinja2 over the record: {{ headline }}, {{ product.name }}, {{ product.price }}
    colour: str = "ink"
    fill: str = ""
    outline: str = ""  # a hairline round a panel, badge or button
    face: Literal["text", "display"] = "text"
    weight: int = Field(default=400, ge=100, le=900)
    size_max: float = Field(default=0.08, gt=0)  # of the canvas width
    size_min: float = Field(default=0.028, gt=0)
    tracking: float = Field(default=0.0, ge=-0.1, le=1.0)  # extra space between characters, of the type size
    leading: float = Field(default=1.4, ge=1.0, le=3.0)  # line height, of the type size
    align: Literal["left", "centre", "right"] = "left"
    valign: Literal["top", "middle", "bottom"] = "top"
    lines_max: int = Field(default=3, ge=1)
    radius: float = Field(default=0.0, ge=0, le=1)  # of the canvas width
    shade: float = Field(default=0.0, ge=0, le=1)  # darkening over a photo
    shade_from: Literal["all", "top", "bottom", "left", "right"] = "all"
    focus: tuple[float, float] = (0.5, 0.5)
    optional: bool = False  # left out when its text or picture is missing

    @model_validator(mode="after")
    def boxes_have_room(self) -> "Layer":
        for box in (self.box, *self.boxes.values()):
            if box[0] >= box[2] or box[1] >= box[3]:
                raise ValueError(f"box {list(box)}: 应为 [左, 上, 右, 下]，左小于右、上小于下 (left < right, top < bottom)")
        if self.size_min > self.size_max:
            raise ValueError("size_min 大于 size_max (size_min is above size_max)")
        return self

    def box_in(self, family: Family) -> Box:
        return self.boxes.get(family, self.box)

    def stands_in(self, family: Family) -> bool:
        return not self.families or family in self.families


class Layout(Document):
    slug: Slug
    name: Line
    lanes: tuple[Lane, ...] = ()  # empty: any
    pillars: tuple[Slug, ...] = ()
    sizes: tuple[Size, ...] = Field(min_length=1)
    layers: tuple[Layer, ...] = Field(min_length=1)

    def size(self, family: Family) -> Size | None:
        return next((size for size in self.sizes if size.family == family), None)
