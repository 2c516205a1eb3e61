"""content/products.yaml: what the brand sells, each in one of five lanes (选品五类) with the evidence its lane asks for."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field, model_validator

from studio.library.kinds.document import Document, Line, Slug, Text, refused


class Lane(StrEnum):
    TRAFFIC = "traffic"  # 引流活动款
    STAR_OR_IP = "star_ip"  # 明星同款/IP款
    BESTSELLER = "bestseller"  # 热销款
    POTENTIAL = "potential"  # 卖点潜力款
    NEW = "new"  # 新品


class Evidence(Document):
    """What a lane must prove; which fields are required depends on the lane."""

    limit_per_person: int | None = None
    ends_on: date | None = None
    licence_document: str = ""
    sold: int | None = None
    sold_period: str = ""
    sold_channel: str = ""
    pain_point: str = ""
    season_from: date | None = None
    season_to: date | None = None
    launch_on: date | None = None
    feedback_threshold: int | None = None


NEEDED: dict[Lane, tuple[str, ...]] = {
    Lane.TRAFFIC: ("limit_per_person", "ends_on"),
    Lane.STAR_OR_IP: ("licence_document",),
    Lane.BESTSELLER: ("sold", "sold_period", "sold_channel"),
    Lane.POTENTIAL: ("pain_point", "season_from", "season_to"),
    Lane.NEW: ("launch_on", "feedback_threshold"),
}


class Product(Document):
    slug: Slug
    name: Line
    spec: str = ""  # what one of it is: 250 克, 6 包
    category: Slug  # merchandise category: womenswear, coffee, skincare …
    lane: Lane
    price: Decimal = Field(gt=0)  # yuan
    margin: Decimal | None = Field(default=None, ge=0, le=1)
    selling_points: tuple[Line, ...] = Field(min_length=1)
    story: Text
    occasion: str = ""
    photos: tuple[str, ...] = ()  # file names under assets/photos/
    link: str = ""
    evidence: Evidence = Evidence()

    @model_validator(mode="after")
    def lane_is_proven(self) -> "Product":
        missing = [name for name in NEEDED[self.lane] if getattr(self.evidence, name) in (None, "")]
        if missing:
            raise refused(
                f"款型 {self.lane.value} 缺少证据 {'、'.join(missing)}", f"lane {self.lane.value} lacks evidence {', '.join(missing)}", field="evidence",
                mend=("补上证据，或换一个款型", "add the evidence, or choose another lane"),
            )  # fmt: skip
        return self


class Products(Document):
    products: tuple[Product, ...]
