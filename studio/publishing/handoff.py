"""人工交接: one delivery that a person posts by hand, as their phone shows it, and their word that it is out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session

from studio.brands.account import ChannelAccount
from studio.channels.handoff.limits import Room, room_left
from studio.channels.handoff.sheet import Sheet, sheet
from studio.errors import Refused, StudioError, Words, problem
from studio.files import Files
from studio.library.kinds import ChannelKind
from studio.people.person import Person, Role, by_handle, team
from studio.people.signed import Signer
from studio.posts.message import message_for
from studio.posts.placement import Placement, placement
from studio.posts.post import Post, PostVersion
from studio.posts.timing import late_window
from studio.publishing.delivery import Attempt, Delivery, State, as_it_is, attempts, moved
from studio.publishing.hold import held_by
from studio.review.approval import Approval, why_not
from studio.vault import Vault

PURPOSE = "hand-off"
OPEN_AFTERWARDS = timedelta(hours=12)  # past the late window nothing is posted, but what was posted can still be said
CONFIRMED = "confirmed"  # the attempt's step, as the channels read it


class Stage(StrEnum):
    """What the person with the phone may do now."""

    EARLY = "early"  # its time has not come, or the publisher has not handed it over
    READY = "ready"
    HELD = "held"  # a hold switch is on
    VOID = "void"  # the approval no longer stands: not to be posted
    LATE = "late"  # past the window, nobody confirmed
    CONFIRMED = "confirmed"
    OVER = "over"  # cancelled, refused, missed


@dataclass(frozen=True)
class Confirmation:
    """Somebody's word: posted at `at`; `proof` is a screenshot's digest, or empty."""

    by: str
    at: datetime
    proof: str
    url: str


@dataclass(frozen=True)
class HandOff:
    """Everything the page says. `why` explains every stage but READY; `sheet` is there only while it may be posted."""

    delivery: Delivery
    account: ChannelAccount
    post: Post
    stage: Stage
    closes: datetime
    why: Words
    sheet: Sheet | None
    rooms: tuple[Room, ...]
    confirmation: Confirmation | None

    @property
    def may_confirm(self) -> bool:
        return self.stage in (Stage.READY, Stage.HELD, Stage.VOID, Stage.LATE)


@dataclass(frozen=True)
class Bearer:
    """What a link says: which delivery, and whom it was made for (empty: whoever holds it gives a name)."""

    brand: int
    delivery: int
    to: str


def link_for(session: Session, row: Delivery, *, vault: Vault, address: str, to: Person | None = None) -> str:
    """The address of one hand-off's page, good until half a day after its window; `address` is where people reach the studio."""
    where = placement(session, row.placement_id)
    if where.channel != ChannelKind.HANDOFF:
        raise Refused(
            problem(
                "只有人工交接才有交接链接", "only hand-offs have such a link", where=f"delivery:{row.key}",
                mend=("在 投放 里看这条的进度", "see its progress under Publish"),
            )
        )  # fmt: skip
    said = {"b": row.brand_id, "d": row.key, "to": to.handle if to else ""}
    token = Signer(vault, PURPOSE).sign(said, until=closes(row, where) + OPEN_AFTERWARDS)
    return f"{address}/h/{token}"


def bearer(vault: Vault, token: str, *, now: datetime) -> Bearer | None:
    """What a link's token allows; None when it is forged or past its time."""
    said = Signer(vault, PURPOSE).open(token, now)
    return Bearer(int(said["b"]), int(said["d"]), str(said["to"])) if said else None


def closes(row: Delivery, where: Placement) -> datetime:
    """Until when it should be posted (rule late.window.handoff)."""
    return row.due_at + late_window(where.channel, row.due_at.date())


def hand_off(session: Session, row: Delivery, *, files: Files, now: datetime) -> HandOff:
    """The hand-off as it stands now; every question of the claim that still matters is asked again."""
    where, post = placement(session, row.placement_id), session.get(Post, row.post_id)
    approval, account = session.get(Approval, row.approval_id), session.get(ChannelAccount, row.account_id)
    version = session.get(PostVersion, approval.version_id) if approval else None
    if post is None or approval is None or account is None or version is None or where.channel != ChannelKind.HANDOFF:
        raise StudioError(problem("这条交接不见了", "this hand-off is gone", mend=("问问发布的人", "ask whoever publishes")))
    until = closes(row, where)
    stage, why = _stage(session, row, approval, account, post, files=files, until=until, now=now)
    handed, rooms = None, ()
    if stage is Stage.READY:
        message = message_for(version, where, files=files, marker=row.marker)
        handed, rooms = sheet(account.kind, message), room_left(account.kind, message, on=now)
    return HandOff(row, account, post, stage, until, why, handed, rooms, confirmation(session, row))


