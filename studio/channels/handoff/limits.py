"""What the place of a hand-off allows (rules `handoff.<kind>.*`), asked before anybody is sent there."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from studio.channels.handoff.kinds import KINDS, Kind
from studio.channels.handoff.sheet import sheet, text_of
from studio.channels.measure import Measure
from studio.channels.message import Message
from studio.clock import BEIJING
from studio.errors import Problem, Words, problem
from studio.rules.lookup import in_force, lookup


def unknown_kind(kind: str, where: str) -> Problem:
    known = "、".join(KINDS)
    return problem(
        f"没有「{kind}」这种人工交接", f"there is no hand-off of kind {kind!r}", where=where, field="kind",
        mend=(f"可选：{known}", f"choose one of {known}"),
    )  # fmt: skip


def limits_of(kind: str, message: Message, measure: Measure) -> Iterator[Problem]:
    there = KINDS.get(kind)
    if there is None:
        yield unknown_kind(kind, measure.where)
        return
    counts = {"title": len(message.title), "text": len(text_of(message)), "pictures": len(sheet(kind, message).pictures)}
    limited = {rule.id for rule in in_force(measure.on)}
    for field, count in counts.items():
        if f"handoff.{kind}.{field}" in limited:
            yield from measure.at_most(f"handoff.{kind}.{field}", count, field)
    yield from measure.without_video(message)
    yield from _missing(there, message, measure, pictures=counts["pictures"])
    if kind == "sms":
        yield from _sms(message, measure)


def _missing(there: Kind, message: Message, measure: Measure, *, pictures: int) -> Iterator[Problem]:
    if there.needs_title and not message.title.strip():
        yield problem(
            f"{there.name.zh}需要标题",
            f"{there.name.en} needs a title",
            where=measure.where,
            field="title",
            mend=("写一个标题", "write a title"),
        )
    if there.needs_picture and not pictures:
        yield problem(
            f"{there.name.zh}至少要一张图片",
            f"{there.name.en} needs a picture",
            where=measure.where,
            field="pictures",
            mend=("配一张图", "add a picture"),
        )
    if not (message.text.strip() or pictures):
        yield problem(
            "没有文字也没有图片",
            "there is neither text nor picture",
            where=measure.where,
            field="text",
            mend=("写一段文字", "write a text"),
        )


def parts(text: str, measure: Measure) -> int:
    """How many text messages this is billed as."""
    single, part = lookup("handoff.sms.single", measure.on).count, lookup("handoff.sms.part", measure.on).count
    return 1 if len(text) <= single else math.ceil(len(text) / part)


def _sms(message: Message, measure: Measure) -> Iterator[Problem]:
    yield from measure.at_most("handoff.sms.parts", parts(text_of(message), measure), "text")
    words: list[str] = lookup("sms.consent", measure.on).value
    if message.promotional and not any(word in message.text for word in words):
        yield problem(
            "营销短信没有写退订方式", "a promotional text message does not say how to opt out", where=measure.where, field="text", rule="sms.consent",
            mend=(f"在末尾加上「{words[0]}」", f"add 「{words[0]}」 at the end"),
        )  # fmt: skip


@dataclass(frozen=True)
class Room:
    """How much of a limit is used: `used` of `most` in `unit`; more than `most` does not fit."""

    field: str  # title | text | pictures
    what: Words
    used: int
    most: int


def room_left(kind: str, message: Message, *, on: datetime) -> tuple[Room, ...]:
    """What the place allows beside what there is, for the page of the person who posts there."""
    counts = {"title": len(message.title), "text": len(text_of(message)), "pictures": len(sheet(kind, message).pictures)}
    limits = {rule.id: rule for rule in in_force(on.astimezone(BEIJING).date())}
    found = ((field, count, limits.get(f"handoff.{kind}.{field}")) for field, count in counts.items())
    return tuple(Room(field, rule.what, count, rule.count) for field, count, rule in found if rule is not None and (rule.count or count))
