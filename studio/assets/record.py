"""What a picture is about: the words, the product, the persona and the link that a layout's layers may name."""

import hashlib
import json
from dataclasses import asdict, dataclass
from decimal import Decimal

from studio.library.kinds.persona import Persona
from studio.library.kinds.product import Product

OWN_MAX = 6  # characters: a longer name is broken between its words like other text


@dataclass(frozen=True)
class Goods:
    """A product as a picture shows it; prices are words already, without the sign: 269, 269.90."""

    name: str
    price: str = ""
    was: str = ""
    point: str = ""
    points: tuple[str, ...] = ()
    category: str = ""


@dataclass(frozen=True)
class Who:
    """A persona as a picture shows it; `portrait` is a photo's file name."""

    name: str
    title: str = ""
    portrait: str = ""


@dataclass(frozen=True)
class Record:
    """One picture's content. Layers name its fields: {{ headline }}, {{ product.name }}, {{ steps[0] }}."""

    headline: str = ""
    subline: str = ""
    note: str = ""
    steps: tuple[str, ...] = ()
    product: Goods | None = None
    persona: Who | None = None
    brand: str = ""
    badge: str = ""
    button: str = ""
    date: str = ""
    link: str = ""
    photo: str = ""  # file name of the picture's photo

    @property
    def own_words(self) -> tuple[str, ...]:
        """The brand's words that no line breaks: its name, the persona's, a short product name. They belong to this picture, not to the process."""
        names = (*self.brand.split(), self.persona.name if self.persona else "", self.product.name if self.product else "")
        return tuple(sorted({name for name in names if 1 < len(name) <= OWN_MAX}))

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def goods_of(product: Product, *, was: Decimal | None = None) -> Goods:
    """A library product for a picture; `was` is the price to strike through, which the caller has proven."""
    return Goods(
        name=product.name,
        price=yuan(product.price),
        was=yuan(was) if was is not None else "",
        point=product.selling_points[0],
        points=product.selling_points,
        category=product.category,
    )


def who_of(persona: Persona) -> Who:
    """A library persona for a picture."""
    return Who(name=persona.name, title=persona.trade, portrait=persona.portrait)


def yuan(amount: Decimal) -> str:
    """269, 269.90: no decimals where there are none."""
    return f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"
