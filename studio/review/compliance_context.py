"""What the words of a post stand in: what is sold, what it shows, which evidence is on file."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from studio.library.kinds import Lane, Product
from studio.posts.advert.judge import shown

LEADS = frozenset({"call.link", "link.shop", "place.live"})  # signals that lead to where something is sold
_LINK = re.compile(r"https?://|小程序|下单|点击购买|购买链接|戳链接|链接在")


@dataclass(frozen=True)
class ComplianceContext:
    """What the words stand in. `evidence` holds the EVIDENCE keys that are on file; `names` are product names and trademarks.

    `informational`: knowledge, experience or review, as the 「广告」 label asks. What the text itself shows (a price, a link, a
    coupon) counts as well as what is said here.
    """

    category: str = ""  # merchandise category of the product
    lane: Lane | None = None
    promotional: bool = False
    informational: bool = False
    has_price: bool = False
    has_link: bool = False
    has_coupon: bool = False
    evidence: Collection[str] = ()
    names: tuple[str, ...] = ()
    ad_labelled: bool = False  # 「广告」 stands in the picture or the title
    ai_made: bool = False
    ai_labelled: bool = False  # the label stands in the picture
    links: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()  # empty: any
    on: date = date.max  # the day whose law holds

    @property
    def sells(self) -> bool:
        return self.promotional or self.has_price or self.has_coupon

    def with_what_shows(self, text: str) -> "ComplianceContext":
        """This context, with the price, coupon or link that the text itself shows."""
        found = shown(text)
        shows = {rule.partition(".")[0] for rule in found}
        return replace(
            self, category=self.category.replace("_", "-"), has_price=self.has_price or "price" in shows, has_coupon=self.has_coupon or "offer" in shows,
            has_link=self.has_link or bool(self.links) or _LINK.search(text) is not None or not LEADS.isdisjoint(found),
        )  # fmt: skip


def evidence_of(product: Product) -> frozenset[str]:
    """The EVIDENCE keys that a product's own record proves."""
    proof = product.evidence
    kept = {
        "deadline": proof.ends_on, "licence": proof.licence_document,
        "sales_figures": proof.sold is not None and proof.sold_period and proof.sold_channel,
    }  # fmt: skip
    return frozenset(key for key, value in kept.items() if value)


def first_offer(text: str) -> tuple[int, int] | None:
    """Where the text first shows a price, a coupon or a link."""
    offers = [span for rule, span in shown(text).items() if rule in LEADS or rule.startswith(("price.", "offer."))]
    return min([*offers, *(hit.span() for hit in _LINK.finditer(text))], default=None)
