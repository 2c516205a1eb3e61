"""What a page asks of the database does not grow with the rows that it shows."""

from collections import Counter

from sqlalchemy import Engine, event

from studio.calendars.fill import fill_slots
from studio.calendars.propose import propose
from studio.library.current import library
from studio.people.person import by_handle
from studio.posts.post import post
from studio.publishing.schedule import approve_and_schedule, page_now
from studio.review.submission import submit
from tests.ui.conftest import MORNING, Studio

PAGES = ("today", "calendar_", "write", "assets", "review", "publish", "engage", "personas", "settings")


def statements(studio: Studio, page: str) -> Counter[str]:
    """Each statement of one redraw, and how often it was asked."""
    screen = studio.screen(page)
    said: Counter[str] = Counter()

    def asked(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said[statement.partition(" WHERE ")[0][-120:]] += 1

    event.listen(Engine, "before_cursor_execute", asked)
    try:
        screen.run()
    finally:
        event.remove(Engine, "before_cursor_execute", asked)
    assert not screen.exception
    return said


def one_more_week(studio: Studio) -> None:
    """Planned, all of it handed in, and half of it approved."""
    with studio.act() as session:
        shelf, planner, reviewer = library(session), by_handle(session, "planner"), by_handle(session, "reviewer")
        slots = propose(session, shelf, first=MORNING.date(), days=6, now=MORNING).slots
        for order, row in enumerate(fill_slots(session, shelf, slots, files=studio.files, by=planner, at=MORNING)):
            handed = submit(session, post(session, row.post_id), files=studio.files, by=planner, at=MORNING)
            if order % 2:
                seen = page_now(session, handed, files=studio.files, at=MORNING).seen
                approve_and_schedule(session, handed, seen=seen, files=studio.files, by=reviewer, at=MORNING)


def test_no_page_asks_more_when_there_is_one_more_week_to_show(studio: Studio):
    before = {page: statements(studio, page) for page in PAGES}
    one_more_week(studio)
    for page in PAGES:
        after = statements(studio, page)
        grown = {said: (before[page][said], times) for said, times in after.items() if times > before[page][said] + 2}
        assert not grown, page
        assert after.total() <= before[page].total() + 6, page
