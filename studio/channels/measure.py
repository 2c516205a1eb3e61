"""Measuring a message against a rule: the field, the count and the limit, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from studio.channels.message import Message, Picture
from studio.errors import Problem, problem
from studio.rules.lookup import lookup

_UNITS = {
    "characters": ("字", "characters"), "bytes": ("字节", "bytes"), "pictures": ("张", "pictures"), "attachments": ("个", "attachments"),
    "pixels": ("像素", "pixels"), "articles": ("篇", "articles"), "parts": ("段", "parts"), "customers": ("人", "people"),
    "seconds": ("秒", "seconds"),
}  # fmt: skip

SAVE_AGAIN = ("在 创作 里存为新版，工作室会换成这个渠道能用的图", "save it as a new version: the studio makes a copy that fits")


@dataclass(frozen=True)
class Measure:
    """Limits of one account on one day; `where` is named in each problem."""

    where: str
    on: date

    def picture(self, types: str, most: str, picture: Picture, field: str, *, below: bool = False) -> Iterator[Problem]:
        """A copy that keeps to this is made whenever a post is saved: this one came another way."""
        yield from self.media_type(types, picture, field)
        count, limit = len(picture.content), lookup(most, self.on).count - below
        if count > limit:
            yield problem(
                f"{lookup(most, self.on).what.zh}：现在 {count} 字节，上限 {limit} 字节", f"{lookup(most, self.on).what.en}: {count} bytes, the limit is {limit}",
                where=self.where, field=field, rule=most, mend=SAVE_AGAIN,
            )  # fmt: skip

    def at_most(self, rule_id: str, count: int, field: str) -> Iterator[Problem]:
        yield from self._over(rule_id, count, lookup(rule_id, self.on).count, field)

    def below(self, rule_id: str, count: int, field: str) -> Iterator[Problem]:
        """For limits that must not be reached themselves."""
        yield from self._over(rule_id, count, lookup(rule_id, self.on).count - 1, field)

    def characters(self, rule_id: str, text: str, field: str) -> Iterator[Problem]:
        yield from self.at_most(rule_id, len(text), field)

    def bytes(self, rule_id: str, text: str, field: str) -> Iterator[Problem]:
        yield from self.at_most(rule_id, len(text.encode("utf-8")), field)

    def media_type(self, rule_id: str, picture: Picture, field: str) -> Iterator[Problem]:
        allowed: Sequence[str] = lookup(rule_id, self.on).value
        if picture.media_type not in allowed:
            kinds = "、".join(kind.removeprefix("image/") for kind in allowed)
            yield problem(
                f"图片格式 {picture.media_type} 不能用，可用 {kinds}", f"a picture is {picture.media_type}; allowed are {kinds}",
                where=self.where, field=field, rule=rule_id, mend=SAVE_AGAIN,
            )  # fmt: skip

    def without_video(self, message: Message) -> Iterator[Problem]:
        """For channels that carry none."""
        if message.video:
            yield problem(
                "这个渠道不能带视频", "this channel carries no video", where=self.where, field="video",
                mend=("去掉视频，改用图片或链接", "take the video away; use pictures or a link"),
            )  # fmt: skip

    def _over(self, rule_id: str, count: int, limit: int, field: str) -> Iterator[Problem]:
        if count <= limit:
            return
        rule = lookup(rule_id, self.on)
        zh, en = _UNITS.get(rule.unit, ("", rule.unit))
        yield problem(
            f"{rule.what.zh}：现在 {count} {zh}，上限 {limit} {zh}", f"{rule.what.en}: {count} {en} now, the limit is {limit} {en}",
            where=self.where, field=field, rule=rule_id, mend=(f"减少 {count - limit} {zh}", f"take away {count - limit} {en}"),
        )  # fmt: skip
