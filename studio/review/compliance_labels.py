"""Labels and links that a post owes as a whole: 「广告」, the AI label, the notice of health food, and the hosts it may point to."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from studio.errors import Words
from studio.library.kinds import Lane
from studio.review.compliance_context import ComplianceContext, first_offer
from studio.rules.finding import Finding, Weight

HEALTH = frozenset({"medical", "medicine", "medical-device", "medical-beauty", "health", "health-food", "supplement"})
_AD = re.compile(r"(?:^|[\s【\[（(#「《|｜])(?:广告|含广告|推广信息)(?:$|[\s】\]）)」》|｜：:，。])", re.MULTILINE)
_AI = re.compile(r"(?:AI|人工智能)\s*(?:辅助|合成)?\s*(?:生成|创作|制作|合成|绘制)|(?:由|使用|用)\s*(?:AI|人工智能)|AIGC", re.IGNORECASE)
_CONTACT = re.compile(
    r"加(?:我|一下)?(?:微信|V信|VX)|(?:微信|V信|VX)号?[：:]|(?:电话|手机)[：:]?\s*1\d{10}|(?<!\d)1[3-9]\d{9}(?!\d)|扫码", re.IGNORECASE
)
_NOTICE = re.compile(r"本品不能代替药物")
_ADDRESS = re.compile(r"https?://[^\s\u4e00-\u9fff，。！？；：（）「」《》<>\"')\]]+")


def labels_owed(text: str, context: ComplianceContext) -> Iterator[Finding]:
    """What is missing of the post as a whole; `context` already knows what the text shows."""
    offers = context.has_price or context.has_link or context.has_coupon
    if context.informational and offers and not context.ad_labelled and not _AD.search(text):
        about_goods = context.promotional or bool(context.category)  # without goods a price may be what breakfast cost
        yield Finding(
            rule="ad.label", weight=Weight.BLOCK if about_goods else Weight.WARN, span=first_offer(text), what=Words("干货、体验、测评里带了价格、链接或优惠券，要显著标明「广告」", "know-how or a review with a price, link or coupon must plainly say 「广告」"),
            proposal=Words("在开头单独写「广告」，或去掉价格和购买方式", "put 「广告」 at the beginning, or leave out price and link"), source="互联网广告管理办法 第九条（2023-05-01）",
        )  # fmt: skip
    yield from _health_knowledge(text, context)
    if context.ai_made and not context.ai_labelled and not _AI.search(text):
        yield Finding(
            rule="ai.label", weight=Weight.BLOCK, what=Words("用了 AI 生成的内容，没有标明", "made with AI and not declared"),
            proposal=Words("写上「AI 生成」", "say 「AI 生成」"), source="人工智能生成合成内容标识办法（2025-09-01）",
        )  # fmt: skip
    if context.category in {"health-food", "supplement"} and (context.sells or context.promotional) and not _NOTICE.search(text):
        yield Finding(
            rule="ad.health_food.notice", weight=Weight.BLOCK, what=Words("保健食品广告要写「本品不能代替药物」", "health food must say 「本品不能代替药物」"),
            proposal=Words("加上「本品不能代替药物」", "add 「本品不能代替药物」"), source="广告法 第十八条",
        )  # fmt: skip
    if context.lane is Lane.STAR_OR_IP and "licence" not in context.evidence:
        yield Finding(
            rule="lane.licence", weight=Weight.BLOCK, what=Words("明星同款 / IP 款没有授权文件", "a star or IP product without its licence"),
            proposal=Words("在商品里补上授权文件", "add the licence document to the product"), source="选品五类；民法典 第一千零一十九条",
        )  # fmt: skip
    yield from _strange_hosts(text, context)


def _health_knowledge(text: str, context: ComplianceContext) -> Iterator[Finding]:
    contact = _CONTACT.search(text)
    if context.informational and context.category in HEALTH and (contact or context.has_link):
        yield Finding(
            rule="ad.health_knowledge", weight=Weight.BLOCK, span=contact.span() if contact else first_offer(text), hit=contact[0] if contact else "",
            what=Words("健康、养生知识里不得出现卖家的联系方式或购买链接", "health knowledge may not carry the seller's contact or link"),
            proposal=Words("去掉联系方式和链接", "leave contact and link out"), source="互联网广告管理办法 第八条",
        )  # fmt: skip


def _strange_hosts(text: str, context: ComplianceContext) -> Iterator[Finding]:
    written = [(found[0], found.span()) for found in _ADDRESS.finditer(text)]
    for address, span in [*written, *((link, None) for link in context.links)]:
        host = (urlsplit(address).hostname or "").lower()
        if not context.allowed_hosts or any(host == allowed or host.endswith(f".{allowed}") for allowed in context.allowed_hosts):
            continue
        yield Finding(
            rule="link.host", weight=Weight.BLOCK, span=span, hit=address, what=Words(f"链接指向未允许的网站 {host or address}", f"the link points to {host or address}, which is not allowed"),
            proposal=Words(f"换成 {'、'.join(context.allowed_hosts)} 的链接，或在设置里加上这个网站", f"link to {', '.join(context.allowed_hosts)}, or allow this host in Settings"), source="品牌设置 allowed_link_hosts",
        )  # fmt: skip
