"""Who confirmed and who has not, per member and per group; for whom it is, and who can see it by now."""

from collections.abc import Mapping
from html import escape

from studio.library.kinds import ChannelKind
from studio.publishing.confirmations import ByMember, InGroup
from studio.publishing.delivery import State
from studio.ui.colours import TONES
from studio.ui.components.facts import facts
from studio.ui.components.markup import chip, clock_time, heading, show
from studio.ui.desk import Desk
from studio.ui.glance.publishing import Told
from studio.ui.words import language, say

_OUTCOME_TONES = {"sent": TONES["azurite"], "unsent": TONES["gamboge"], "failed": TONES["cinnabar"], "unknown": TONES["violet"]}
_PEOPLE = (ChannelKind.COMMUNITY, ChannelKind.MOMENTS, ChannelKind.HANDOFF)


def audience_facts(told: Told) -> None:
    """For whom, said aloud before and after."""
    if told.going.placement.channel == ChannelKind.HANDOFF:
        return  # who posts it is said with the link; where it is posted nobody counts
    found, words = told.confirmations, language()
    after = found.after.in_(words) if told.row.is_ in (State.CREATED, State.DELIVERED) and found.members else ""
    facts([(say("publish.audience"), found.before.in_(words)), (say("publish.seen_by"), after)])


def confirmations(told: Told, desk: Desk) -> None:
    """One row a member, the waiting ones first."""
    found, row = told.confirmations, told.row
    if told.going.placement.channel not in _PEOPLE or row.is_ not in (State.CREATED, State.DELIVERED) or not found.members:
        return
    today = desk.local(desk.now)
    done = sum(bool(each.confirmed) for each in found.members)
    asked = clock_time(desk.local(found.asked_at), today=today) if found.asked_at else ""
    more = say("publish.confirmations_more", n=done, of=len(found.members), at=asked) if asked else say("publish.not_asked")
    heading(say("publish.confirmations"), "" if told.going.placement.channel == ChannelKind.HANDOFF else more)
    order = sorted(found.members, key=lambda each: bool(each.confirmed))
    show(f'<div class="rows members">{"".join(_member(each, told.names, desk) for each in order)}</div>')


def nudge(told: Told) -> str:
    """A sentence to send to those who have not published: the platform does not remind them."""
    names = "、".join(told.names.get(each.member, each.member) for each in told.confirmations.waiting)
    return say("publish.nudge", names=names)


def _member(each: ByMember, names: Mapping[str, str], desk: Desk) -> str:
    groups = (
        f"<small>{escape(say('publish.in_groups', n=len(each.groups)))}{' '.join(_group(group, names) for group in each.groups)}</small>"
        if each.groups
        else ""
    )
    return f'<div><span class="grow"><b>{escape(names.get(each.member, each.member))}</b>{"<br>" if groups else ""}{groups}</span>{_word(each, desk)}</div>'


def _word(each: ByMember, desk: Desk) -> str:
    if each.confirmed is None:
        return chip(say("publish.member_untold"), TONES["violet"])
    if not each.confirmed:
        return chip(say("publish.member_waits"), TONES["gamboge"])
    at = clock_time(desk.local(each.at), today=desk.local(desk.now)) if each.at else ""
    return chip(say("publish.member_done", at=at) if at else say("publish.member_done_untimed"), TONES["azurite"])


def _group(group: InGroup, names: Mapping[str, str]) -> str:
    tone = _OUTCOME_TONES.get(group.outcome, TONES["gamboge"])
    return f"{escape(group_name(group.chat, names))} {chip(group.words.in_(language()), tone)}"


def group_name(chat: str, names: Mapping[str, str]) -> str:
    """A platform's chat id is long and says nothing: without a name its end tells groups apart."""
    name = names.get(chat, chat)
    return name if name != chat else say("publish.a_group", id=f"…{chat[-6:]}")
