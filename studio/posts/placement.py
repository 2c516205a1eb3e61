"""Placements: which variant of a post goes to which account, for whom, and when."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, Session, col, select

from studio import history
from studio.brands.account import ChannelAccount
from studio.database import BrandRow, Json, UTCDateTime, not_found
from studio.library.kinds import Audience
from studio.people.person import Person, Role, require
from studio.posts.destination import require_may_go_there
from studio.posts.post import Post

MAY_MOVE = (Role.PLANNER, Role.EDITOR, Role.PUBLISHER)


class Placement(BrandRow, table=True):
    """One destination of a post. An empty audience means everybody the account reaches, and screens say so."""

    post_id: int = Field(foreign_key="post.id", index=True)
    account_id: int = Field(foreign_key="channel_account.id", index=True)
    channel: str
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    due_at: datetime = Field(sa_type=UTCDateTime, index=True)
    locked: bool = False
    cancelled_at: datetime | None = Field(default=None, sa_type=UTCDateTime)

    @property
    def for_whom(self) -> Audience:
        return Audience.model_validate(self.audience)


def place(
    session: Session, post: Post, account: ChannelAccount, *, due_at: datetime, by: Person, at: datetime, audience: Audience | None = None
) -> Placement:
    """Give a post a destination and a time; the account's default audience unless another is named. What speaks against it refuses it here."""
    require(session, by, Role.PLANNER, Role.EDITOR)
    require_may_go_there(session, post, account, at=at, due_at=due_at)
    said = audience.model_dump(mode="json") if audience else dict(account.audience)
    placement = Placement(post_id=post.key, account_id=account.key, channel=account.channel, audience=said, due_at=due_at)
    session.add(placement)
    session.flush()
    history.record(session, "post.placed", f"post:{post.key}", who=by.handle, at=at, account=account.slug, due_at=due_at.isoformat())
    return placement


def move(session: Session, placement: Placement, *, to: datetime, by: Person, at: datetime) -> None:
    """Give another time. An approval that does not cover the new time no longer stands: the claim asks."""
    require(session, by, *MAY_MOVE)
    require_may_go_there(session, *_both_ends(session, placement), at=at, due_at=to)
    was, placement.due_at = placement.due_at, to
    session.add(placement)
    history.record(session, "post.moved", f"post:{placement.post_id}", who=by.handle, at=at, was=was.isoformat(), to=to.isoformat())


def cancel(session: Session, placement: Placement, *, by: Person, at: datetime) -> None:
    require(session, by, *MAY_MOVE)
    take_out(session, placement, who=by.handle, at=at)


def take_out(session: Session, placement: Placement, *, who: str, at: datetime) -> None:
    """Write it down. For `cancel`, and for putting an account away, which takes its destinations along."""
    placement.cancelled_at = at
    session.add(placement)
    history.record(session, "post.withdrawn", f"post:{placement.post_id}", who=who, at=at, account=placement.account_id)


def readdress(session: Session, placement: Placement, audience: Audience, *, by: Person, at: datetime) -> None:
    """Change for whom it is. An approval of another audience no longer stands."""
    require(session, by, Role.PLANNER, Role.EDITOR)
    require_may_go_there(session, *_both_ends(session, placement), at=at)
    placement.audience = audience.model_dump(mode="json")
    session.add(placement)
    history.record(session, "post.readdressed", f"post:{placement.post_id}", who=by.handle, at=at, audience=placement.audience)


def placements(session: Session, post: Post) -> list[Placement]:
    """A post's destinations that are not cancelled, by time."""
    query = select(Placement).where(Placement.post_id == post.key, col(Placement.cancelled_at).is_(None))
    return list(session.exec(query.order_by(col(Placement.due_at))))


def placement(session: Session, placement_id: int) -> Placement:
    found = session.get(Placement, placement_id)
    if found is None:
        raise not_found("投放安排", "placement", placement_id)
    return found


def _both_ends(session: Session, placement: Placement) -> tuple[Post, ChannelAccount]:
    return session.get_one(Post, placement.post_id), session.get_one(ChannelAccount, placement.account_id)
