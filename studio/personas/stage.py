"""Where a persona stands: warming (养成), ready, selling; moved only forward, by a planner, with a reason.

While it warms up nothing promotional may go out in its name, unless a second person grants an override for one exact wording.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NoReturn

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from studio import history
from studio.clock import BEIJING
from studio.database import BrandRow, UTCDateTime, not_found
from studio.errors import Refused, Words, problem
from studio.library.kinds import Persona, Stage
from studio.people.person import Actor, Person, Role, require
from studio.rules.lookup import lookup

MOVES = {Stage.WARMING: Stage.READY, Stage.READY: Stage.SELLING}
STAGE_WORDS = {Stage.WARMING: Words("养成", "warming up"), Stage.READY: Words("就绪", "ready"), Stage.SELLING: Words("可销售", "selling")}

READINESS: dict[str, Words] = {
    "sheet": Words("人设卡完整：头像、性格、年龄、角色、喜好", "the sheet is complete: portrait, character, age, role, tastes"),
    "rhythm": Words("最近 30 天每天都有内容", "something was posted on each of the last 30 days"),
    "answers": Words("评论和私信都有回复", "every comment and message was answered"),
    "trust": Words("互动稳定，没有未处理的投诉", "people respond, and no complaint is open"),
    "operator": Words("真实运营人已确定，话术已备好", "a real operator is named and has the scripts"),
}


class PersonaStage(BrandRow, table=True):
    """A stage that a persona reached; the latest row is where it stands."""

    __table_args__ = (UniqueConstraint("brand_id", "persona", "stage"),)
    persona: str = Field(index=True)  # slug
    stage: str
    since: datetime = Field(sa_type=UTCDateTime)
    by: str  # sign-in name, or the process that imported the sheet
    reason: str
    started_on: date  # first day of 养成, as the sheet said when it came in


class WarmupOverride(BrandRow, table=True):
    """Leave for one wording of a persona in warm-up to advertise; it stands once a second person granted it."""

    persona: str = Field(index=True)
    post_id: int = Field(index=True)
    version_digest: str = Field(index=True)
    asked_by: int = Field(foreign_key="person.id")
    asked_reason: str
    asked_at: datetime = Field(sa_type=UTCDateTime)
    granted_by: int | None = Field(default=None, foreign_key="person.id")
    granted_reason: str = ""
    granted_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


def start(session: Session, persona: Persona, *, by: Actor, at: datetime) -> PersonaStage:
    """The stage a persona begins with, from its sheet; a later import changes nothing."""
    require(session, by, Role.PLANNER, Role.ADMIN)
    standing = _latest(session, persona.slug)
    if standing is not None:
        return standing
    row = PersonaStage(
        persona=persona.slug,
        stage=persona.starts_as.value,
        since=at,
        by=by.handle,
        reason="人设卡 starts_as",
        started_on=persona.started_on,
    )
    session.add(row)
    session.flush()
    history.record(
        session, "persona.started", f"persona:{persona.slug}", who=by.handle, at=at, stage=row.stage, started_on=str(row.started_on)
    )
    return row


def stage_of(session: Session, persona_slug: str, at: datetime) -> Stage:
    """The stage at that moment; a persona nobody started is warming up, so that nothing slips out before it is known."""
    row = _latest(session, persona_slug, at)
    return Stage(row.stage) if row else Stage.WARMING


def advance(
    session: Session, persona_slug: str, to: Stage, *, by: Person, reason: str, at: datetime, checklist: Collection[str] = (),
    agreed_by: Person | None = None, overrides: Mapping[str, Any] | None = None,
) -> PersonaStage:  # fmt: skip
    """Move a persona to the next stage: warming → ready → selling.

    `checklist` holds the READINESS keys that are ticked, all of them for ready. Before the warm-up days have passed (rule
    persona.warmup_days, `overrides` holds the brand's own values) a second person, `agreed_by`, must agree.
    """
    require(session, by, Role.PLANNER)
    standing = _latest(session, persona_slug)
    if standing is None:
        raise not_found("人设", "persona", persona_slug)
    _must_follow(persona_slug, Stage(standing.stage), to)
    _must_have_reason(reason)
    if to is Stage.READY:
        _must_be_complete(checklist)
        _must_have_waited(session, standing.started_on, by=by, agreed_by=agreed_by, at=at, overrides=overrides)
    row = PersonaStage(persona=persona_slug, stage=to.value, since=at, by=by.handle, reason=reason.strip(), started_on=standing.started_on)
    session.add(row)
    session.flush()
    history.record(
        session, "persona.advanced", f"persona:{persona_slug}", who=by.handle, at=at,
        before=standing.stage, after=to.value, reason=row.reason, checklist=sorted(checklist), agreed_by=agreed_by.handle if agreed_by else "",
    )  # fmt: skip
    return row


def warmup_progress(persona: Persona, at: datetime, overrides: Mapping[str, Any] | None = None) -> tuple[int, int]:
    """Days of warm-up done, and how many it takes (rule persona.warmup_days); never more than those."""
    days, of = _days(persona.started_on, at, overrides)
    return max(0, min(days, of)), of


def ask_override(
    session: Session, *, persona: str, post_id: int, version_digest: str, by: Person, reason: str, at: datetime
) -> WarmupOverride:
    """Ask that this wording may advertise although its persona is warming up; `persona` is the slug."""
    require(session, by, Role.EDITOR, Role.PLANNER, Role.ADMIN)
    _must_have_reason(reason)
    row = WarmupOverride(
        persona=persona, post_id=post_id, version_digest=version_digest, asked_by=by.key, asked_reason=reason.strip(), asked_at=at
    )
    session.add(row)
    session.flush()
    history.record(session, "warmup.override_asked", f"post:{post_id}", who=by.handle, at=at, persona=persona, digest=version_digest, reason=row.asked_reason)  # fmt: skip
    return row


def grant_override(session: Session, override: WarmupOverride, *, by: Person, reason: str, at: datetime) -> WarmupOverride:
    """Grant it: a reviewer or admin who is not the one who asked, with a reason."""
    require(session, by, Role.REVIEWER, Role.ADMIN)
    _must_have_reason(reason)
    if by.key == override.asked_by:
        _refuse(
            "申请人不能批准自己的养成期例外", "nobody grants their own override", rule="persona.warmup_override",
            mend=("请另一位审核或管理员批准", "ask another reviewer or admin to grant it"),
        )  # fmt: skip
    if override.granted_at is not None:
        return override
    override.granted_by, override.granted_reason, override.granted_at = by.key, reason.strip(), at
    session.add(override)
    session.flush()
    history.record(session, "warmup.override_granted", f"post:{override.post_id}", who=by.handle, at=at, persona=override.persona, digest=override.version_digest, reason=override.granted_reason)  # fmt: skip
    return override


def open_overrides(session: Session) -> list[WarmupOverride]:
    """Those asked and not yet granted, oldest first."""
    query = select(WarmupOverride).where(col(WarmupOverride.granted_at).is_(None))
    return list(session.exec(query.order_by(col(WarmupOverride.asked_at), col(WarmupOverride.id))))


def override_stands(session: Session, persona: str, version_digest: str) -> bool:
    """Whether exactly this wording of this persona may advertise; any change of the wording has another digest."""
    query = select(WarmupOverride.id).where(
        WarmupOverride.persona == persona, WarmupOverride.version_digest == version_digest, col(WarmupOverride.granted_at).is_not(None)
    )
    return bool(version_digest) and session.exec(query).first() is not None


def _latest(session: Session, persona: str, at: datetime | None = None) -> PersonaStage | None:
    query = select(PersonaStage).where(PersonaStage.persona == persona)
    if at is not None:
        query = query.where(PersonaStage.since <= at)
    return session.exec(query.order_by(col(PersonaStage.since).desc(), col(PersonaStage.id).desc())).first()


def _days(started_on: date, at: datetime, overrides: Mapping[str, Any] | None) -> tuple[int, int]:
    today = at.astimezone(BEIJING).date()
    return (today - started_on).days, lookup("persona.warmup_days", today, overrides).count


def _must_follow(persona: str, now: Stage, to: Stage) -> None:
    if MOVES.get(now) is not to:
        here, there = STAGE_WORDS[now], STAGE_WORDS[to]
        _refuse(
            f"{persona} 现在是「{here.zh}」，不能直接变为「{there.zh}」", f"{persona} is {here.en} and cannot become {there.en}", field="stage",
            rule="persona.stage", mend=("按 养成 → 就绪 → 可销售 的顺序推进", "go warming → ready → selling, one step at a time"),
        )  # fmt: skip


def _must_have_reason(reason: str) -> None:
    if not reason.strip():
        _refuse("必须写明理由", "a reason is needed", field="reason", mend=("写一句为什么", "write a sentence why"))


def _must_be_complete(checklist: Collection[str]) -> None:
    missing = [words for key, words in READINESS.items() if key not in checklist]
    if missing:
        _refuse(
            f"就绪清单还差：{'；'.join(words.zh for words in missing)}", f"still to do: {'; '.join(words.en for words in missing)}", field="checklist",
            rule="persona.readiness", mend=("逐项完成并勾选后再确认", "finish and tick each of them first"),
        )  # fmt: skip


def _must_have_waited(
    session: Session, started_on: date, *, by: Person, agreed_by: Person | None, at: datetime, overrides: Mapping[str, Any] | None
) -> None:
    days, of = _days(started_on, at, overrides)
    if days >= of:
        return
    if agreed_by is None or agreed_by.key == by.key:
        _refuse(
            f"养成才 {days} 天，需要 {of} 天", f"{days} of {of} days of warm-up have passed", field="agreed_by", rule="persona.warmup_days",
            mend=(f"再养 {of - days} 天，或请另一位审核或管理员同意提前", f"wait {of - days} more days, or have another reviewer or admin agree"),
        )  # fmt: skip
    require(session, agreed_by, Role.REVIEWER, Role.ADMIN)


def _refuse(zh: str, en: str, *, field: str = "", rule: str = "", mend: tuple[str, str]) -> NoReturn:
    raise Refused(problem(zh, en, field=field, rule=rule, mend=mend))
