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
    link = variant.link
    addresses = (*_addresses(variant), link.url if link else "", variant.source_url)
    return "\n".join(part for part in (*(words for _, words in read(variant)), *addresses) if part)


def read(variant: Variant) -> Iterator[tuple[str, str]]:
    """Every field whose words a reader can come to read, by its name; of the finished article only what its text does not say."""
    link, card = variant.link, variant.mini_program
    fields = (
        ("title", variant.title), ("summary", variant.summary), ("text", variant.text), ("html", _only_in_html(variant)), ("link.title", link.title if link else ""),
        ("link.summary", link.summary if link else ""), ("mini_program.title", card.title if card else ""), ("author", variant.author),
        ("pictures", "\n".join(picture.alt for picture in variant.all_pictures if picture.alt)),
    )  # fmt: skip
    yield from ((field, words) for field, words in fields if words)


def _addresses(variant: Variant) -> Iterable[str]:
    return dict.fromkeys(unescape(found) for found in _HREF.findall(variant.html))


def _only_in_html(variant: Variant) -> str:
    if not variant.html:
        return ""
    words = unescape(_TAG.sub(lambda tag: "\n" if _BLOCK.match(tag[0]) else "", variant.html))  # 买<b>一</b>送一 is one word
    known = re.sub(r"\W", "", variant.text)
    return "\n".join(line.strip() for line in words.splitlines() if line.strip() and re.sub(r"\W", "", line) not in known)


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
