"""From approvals to deliveries: scheduling, moving and cancelling what is planned."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from studio.errors import Refused, Words, problem
from studio.files import Files
from studio.people.person import Person, Role, require
from studio.posts import placement as placed
from studio.posts.placement import Placement
from studio.posts.timing import late_window
from studio.posts.wording import Window
from studio.publishing.delivery import Delivery, State, as_it_is, moved, require_cleared, stop
from studio.review.approval import Approval
from studio.review.seen import Page
from studio.review.submission import Submission, accept, page

_NOT_BEGUN = tuple(state.value for state in (State.PLANNED, State.MISSED, State.REFUSED, State.CANCELLED))


def schedule(session: Session, approval: Approval, *, who: str, at: datetime) -> Delivery:
    """Plan the delivery of an approval; asking twice gives the same delivery."""
    query = select(Delivery).where(Delivery.approval_id == approval.key, Delivery.account_id == approval.account_id, Delivery.part == 1)
    if existing := session.exec(query).first():
        return existing
    placement = placed.placement(session, approval.placement_id)
    _cancel_earlier(session, approval, who=who, at=at)
    row = Delivery(
        approval_id=approval.key, placement_id=placement.key, post_id=approval.post_id, account_id=approval.account_id,
        marker=f"siyu-{approval.brand_id}-{approval.key}-1-{approval.digest[:12]}", due_at=placement.due_at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def approve_and_schedule(
    session: Session,
    submission: Submission,
    *,
    seen: str,
    files: Files,
    by: Person,
    at: datetime,
    windows: Mapping[int, Window] | None = None,
) -> list[Delivery]:
    """「批准并排期」: approve every placement of the submission and plan its delivery, in one act. `seen` is what the page carried (`page_now`)."""
    require(session, by, Role.REVIEWER)
    found = windows or default_windows(session, submission)
    approvals = accept(session, submission, seen=seen, windows=found, files=files, by=by, at=at)
    return [schedule(session, approval, who=by.handle, at=at) for approval in approvals]


def page_now(session: Session, submission: Submission, *, files: Files, at: datetime, windows: Mapping[int, Window] | None = None) -> Page:
    """What a reviewer has to see before approving with these windows; its `seen` is what the decision gives back."""
    return page(session, submission, windows=windows or default_windows(session, submission), files=files, at=at)


def default_windows(session: Session, submission: Submission) -> dict[int, Window]:
    """Each placement's window unless the reviewer widens it: from its due time until too late (rule late.window).

    A placement whose delivery has begun needs no other approval while another of the post does.
    """
    query = select(Placement).where(Placement.post_id == submission.post_id, col(Placement.cancelled_at).is_(None))
    begun = select(Delivery.placement_id).where(Delivery.post_id == submission.post_id, col(Delivery.state).not_in(_NOT_BEGUN))
    rows = session.exec(query.where(col(Placement.id).not_in(begun))).all() or session.exec(query).all()
    return {row.key: Window.around(row.due_at, late=late_window(row.channel, row.due_at.date())) for row in rows}


def reschedule(session: Session, placement: Placement, *, to: datetime, by: Person, at: datetime) -> Delivery | None:
    """Move a placement (drag, form, catch-up). A planned delivery moves along while its approval covers the new time.

    Outside the approved window the delivery is cancelled and the post needs another approval; None says so.
    """
    require(session, by, *placed.MAY_MOVE)
    delivery = live_delivery(session, placement)
    if delivery is not None and as_it_is(session, delivery) not in (State.PLANNED, State.MISSED, State.REFUSED):
        raise Refused(
            problem(
                "已经在路上了，不能再改时间", "it is on its way and cannot be moved", where=f"delivery:{delivery.key}",
                mend=("需要的话先在 投放 里取消", "cancel it under Publish first"),
            )
        )  # fmt: skip
    placed.move(session, placement, to=to, by=by, at=at)
    if delivery is None:
        return None
    approval = session.get(Approval, delivery.approval_id)
    if approval is None or not approval.window.covers(to):
        said = {"zh": "改到了批准的时段之外，需要重新批准", "en": "moved outside the approved window; approve again"}
        stop(session, delivery, said=said, who=by.handle, at=at)
        return None
    require_cleared(delivery)
    delivery.due_at, delivery.next_at, delivery.tries, delivery.brought_at = to, None, 0, None
    if delivery.is_ is not State.PLANNED:
        moved(session, delivery, State.PLANNED, who=by.handle, at=at)
    session.add(delivery)
    return delivery


def cancel(session: Session, delivery: Delivery, *, reason: str, by: Person, at: datetime) -> None:
    """Cancel what has not been handed to the platform, and surely not."""
    require(session, by, Role.PUBLISHER, Role.PLANNER, Role.ADMIN)
    if no := _NOT_HERE.get(as_it_is(session, delivery)):
        what, mend = no
        raise Refused(problem(what.zh, what.en, where=f"delivery:{delivery.key}", mend=(mend.zh, mend.en)))
    stop(session, delivery, said={"zh": reason, "en": reason}, who=by.handle, at=at)


_NOT_HERE = {
    State.CREATED: (
        Words("平台上的任务要在平台取消", "the task exists on the platform and is cancelled there"), Words("用「在平台取消」", "use “cancel on the platform”"),
    ),
    State.SENDING: (Words("正在发送，现在取消不了", "it is being sent right now"), Words("等几秒刷新，再看它的状态", "reload in a few seconds and look again")),
    State.UNKNOWN: (
        Words("它也许已经发出去了，不能当作没发取消", "it may have gone out and cannot be cancelled as if it had not"),
        Words("先到平台上看，再说清发了没有", "look on the platform, then say whether it went out"),
    ),
}  # fmt: skip


def live_delivery(session: Session, placement: Placement) -> Delivery | None:
    """The placement's delivery that is not cancelled, newest first."""
    query = select(Delivery).where(Delivery.placement_id == placement.key, Delivery.state != State.CANCELLED.value)
    return session.exec(query.order_by(col(Delivery.id).desc()).limit(1)).first()


def _cancel_earlier(session: Session, approval: Approval, *, who: str, at: datetime) -> None:
    """A newer approval of the same placement takes the place of deliveries that have not begun; one on its way refuses it."""
    query: Sequence[Delivery] = session.exec(
        select(Delivery).where(Delivery.placement_id == approval.placement_id, Delivery.state != State.CANCELLED.value)
    ).all()
    for row in query:
        if row.state not in _NOT_BEGUN:
            raise Refused(
                problem(
                    "这条已经发出或正在发，不能再排一次", "already sent or on its way: not scheduled twice", where=f"delivery:{row.key}",
                    mend=("要再发一次，请新建一条内容", "to say it again, make a new post"),
                )
            )  # fmt: skip
        stop(session, row, said={"zh": "已有新的批准", "en": "replaced by a newer approval"}, who=who, at=at)
