"""Whether a post advertises: by its pillar, because it leads into a shop, or by everything that a reader reads of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape

from studio.errors import Words
from studio.library.kinds import ChannelKind, Pillar, Product
from studio.posts.advert.judge import Judged, Reason, judge
from studio.posts.variant import Variant

_TAG = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_BLOCK = re.compile(r"</?(?:p|div|section|article|h[1-6]|li|ul|ol|br|hr|tr|td|th|table|blockquote|figure|img)\b", re.IGNORECASE)
_HREF = re.compile(r"(?:href|data-miniprogram-path|data-miniprogram-appid)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)


def advertises(pillar: Pillar, variants: Mapping[ChannelKind, Variant], *, goods: Iterable[Product] = ()) -> Judged:
    """What any variant would be to a reader, whatever the pillar is called; `goods` are the brand's, whose names and shop addresses count.

    As a truth value: an advert, or something that is held to be one until an editor says otherwise.
    """
    if pillar.promotional:
        return Judged(
            advertises=True, reasons=(_because("pillar", pillar.name, "这个内容支柱就是推广", "its pillar advertises"),), score=9.0
        )
    sold = tuple(goods)
    judged = [_judged(variant, sold) for variant in variants.values()]
    return max(judged, key=lambda one: one.score, default=Judged(advertises=False))


def said(variant: Variant) -> str:
    """Every word of a variant that a reader can come to read, and every address it leads to; a line each."""
    link, card = variant.link, variant.mini_program
    parts = (
        variant.title, variant.summary, variant.text, *_read_from(variant), link.title if link else "", link.summary if link else "",
        card.title if card else "", variant.author, *(picture.alt for picture in variant.all_pictures), link.url if link else "", variant.source_url,
    )  # fmt: skip
    return "\n".join(part for part in parts if part)


def _read_from(variant: Variant) -> Iterator[str]:
    """What stands in the finished article only: its addresses, and its words where the text does not hold them."""
    if not variant.html:
        return
    yield from dict.fromkeys(unescape(found) for found in _HREF.findall(variant.html))
    read = unescape(_TAG.sub(lambda tag: "\n" if _BLOCK.match(tag[0]) else "", variant.html))  # 买<b>一</b>送一 is one word
    known = re.sub(r"\W", "", variant.text)
    yield from (line.strip() for line in read.splitlines() if line.strip() and re.sub(r"\W", "", line) not in known)


def _judged(variant: Variant, goods: tuple[Product, ...]) -> Judged:
    text = said(variant)
    if variant.mini_program:
        return Judged(
            advertises=True,
            reasons=(_because("link.mini_program", variant.mini_program.title, "带了小程序卡片", "carries a mini-program"),),
            score=9.0,
        )
    if shop := next((product.link for product in goods if product.link and product.link in text), None):
        return Judged(advertises=True, reasons=(_because("link.product", shop, "链接指向商品", "leads to a product"),), score=9.0)
    return judge(text, names=tuple(product.name for product in goods))


def _because(rule: str, hit: str, zh: str, en: str) -> Reason:
    return Reason(rule, hit, (0, 0), Words(zh, en), 9.0)
