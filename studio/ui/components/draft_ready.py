"""Draft only: the draft is there, the account may not publish it, and a person is told exactly what to do."""

from html import escape

from studio.ui.components.markup import clock_time, icon, show
from studio.ui.desk import Desk
from studio.ui.glance.publishing import Told
from studio.ui.words import say


def draft_ready(told: Told, desk: Desk) -> None:
    if not told.draft_only:
        return
    code, row = told.refused_with, told.row
    why = say("publish.draft_why_refused", code=str(code)) if code else say("publish.draft_why_set")
    look = clock_time(desk.local(row.next_at), today=desk.local(desk.now)) if row.next_at else ""
    steps = (
        say("publish.draft_1"), say("publish.draft_2", title=told.going.headline),
        say("publish.draft_3", at=look) if look else say("publish.draft_3_no_look"),
    )  # fmt: skip
    lines = "".join(f"<li>{escape(step)}</li>" for step in steps)
    show(f'<div class="held"><b>{icon("draft")} {escape(say("publish.draft_ready"))}</b><p>{escape(why)}</p><ol>{lines}</ol></div>')
