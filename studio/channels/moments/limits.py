"""What a moment may not exceed (rules wecom.moment.*): pictures or one link, never both."""

from collections.abc import Iterator

from studio.channels.measure import Measure
from studio.channels.message import Link, Message, Picture
from studio.errors import Problem, problem


def limits_of(message: Message, measure: Measure) -> Iterator[Problem]:
    if not (message.text.strip() or message.pictures or message.link):
        yield problem(
            "文字和附件都是空的", "text and attachments are both empty", where=measure.where, field="text",
            mend=("写一段文字或放一张图片", "write a text or add a picture"),
        )  # fmt: skip
    yield from measure.characters("wecom.moment.text", message.text, "text")
    yield from measure.bytes("wecom.moment.text_bytes", message.text, "text")
    yield from measure.at_most("wecom.moment.pictures", len(message.pictures), "pictures")
    yield from _mixed(message, measure)
    for picture in message.pictures:
        yield from _picture(picture, measure, "pictures")
    if message.link:
        yield from _link(message.link, measure)


def _mixed(message: Message, measure: Measure) -> Iterator[Problem]:
    if message.pictures and message.link:
        yield problem(
            "朋友圈不能同时发图片和链接", "a moment has pictures or a link, not both", where=measure.where, field="link", rule="wecom.moment.pictures",
            mend=("去掉图片或去掉链接", "take away the pictures or the link"),
        )  # fmt: skip
    if message.mini_program:
        yield problem(
            "朋友圈不能发小程序卡片", "a moment cannot carry a mini-program card", where=measure.where, field="mini_program", rule="wecom.moment.pictures",
            mend=("改用图片或链接", "use pictures or a link"),
        )  # fmt: skip
    if message.to.groups or message.to.people:
        yield problem(
            "朋友圈按成员和标签选人，不能按群或客户", "a moment goes to members' customers or tags, not to groups or single customers",
            where=measure.where, field="audience", mend=("在受众里选择成员或标签", "choose members or tags in the audience"),
        )  # fmt: skip


def _picture(picture: Picture, measure: Measure, field: str) -> Iterator[Problem]:
    yield from measure.media_type("wecom.image.types", picture, field)
    yield from measure.at_most("wecom.moment.image_bytes", len(picture.content), field)
    yield from measure.at_most("wecom.moment.image_long", max(picture.width, picture.height), field)
    yield from measure.at_most("wecom.moment.image_short", min(picture.width, picture.height), field)


def _link(link: Link, measure: Measure) -> Iterator[Problem]:
    yield from measure.characters("wecom.moment.link_title", link.title, "link")
    yield from measure.bytes("wecom.moment.link_title_bytes", link.title, "link")
    if link.picture is None:
        yield problem(
            "朋友圈链接没有封面", "the moment's link has no cover", where=measure.where, field="link",
            mend=("给链接配一张封面", "add a cover to the link"),
        )  # fmt: skip
        return
    yield from _picture(link.picture, measure, "link")
