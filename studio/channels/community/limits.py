"""What a group message may not exceed, and what a group's charter does not allow (rules wecom.mass.*, community.charter.*)."""

from collections.abc import Iterator

from studio.channels.channel import Account
from studio.channels.measure import Measure
from studio.channels.message import Message
from studio.errors import Problem, Words, problem
from studio.rules.lookup import lookup

CHARTERS = {"marketing": Words("营销型", "marketing"), "content": Words("内容型", "content"), "service": Words("服务型", "service")}


def limits_of(message: Message, account: Account, measure: Measure) -> Iterator[Problem]:
    cards = [card for card in (message.link, message.mini_program) if card]
    if not (message.text.strip() or message.pictures or cards):
        yield problem(
            "文字和附件都是空的", "text and attachments are both empty", where=measure.where, field="text",
            mend=("写一段文字或放一张图片", "write a text or add a picture"),
        )  # fmt: skip
    yield from measure.bytes("wecom.mass.text", message.text, "text")
    yield from measure.at_most("wecom.mass.attachments", len(message.pictures) + len(cards), "pictures")
    for picture in message.pictures:
        yield from measure.picture("wecom.image.types", "wecom.image.bytes", picture, "pictures")
    yield from measure.without_video(message)
    yield from _cards(message, measure)
    yield from _audience(message, measure)
    yield from _charter(message, account, measure)


def _cards(message: Message, measure: Measure) -> Iterator[Problem]:
    if message.link:
        yield from measure.bytes("wecom.mass.link_title", message.link.title, "link")
        yield from measure.bytes("wecom.mass.link_summary", message.link.summary, "link")
    if message.mini_program:
        yield from measure.bytes("wecom.mass.mini_title", message.mini_program.title, "mini_program")
        if message.mini_program.picture is None:
            yield problem(
                "小程序卡片没有封面", "the mini-program card has no cover", where=measure.where, field="mini_program",
                mend=("给卡片配一张封面", "add a cover to the card"),
            )  # fmt: skip


def _audience(message: Message, measure: Measure) -> Iterator[Problem]:
    if message.to.tags or message.to.people:
        yield problem(
            "社群按群发送，不能按标签或客户选人", "a community message goes to groups, not to tags or customers", where=measure.where, field="audience",
            mend=("在受众里选择群", "choose groups in the audience"),
        )  # fmt: skip


def _charter(message: Message, account: Account, measure: Measure) -> Iterator[Problem]:
    charter = str(account.settings.get("charter", ""))
    rule = lookup("community.charter.no_promotion", measure.on)
    if message.promotional and charter in rule.value:
        name = CHARTERS.get(charter, Words(charter, charter))
        yield problem(
            f"{name.zh}社群不发促销内容", f"a {name.en} group gets no promotion", where=measure.where, field="audience", rule=rule.id,
            mend=("换一个营销型社群，或改成服务内容", "choose a marketing group, or make it a service post"),
        )  # fmt: skip
