"""Whether a post advertises: by its pillar, or because it names a price, an offer, or leads into a shop."""

import re
from collections.abc import Mapping

from studio.library.kinds import ChannelKind, Pillar
from studio.posts.variant import Variant

# A price (¥99, 99元, 99 块), or the words of an offer. 「三块饼干」 is no price: a digit is asked for, and what follows must not be a thing counted.
PRICE = re.compile(r"[¥￥]\s*\d|\d+(?:\.\d+)?\s*元|\d+\s*块钱")
OFFER = re.compile(r"优惠券|满减|秒杀|拼团|包邮|限时折扣|下单立减|第二件半价|到手价|券后")


def advertises(pillar: Pillar, variants: Mapping[ChannelKind, Variant]) -> bool:
    """True when any variant would be an advert to a reader, whatever the pillar is called."""
    return pillar.promotional or any(_sells(variant) for variant in variants.values())


def _sells(variant: Variant) -> bool:
    words = variant.words
    return bool(variant.mini_program or PRICE.search(words) or OFFER.search(words))
