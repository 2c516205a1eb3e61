"""Carrying out one decision for many missed deliveries: each its own act, with a progress bar, and what was refused said by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import streamlit as st
from sqlmodel import Session

from studio.errors import Refused, StudioError, problem
from studio.publishing.catch_up import Became, give_new_time
from studio.publishing.delivery import Delivery, delivery
from studio.publishing.free_slots import FreeSlot
from studio.publishing.schedule import cancel
from studio.ui.components.refusal import problems
from studio.ui.desk import Desk
from studio.ui.words import say

DONE = "catch_up_done"
Act = Callable[[Session, Delivery, Desk], "Became | None"]
SHOWN = 5  # refusals that are shown in full


@dataclass
class Outcome:
    """How many went where. None of an act means: dropped."""

    planned: int = 0
    in_review: int = 0
    dropped: int = 0
    refused: list[StudioError] = field(default_factory=list)

    def count(self, became: Became | None) -> None:
        match became:
            case Became.PLANNED:
                self.planned += 1
            case Became.IN_REVIEW:
                self.in_review += 1
            case _:
                self.dropped += 1


def run(rows: Sequence[Delivery], act: Act, desk: Desk) -> None:
    """Do it for each, in order; one that is refused stops nobody else."""
    outcome, bar = Outcome(), st.progress(0.0)
    st.session_state[DONE] = outcome  # said even if another click ends the run half-way
    for number, row in enumerate(rows, start=1):
        bar.progress(number / len(rows), say("catch_up.working", n=number, of=len(rows)))
        try:
            with desk.act() as session:
                became = act(session, delivery(session, row.key), desk)
        except StudioError as error:
            outcome.refused.append(error)
        else:
            outcome.count(became)
    st.rerun()


def done_line() -> None:
    """What the last decision did, once."""
    outcome = st.session_state.pop(DONE, None)
    if not isinstance(outcome, Outcome):
        return
    parts = [say(f"catch_up.done_{name}", n=n) for name in ("planned", "in_review", "dropped") if (n := getattr(outcome, name))]
    if parts:
        st.success(" ".join(parts), icon=":material/check:")
    if outcome.refused:
        st.markdown(f"**{say('catch_up.done_refused', n=len(outcome.refused))}**")
        found = list({(each.what, each.mend): each for error in outcome.refused for each in error.problems}.values())  # said once each
        problems(found[:SHOWN])
        if len(found) > SHOWN:
            st.caption(say("catch_up.more_refused", n=len(found) - SHOWN))


def to_slots(slots: Mapping[int, FreeSlot | None], reason: str, desk: Desk) -> Act:
    """Each to the free slot that was proposed for it."""
    return to_times({key: slot.at if slot else None for key, slot in slots.items()}, reason, desk)


def to_times(times: Mapping[int, datetime | None], reason: str, desk: Desk) -> Act:
    """Each to its time of the table."""

    def act(session: Session, row: Delivery, desk: Desk) -> Became:
        to = times.get(row.key)
        if to is None:
            raise Refused(NO_ROOM)
        return give_new_time(session, row, to=to, reason=reason, files=desk.files, by=desk.person, at=desk.now)

    return act


def drop(session: Session, row: Delivery, desk: Desk) -> None:
    cancel(session, row, reason=say("publish.dropped_by", name=desk.person.name), by=desk.person, at=desk.now)


NO_ROOM = problem(
    "四周之内没有空档", "no free slot within four weeks",
    mend=("不发了，或先在 日历 里挪走别的内容", "drop it, or make room under Calendar first"),
)  # fmt: skip
