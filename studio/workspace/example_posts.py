"""The example brand's first week, so that a fresh start has something on every page: planned, written, checked, handed in, partly approved."""

import sys
from datetime import datetime, timedelta

from sqlmodel import Session, select

from studio import log
from studio.brands.brand import current
from studio.calendars.fill import fill_slot
from studio.calendars.propose import propose
from studio.database import act
from studio.errors import Refused
from studio.library.current import library
from studio.people.person import Person, by_handle
from studio.posts.placement import placements
from studio.posts.post import Post, post
from studio.publishing.schedule import approve_and_schedule, page_now
from studio.review.submission import Submission, submit, waiting
from studio.settings import Settings
from studio.workspace.opened import Opened, open_studio
from studio.workspace.processes import end_with

DAYS = 7
APPROVED = timedelta(days=3)  # what goes out later waits for whoever tries the review page


def example_posts(opened: Opened, *, brand: int) -> int:
    """Fill the first week once, when the brand has no post yet; gives how many posts were made. Nobody approves their own."""
    now = opened.clock.now()
    with act(opened.engine, brand=brand) as session:
        if session.exec(select(Post).limit(1)).first() is not None:
            return 0
        shelf, planner = library(session), by_handle(session, "yunying")
        plan = propose(session, shelf, first=now.astimezone(current(session).zone_info).date(), days=DAYS, now=now)
    for slot in plan.slots:  # an act each: drawing takes a while, and publisher and screens must not wait for all of it
        with act(opened.engine, brand=brand) as session:
            filled = fill_slot(session, shelf, slot, files=opened.files, by=planner, at=now)
        with act(opened.engine, brand=brand) as session:
            _hand_in(session, filled.post_id, opened, by=planner, at=now)
    with act(opened.engine, brand=brand) as session:
        ready = [row for row in waiting(session) if _goes_out_before(session, row, now + APPROVED)]
    for row in ready:
        with act(opened.engine, brand=brand) as session:
            seen = page_now(session, row, files=opened.files, at=now).seen
            approve_and_schedule(session, row, seen=seen, files=opened.files, by=by_handle(session, "shenhe"), at=now)
    return len(plan.slots)


def _hand_in(session: Session, post_id: int, opened: Opened, *, by: Person, at: datetime) -> None:
    written = post(session, post_id)
    try:
        submit(session, written, files=opened.files, by=by, at=at)
    except Refused:
        return  # it stays with its author, with the finding beside it


def _goes_out_before(session: Session, row: Submission, moment: datetime) -> bool:
    return all(place.due_at < moment for place in placements(session, post(session, row.post_id)))


if __name__ == "__main__":  # a process of its own, so that the memory of all that drawing ends with it
    log.set_up("warning", process="example")
    if parent := Settings().parent:
        end_with(parent)
    example_posts(open_studio(), brand=int(sys.argv[1]))
