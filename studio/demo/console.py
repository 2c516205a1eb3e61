"""Who taps publish in the demo: a person in the platform's own console, some minutes after the draft is ready. The studio has to notice by itself."""

from dataclasses import dataclass, field
from datetime import datetime

import httpx
from sqlmodel import Session, col, select

from studio.brands.account import ChannelAccount
from studio.database import act, look_across_brands
from studio.demo.by_hand import TAKES
from studio.library.kinds import ChannelKind
from studio.people.person import by_handle
from studio.publishing.delivery import Delivery, State, attempts
from studio.publishing.resolve import confirm_by_hand
from studio.workspace.opened import Opened

WHO = "fabu"


@dataclass(frozen=True)
class Draft:
    """A draft of ours that waits in the box. `gone`: the studio noticed that it has left."""

    brand: int
    delivery: int
    appid: str
    media_id: str
    ready_at: datetime
    gone: bool


@dataclass
class Console:
    """What was tapped, and when; the sandbox's people act stands for the tap."""

    sandbox: httpx.Client
    tapped: dict[int, datetime] = field(default_factory=dict)

    def next_tap(self, session: Session) -> datetime | None:
        """When the next draft will have been published."""
        return min((draft.ready_at + TAKES for draft in _drafts(session) if draft.delivery not in self.tapped), default=None)

    def work(self, opened: Opened, *, now: datetime) -> int:
        """Publish what has been ready long enough, and confirm what the studio asks about; gives how many acts that were."""
        with look_across_brands(opened.engine) as session:
            drafts = _drafts(session)
        return sum(self._tap(draft, now=now) or self._confirm(opened, draft, now=now) for draft in drafts)

    def _tap(self, draft: Draft, *, now: datetime) -> bool:
        if draft.delivery in self.tapped or now < draft.ready_at + TAKES:
            return False
        wish = {"side": "official_account", "act": "publish_draft", "appid": draft.appid, "media_id": draft.media_id}
        self.sandbox.post("/_sandbox/people", json=wish).raise_for_status()
        self.tapped[draft.delivery] = now
        return True

    def _confirm(self, opened: Opened, draft: Draft, *, now: datetime) -> bool:
        """An account that is not verified may not list what it published: the studio sees that the draft is gone, and a person says why."""
        if not draft.gone or draft.delivery not in self.tapped:
            return False
        with act(opened.engine, brand=draft.brand) as session:
            row = session.get(Delivery, draft.delivery, with_for_update=True)
            if row is None or row.is_ is not State.CREATED:
                return False
            confirm_by_hand(session, row, by=by_handle(session, WHO), at=now, posted_at=self.tapped[draft.delivery])
        return True


def _drafts(session: Session) -> list[Draft]:
    query = (
        select(Delivery, ChannelAccount)
        .join(ChannelAccount, col(Delivery.account_id) == col(ChannelAccount.id))
        .where(
            Delivery.state == State.CREATED.value,
            col(Delivery.waits_for_person).is_(True),
            ChannelAccount.channel == ChannelKind.OFFICIAL_ACCOUNT.value,
        )
    )
    return [_draft(session, row, account) for row, account in session.exec(query)]


def _draft(session: Session, row: Delivery, account: ChannelAccount) -> Draft:
    known = {name: value for attempt in attempts(session, row) for name, value in attempt.facts.items()}
    ready_at = row.sent_at or row.due_at
    return Draft(row.brand_id, row.key, account.external_id, str(known["media_id"]), ready_at, gone=bool(known.get("draft_gone")))
