"""People who change their minds while things go out: an approval is withdrawn, a text is edited, a switch is thrown."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, func, select

from studio.database import act
from studio.library.current import library
from studio.people.person import by_handle
from studio.posts.post import latest, post, write
from studio.publishing.delivery import Delivery, State
from studio.publishing.hold import HoldScope, hold, holds, lift
from studio.review.approval import Approval, withdraw
from studio.workspace.opened import Opened


@dataclass
class Meddlers:
    """`most` of each kind; only what nobody has begun to send, so that afterwards nothing of it may be in the ledger."""

    opened: Opened
    brand: int
    chance: Random
    most: int
    did: Counter[str] = field(default_factory=Counter)

    def meddle(self) -> None:
        kind = self.chance.choice(("withdraw", "edit", "switch"))
        if kind != "switch" and self.did[kind] >= self.most:
            return
        with suppress(OperationalError):  # no turn to write within a quarter of a minute: another time
            self._meddle(kind, self.opened.clock.now())
            self.did[kind] += 1

    def _meddle(self, kind: str, now: datetime) -> None:
        with act(self.opened.engine, brand=self.brand) as session:
            if kind == "switch":
                self._switch(session, now)
            elif (row := self._untouched(session)) is not None:
                (self._withdraw if kind == "withdraw" else self._edit)(session, row, now)

    def go_home(self) -> None:
        """Every switch is lifted."""
        with act(self.opened.engine, brand=self.brand) as session:
            for row in holds(session):
                lift(session, row, by=by_handle(session, "fabu"), at=self.opened.clock.now())

    def _untouched(self, session: Session) -> Delivery | None:
        query = select(Delivery).where(Delivery.state == State.PLANNED.value, Delivery.tries == 0)
        return session.exec(query.order_by(col(Delivery.due_at), func.random()).limit(1).with_for_update()).first()

    def _withdraw(self, session: Session, row: Delivery, now: datetime) -> None:
        approval = session.get(Approval, row.approval_id)
        if approval is not None:
            withdraw(session, approval, reason="再想想", by=by_handle(session, "shenhe"), at=now)

    def _edit(self, session: Session, row: Delivery, now: datetime) -> None:
        edited = post(session, row.post_id)
        version = latest(session, edited)
        if version is None:
            return
        changed = {channel: variant.model_copy(update={"text": f"{variant.text}（改）"}) for channel, variant in version.body.items()}
        write(session, edited, changed, pillar=library(session).pillars[edited.pillar], by=by_handle(session, "bianji"), at=now)

    def _switch(self, session: Session, now: datetime) -> None:
        by = by_handle(session, "fabu")
        if standing := holds(session):
            lift(session, standing[0], by=by, at=now)
        else:
            hold(session, HoldScope.ACCOUNT, self.chance.choice(("moments-founder", "groups-companion")), reason="等一下", by=by, at=now)