def confirm(
    session: Session, row: Delivery, *, by: str, name: str, posted_at: datetime, at: datetime, proof: str = "", url: str = ""
) -> None:
    """A person says that they posted it at `posted_at`; `by` is a sign-in name or the name given on the page, `proof` a screenshot's digest.

    The one act for the hand-off page, the 投放 page and a draft that somebody published on the platform.
    """
    if as_it_is(session, row) is not State.CREATED or not row.waits_for_person:
        raise Refused(
            problem(
                "这条不在等人确认", "this delivery does not wait for a person", where=f"delivery:{row.key}", mend=("刷新页面", "reload")
            )
        )
    if not name.strip():
        raise Refused(problem("请写下是谁发的", "say who posted it", field="name", mend=("写你的名字", "write your name")))
    _require_possible(row, posted_at, at)
    facts = {"by": by, "name": name.strip(), "at": posted_at.isoformat(), "told_at": at.isoformat(), "proof": proof, "url": url}
    session.add(Attempt(delivery_id=row.key, step=CONFIRMED, intent_at=at, by=by, outcome="sent", outcome_at=at, facts=facts))
    row.delivered_at, row.next_at, row.confirmed, row.expected = posted_at, None, 1, 1
    row.remote_id = url or row.remote_id
    moved(session, row, State.DELIVERED, who=by, at=at, said={"zh": f"{name.strip()} 确认已发", "en": f"confirmed by {name.strip()}"})


def confirmation(session: Session, row: Delivery) -> Confirmation | None:
    """Who confirmed it, and when it was posted."""
    told = next((attempt for attempt in attempts(session, row) if attempt.step == CONFIRMED), None)
    if told is None:
        return None
    facts = told.facts
    return Confirmation(facts.get("name") or facts["by"], datetime.fromisoformat(facts["at"]), facts.get("proof", ""), facts.get("url", ""))


def whose(session: Session, where: Placement) -> list[Person]:
    """Who is to post it: the people whom the audience names; nobody named, whoever publishes here, and admins where there is none."""
    here = {person.handle: (person, roles) for person, roles in team(session) if person.left_at is None}
    if named := [here[handle][0] for handle in where.for_whom.people if handle in here]:
        return named
    for role in (Role.PUBLISHER, Role.ADMIN):
        if found := [person for person, roles in here.values() if role in roles]:
            return found
    return []


def person_of(session: Session, holder: Bearer) -> Person | None:
    """The person whom the link was made for; None for a link that was made for nobody in particular."""
    return by_handle(session, holder.to) if holder.to else None


def _stage(
    session: Session,
    row: Delivery,
    approval: Approval,
    account: ChannelAccount,
    post: Post,
    *,
    files: Files,
    until: datetime,
    now: datetime,
) -> tuple[Stage, Words]:
    match row.is_:
        case State.PLANNED | State.SENDING:
            return Stage.EARLY, Words("还没到时间，到点后内容会出现在这里", "It is not time yet; the content will be here when it is")
        case State.DELIVERED:
            return Stage.CONFIRMED, Words(row.said.get("zh", ""), row.said.get("en", ""))
        case State.CREATED:
            pass
        case _:
            return Stage.OVER, Words(row.said.get("zh") or "这条不用发了", row.said.get("en") or "this one is not to be posted")
    if hold := held_by(session, brand=row.brand_id, account=account.slug, persona=post.persona):
        return Stage.HELD, Words(f"{hold.by} 暂停了发布：{hold.reason}", f"held by {hold.by}: {hold.reason}")
    if (refusal := why_not(session, approval, files=files, now=now, carries=(row.placement_id, row.account_id))) is not None:
        return Stage.VOID, refusal.problems[0].what
    if now > until:
        return Stage.LATE, Words("已经过了能发的时间，没有人确认", "the time to post it is over, and nobody confirmed it")
    return Stage.READY, Words("", "")


def _require_possible(row: Delivery, posted_at: datetime, at: datetime) -> None:
    """Nobody posts tomorrow, or before it was handed over (to the minute, as people read clocks)."""
    if posted_at > at + timedelta(minutes=1):
        raise Refused(
            problem(
                "发出的时间在将来",
                "that time is yet to come",
                field="posted_at",
                mend=("填真实发出的时间", "give the time at which it went out"),
            )
        )
    handed = (row.sent_at or row.due_at).replace(second=0, microsecond=0)
    if posted_at < handed:
        raise Refused(
            problem(
                "发出的时间早于交接的时间", "that was before it was handed over", field="posted_at",
                mend=("填真实发出的时间；如果早就发过，告诉发布的人", "give the time at which it went out; tell whoever publishes if it was out before"),
            )
        )  # fmt: skip
