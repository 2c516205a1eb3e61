"""What the demo adds to the example brand, so that every way out is taken: a mass send, and an account that may only draft."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from studio.brands.account import ChannelAccount, account, add, change, set_secret
from studio.calendars.slot import Slot
from studio.library.kinds import ChannelKind
from studio.people.person import Person
from studio.people.process import Process
from studio.posts.placement import place, placement
from studio.posts.post import post
from studio.settings import Settings
from studio.vault import Vault
from studio.workspace.set_up import sandbox_secrets

MASS, PUBLISHES, DRAFTS = "oa-companion", "oa-brand", "oa-drafts"
UNVERIFIED = "wxsandboxunverif01"
ALSO, LATER = 2, timedelta(minutes=20)  # so many articles go to the account that may only draft, a little after the first account has them


def dress(session: Session, settings: Settings, *, vault: Vault, at: datetime) -> None:
    """The subscription account pushes its articles to followers; a third account is not verified, so a person has to tap publish."""
    pushes = account(session, MASS)
    change(session, pushes, by=Process.DEMO, at=at, settings={**pushes.settings, "publish": "mass"})
    drafts = ChannelAccount(
        slug=DRAFTS, name="岸上手记", channel=ChannelKind.OFFICIAL_ACCOUNT.value, kind="subscription", persona="lin-an", verified=False, external_id=UNVERIFIED,
        base_url=settings.sandbox_address, settings={"publish": "draft", "need_open_comment": False}, created_at=at,
    )  # fmt: skip
    set_secret(session, add(session, drafts, by=Process.DEMO, at=at), sandbox_secrets()[UNVERIFIED], vault=vault, by=Process.DEMO, at=at)


def also_as_drafts(session: Session, slots: Sequence[Slot], *, by: Person, at: datetime) -> int:
    """Give the first articles of the other account a second destination; gives how many."""
    articles = [slot for slot in slots if slot.account == PUBLISHES][:ALSO]
    for slot in articles:
        due_at = placement(session, slot.placement_id).due_at + LATER
        place(session, post(session, slot.post_id), account(session, DRAFTS), due_at=due_at, by=by, at=at)
    return len(articles)
