"""Alarms to the team's own group: what failed, gathered, one message in five minutes per brand, through the group robot."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session, col, func, select

from studio.brands.account import ChannelAccount
from studio.brands.brand import current
from studio.channels.answer import NotSent
from studio.channels.channel import Secret
from studio.channels.keys import parse_secret
from studio.channels.robot import alert
from studio.database import look
from studio.history import HistoryRow
from studio.posts.post import Post
from studio.publishing.delivery import STATE_WORDS, Delivery, State
from studio.publishing.desk import Desk, all_brands
from studio.publishing.drawer import Keepsake, TableDrawer
from studio.vault import Vault

log = structlog.get_logger("studio.publishing")
EVERY = timedelta(minutes=5)
MANY = 500  # rows of history in which nothing failed, after which the mark is moved on
SHOWN = 8  # lines of one message; the rest is counted
NAME = "alarm"  # of what the robot's drawer keeps: up to where the history was told, and when
STATES = (State.REFUSED, State.MISSED, State.UNKNOWN)
VERBS = (*(f"delivery.{state.value}" for state in STATES), "delivery.unconfirmed", "hold.set")


@dataclass(frozen=True)
class Robot:
    """The brand's robot: its webhook or key, and the account of the corp whose drawer it uses."""

    account: ChannelAccount
    webhook: Secret


@dataclass(frozen=True)
class Told:
    """Up to which row of the brand's history the group knows, and when it was told last."""

    position: int
    at: datetime | None

    def as_json(self) -> str:
        return json.dumps({"position": self.position, "at": self.at.isoformat() if self.at else ""})


def alarm(desk: Desk) -> int:
    """Tell every brand's group what failed since the last message; gives how many messages went out. A robot that refuses is tried again later."""
    return sum(_alarm(desk, brand, now=desk.clock.now()) for brand in all_brands(desk))


def robot_of(session: Session, vault: Vault) -> Robot | None:
    """The first account in use that holds a robot's webhook."""
    query = select(ChannelAccount).where(col(ChannelAccount.removed_at).is_(None), col(ChannelAccount.sealed).is_not(None))
    for row in session.exec(query.order_by(col(ChannelAccount.slug))):
        if webhook := parse_secret(Secret(vault.open(row.sealed or b"", where=row.slug))).robot:
            return Robot(row, Secret(webhook))
    return None


def _alarm(desk: Desk, brand: int, *, now: datetime) -> bool:
    with look(desk.engine, brand=brand) as session:
        robot, end = robot_of(session, desk.vault), _end(session, brand)
        told = _told(session, desk.vault, robot) if robot else None
        if robot is None or (told and (told.position == end or (told.at is not None and now - told.at < EVERY))):
            return False
        text = _text(session, _since(session, brand, told.position)) if told else ""  # what failed before there was a robot is no news
    if told and not text and end - told.position < MANY:
        return False
    if text:
        answer = alert(robot.webhook, text, now=now, base_url=robot.account.base_url)
        log.info("alarm", brand=brand, outcome=type(answer).__name__)
        if isinstance(answer, NotSent):
            return False
    kept = Told(end, now if text else told.at if told else None)  # an answer that got lost is not said twice: the pages know it all
    TableDrawer(desk.engine, desk.vault, brand=brand, account_id=robot.account.key).keep(NAME, kept.as_json(), until=None)
    return bool(text)


def _since(session: Session, brand: int, position: int) -> list[HistoryRow]:
    """What failed after this row of the history and has not been mended meanwhile."""
    query = select(HistoryRow).where(HistoryRow.brand == brand, HistoryRow.position > position, col(HistoryRow.verb).in_(VERBS))
    return [row for row in session.exec(query.order_by(col(HistoryRow.position))) if _still(session, row)]


def _still(session: Session, row: HistoryRow) -> bool:
    kind, _, key = row.about.partition(":")
    if kind != "delivery":
        return row.what.get("code") is not None  # a hold that the studio set by itself; people know their own
    delivery = session.get(Delivery, int(key))
    state = State.CREATED if row.verb == "delivery.unconfirmed" else State(row.verb.removeprefix("delivery."))
    return delivery is not None and delivery.is_ is state


def _text(session: Session, rows: Iterable[HistoryRow]) -> str:
    lines = list(dict.fromkeys(_line(session, row) for row in rows))
    if not lines:
        return ""
    brand = current(session)
    more = [f"…还有 {len(lines) - SHOWN} 条"] if len(lines) > SHOWN else []
    return "\n".join([f"【{brand.name}】{len(lines)} 件事要人看一下", *lines[:SHOWN], *more, "详情在 投放 页"])


def _line(session: Session, row: HistoryRow) -> str:
    kind, _, key = row.about.partition(":")
    if kind != "delivery":
        return f"· 账号 {row.what.get('target')} 自动暂停：{row.what.get('reason', '')}"
    delivery = session.get(Delivery, int(key))
    if delivery is None:
        return f"· 投放 {key}"
    post, account = session.get(Post, delivery.post_id), session.get(ChannelAccount, delivery.account_id)
    state = "没有人确认" if row.verb == "delivery.unconfirmed" else STATE_WORDS[delivery.is_].zh
    due = delivery.due_at.astimezone(current(session).zone_info)
    return f"· {state} {due:%m-%d %H:%M} {account.name if account else ''}「{post.idea if post else ''}」{delivery.said.get('zh', '')}"


def _end(session: Session, brand: int) -> int:
    return session.exec(select(func.max(HistoryRow.position)).where(HistoryRow.brand == brand)).one() or 0


def _told(session: Session, vault: Vault, robot: Robot) -> Told | None:
    kept = session.exec(select(Keepsake).where(Keepsake.account_id == robot.account.key, Keepsake.name == NAME)).first()
    if kept is None:
        return None
    said = json.loads(vault.open(kept.sealed))
    return Told(said["position"], datetime.fromisoformat(said["at"]) if said["at"] else None)
