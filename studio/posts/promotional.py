"""Whether a post advertises: by its pillar, or because it names a price or an offer, or leads into a shop."""

import re
from collections.abc import Mapping

from studio.library.kinds import ChannelKind, Pillar
from studio.posts.variant import Variant

# What follows the number decides: 99元 is a price, 5 元素 and 3 折叠 are none.
PRICE = re.compile(r"[¥￥]\s*\d|\d+(?:\.\d+)?\s*元(?!素|旦|气|宵|月)|\d+\s*块(?:钱|\d)|\d+(?:\.\d)?\s*折(?!叠|腾|线)|到手价|券后")
COUPON = re.compile(r"优惠券|代金券|满减|满\d+减\d+|领券|领[^，。]{0,3}红包|红包(?:抵扣|可用)|折扣码|优惠码")
OFFER = re.compile(r"秒杀|拼团|包邮|限时折扣|下单立减|第二件半价|加一元换购|买一送一")


def advertises(pillar: Pillar, variants: Mapping[ChannelKind, Variant]) -> bool:
    """True when any variant would be an advert to a reader, whatever the pillar is called."""
    return pillar.promotional or any(_sells(variant) for variant in variants.values())


def _sells(variant: Variant) -> bool:
    words = variant.words
    return bool(variant.mini_program) or any(pattern.search(words) for pattern in (PRICE, COUPON, OFFER))
