"""What a moment may not exceed (rules wecom.moment.*): pictures, or one video, or one link, never two of them."""

import math
from collections.abc import Iterator

from studio.channels.measure import Measure
from studio.channels.message import Link, Message, Picture, Video
from studio.errors import Problem, problem


def limits_of(message: Message, measure: Measure) -> Iterator[Problem]:
    if not (message.text.strip() or message.pictures or message.video or message.link):
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
    if message.video:
        yield from _video(message.video, measure)
    if message.link:
        yield from _link(message.link, measure)


def _mixed(message: Message, measure: Measure) -> Iterator[Problem]:
    kinds = [field for field, held in (("pictures", message.pictures), ("video", message.video), ("link", message.link)) if held]
    if len(kinds) > 1:
        yield problem(
            "朋友圈的图片、视频、链接只能发一种", "a moment has pictures, or a video, or a link, and only one of them", where=measure.where, field=kinds[-1],
            rule="wecom.moment.pictures", mend=("只留一种", "keep one of them"),
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
    """Sides are a recommendation that fitting copies keep to; a larger picture is taken as well."""
    yield from measure.picture("wecom.image.types", "wecom.moment.image_bytes", picture, field)


def _video(video: Video, measure: Measure) -> Iterator[Problem]:
    yield from measure.at_most("wecom.moment.video_bytes", len(video.content), "video")
    if video.media_type != "video/mp4":
        yield problem(
            f"视频格式 {video.media_type} 不能用，可用 mp4", f"a video is {video.media_type}; allowed is mp4", where=measure.where, field="video",
            mend=("重新导出视频", "export the video again"),
        )  # fmt: skip
    if video.seconds is None:
        yield problem(
            "读不出视频时长", "the length of the video cannot be read", where=measure.where, field="video", rule="wecom.moment.video_length",
            mend=("用剪辑软件重新导出为 mp4", "export it again as mp4"),
        )  # fmt: skip
        return
    yield from measure.at_most("wecom.moment.video_length", math.ceil(video.seconds), "video")


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
