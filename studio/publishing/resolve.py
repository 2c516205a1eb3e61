"""What a publisher decides by hand: try again, say what the platform shows, cancel on the platform, remind, drop."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from studio import history
from studio.brands.account import ChannelAccount
from studio.brands.brand import current
from studio.channels.answer import Answer, NotSent
from studio.database import act
from studio.errors import Refused, problem
from studio.library.kinds import ChannelKind
from studio.people.person import Person, Role, require
from studio.posts.message import message_for
from studio.posts.placement import placement
from studio.posts.post import Post, PostVersion
from studio.publishing.confirmations import reminders_left
from studio.publishing.delivery import (
    STATE_WORDS,
    Attempt,
    Delivery,
    State,
    as_it_is,
    attempts,
    delivery,
    done_steps,
    moved,
    open_attempt,
    require_cleared,
    stop,
)
from studio.publishing.desk import Desk
from studio.publishing.handoff import confirm
from studio.publishing.hold import held_by
from studio.publishing.publish import json_safe
from studio.publishing.rate import take
from studio.review.approval import Approval, why_not

_SAY_FIRST = ("先说清它到底发了没有，免得发两次", "say first whether it went out, so that nothing goes out twice")


class Happened(StrEnum):
    """What a person saw on the platform about an unknown delivery."""

    IT_WENT_OUT = "it_went_out"
    IT_DID_NOT = "it_did_not"


def try_again(session: Session, row: Delivery, *, by: Person, at: datetime) -> None:
    """Put a refused or missed delivery back in the plan, after its cause was mended; the claim asks every question again."""
    require(session, by, Role.PUBLISHER, Role.ADMIN)
    if (state := as_it_is(session, row)) not in (State.REFUSED, State.MISSED):
        mend = _SAY_FIRST if state is State.UNKNOWN else ("刷新页面看看它现在的状态", "reload to see its present state")
        raise Refused(
            problem(
                f"「{STATE_WORDS[state].zh}」的投放不能重试", f"a delivery that is {STATE_WORDS[state].en} is not tried again", where=f"delivery:{row.key}",
                mend=mend,
            )
        )  # fmt: skip
    require_cleared(row)
    row.next_at, row.tries = at, 0
    moved(session, row, State.PLANNED, who=by.handle, at=at, said={"zh": f"{by.name} 要求重试", "en": f"{by.name} asked to try again"})


def decide_unknown(
    session: Session, row: Delivery, happened: Happened, *, reason: str, by: Person, at: datetime, remote_id: str = ""
) -> None:
    """Settle an unknown outcome by what a person saw; the reason stays in the history.

    "It did not happen" leaves it cancelled: to send it, schedule the post again, so that nothing goes out twice by one wrong click.
    """
    require(session, by, Role.PUBLISHER, Role.ADMIN)
    went = happened is Happened.IT_WENT_OUT
    facts = {"remote_id": remote_id, "told_by": by.handle} if went else {}
    _settle_open_step(session, row, "sent" if went else "not_sent", facts, reason=reason, at=at)
    said = {"zh": f"{by.name}：{reason.strip()}", "en": f"{by.name}: {reason.strip()}"}
    if not went:
        stop(session, row, said=said, who=by.handle, at=at)
        return
    row.sent_at, row.delivered_at, row.remote_id, row.next_at = row.sent_at or at, at, remote_id, None
    moved(session, row, State.DELIVERED, who=by.handle, at=at, said=said)


def send_again(session: Session, row: Delivery, *, reason: str, by: Person, at: datetime) -> None:
    """A person looked and it is not on the platform: the open step did not happen, and it goes back into the plan.

    The claim asks every question again; past its window it is missed, and waits with the others that are to be caught up.
    """
    require(session, by, Role.PUBLISHER, Role.ADMIN)
    _settle_open_step(session, row, "not_sent", {}, reason=reason, at=at)
    row.next_at, row.tries = at, 0
    said = {
        "zh": f"{by.name} 看过平台，没有发出，再发一次：{reason.strip()}",
        "en": f"{by.name} looked, it did not go out, send it again: {reason.strip()}",
    }
    moved(session, row, State.PLANNED, who=by.handle, at=at, said=said)


def confirm_by_hand(
    session: Session, row: Delivery, *, by: Person, at: datetime, proof: str = "", posted_at: datetime | None = None
) -> None:
    """A person says that a hand-off, or a draft that waited for somebody, was really posted; `proof` is a screenshot's digest."""
    require(session, by, Role.PUBLISHER, Role.EDITOR, Role.ADMIN)
    confirm(session, row, by=by.handle, name=by.name, posted_at=posted_at or at, at=at, proof=proof)


def _settle_open_step(session: Session, row: Delivery, outcome: str, facts: dict[str, str], *, reason: str, at: datetime) -> None:
    """What a person saw of the step whose outcome nobody knew; refused without a word about it."""
    if as_it_is(session, row) is not State.UNKNOWN:
        raise Refused(problem("这条不是待核实", "this delivery is not unknown", where=f"delivery:{row.key}", mend=("刷新页面", "reload")))
    if not reason.strip():
        raise Refused(
            problem(
                "请写下你看到了什么",
                "say what you saw",
                field="reason",
                mend=("例如：公众号后台 9:02 有这篇", "e.g. the console lists it at 9:02"),
            )
        )
    if attempt := open_attempt(attempts(session, row)):
        attempt.outcome, attempt.outcome_at, attempt.facts = outcome, at, dict(facts)
        session.add(attempt)


def cancel_on_platform(desk: Desk, delivery_id: int, *, brand: int, by: Person, reason: str) -> Answer:
    """Stop what the platform can still stop (members who have not confirmed); what was sent stays sent, and is said."""
    now = desk.clock.now()
    answer = _tell_platform(desk, delivery_id, "cancel", brand=brand, by=by, now=now)
    if not isinstance(answer, NotSent):
        with act(desk.engine, brand=brand) as session:
            row = delivery(session, delivery_id)
            row.next_at = None
            moved(
                session,
                row,
                State.CANCELLED,
                who=by.handle,
                at=now,
                said={"zh": f"{by.name} 在平台取消：{reason}", "en": f"cancelled by {by.name}: {reason}"},
            )
    return answer


def remind(desk: Desk, delivery_id: int, *, brand: int, by: Person) -> Answer:
    """Remind the members who have not confirmed; the platform allows three a day, and a fourth is refused here."""
    now = desk.clock.now()
    with act(desk.engine, brand=brand) as session:
        require(session, by, Role.PUBLISHER, Role.ADMIN)
        _require_a_reminder(session, delivery(session, delivery_id), now=now)
    return _tell_platform(desk, delivery_id, "remind", brand=brand, by=by, now=now)


def _require_a_reminder(session: Session, row: Delivery, *, now: datetime) -> None:
    account = session.get(ChannelAccount, row.account_id)
    if account is not None and account.channel == ChannelKind.COMMUNITY and reminders_left(session, row, now=now) == 0:
        raise Refused(
            problem(
                "24 小时内已经提醒 3 次", "three reminders were sent within 24 hours", where=f"delivery:{row.key}", rule="wecom.mass.remind_24h",
                mend=("在群里或当面提醒成员", "remind the member in person"),
            )
        )  # fmt: skip


def _tell_platform(desk: Desk, delivery_id: int, verb: str, *, brand: int, by: Person, now: datetime) -> Answer:
    with act(desk.engine, brand=brand) as session:
        require(session, by, Role.PUBLISHER, Role.ADMIN)
        row = delivery(session, delivery_id)
        approval, account = session.get(Approval, row.approval_id), session.get(ChannelAccount, row.account_id)
        version = session.get(PostVersion, approval.version_id) if approval else None
        if row.is_ is not State.CREATED or account is None or version is None:
            raise Refused(
                problem("这条现在不能这样做", "not possible in its present state", where=f"delivery:{row.key}", mend=("刷新页面", "reload"))
            )
        channel = desk.channel(account)
        if verb == "remind":
            _require_standing(session, desk, row, account, approval, now=now)
        if verb == "remind" and (wait := take(session, account, channel.reminders, now=now)) is not None:
            raise _not_so_often(row, wait.until.astimezone(current(session).zone_info))
        done = done_steps(attempts(session, row))
        message = message_for(version, placement(session, row.placement_id), files=None, marker=row.marker)
        attempt = Attempt(delivery_id=row.key, step=verb, intent_at=now, by=by.handle, outcome="repeatable")
        session.add(attempt)
        session.flush()
    answer = channel.cancel(message, done, now=now) if verb == "cancel" else channel.remind(message, done, now=now)
    with act(desk.engine, brand=brand) as session:
        noted = session.get(Attempt, attempt.key)
        if noted is not None:
            noted.outcome_at = desk.clock.now()
            noted.outcome = "not_sent" if isinstance(answer, NotSent) else "done"
            noted.facts = json_safe(getattr(answer, "facts", {}))
            session.add(noted)
        history.record(session, f"delivery.{verb}", f"delivery:{delivery_id}", who=by.handle, at=now, outcome=type(answer).__name__)
    return answer


def _require_standing(
    session: Session, desk: Desk, row: Delivery, account: ChannelAccount, approval: Approval | None, *, now: datetime
) -> None:
    """A reminder makes members send: what is held, or no longer approved, is not hurried along."""
    if approval is None:
        raise Refused(problem("批准不见了", "the approval is gone", where=f"delivery:{row.key}"))
    if (refusal := why_not(session, approval, files=desk.files, now=now, carries=(row.placement_id, row.account_id))) is not None:
        raise refusal
    post = session.get_one(Post, row.post_id)
    if hold := held_by(session, brand=row.brand_id, account=account.slug, persona=post.persona):
        raise Refused(
            problem(
                f"{hold.by} 暂停了发布：{hold.reason}", f"held by {hold.by}: {hold.reason}", where=f"delivery:{row.key}",
                mend=("恢复之后再提醒，或在平台取消", "remind after the hold is lifted, or cancel on the platform"),
            )
        )  # fmt: skip


def _not_so_often(row: Delivery, at: datetime) -> Refused:
    return Refused(
        problem(
            "平台限速，这会儿不能提醒", "the platform's rate allows no reminder now", where=f"delivery:{row.key}",
            mend=(f"{at:%m-%d %H:%M:%S} 以后再提醒", f"remind again after {at:%m-%d %H:%M:%S}"),
        )
    )  # fmt: skip
