"""What a delivery hangs on, read at once: its account, approval, placement, post and version, the brand, and who wrote and who approved it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from studio.brands.account import ChannelAccount
from studio.brands.brand import Brand
from studio.database import kept
from studio.people.person import Person
from studio.posts.placement import Placement
from studio.posts.post import Post, PostVersion
from studio.publishing.delivery import Delivery
from studio.review.approval import Approval


@dataclass(frozen=True)
class Papers:
    """As they are in this act. `version` is the approved one, `newest` the key of the post's newest.

    While they are held the session gives these rows without asking the database again.
    """

    delivery: Delivery
    account: ChannelAccount
    approval: Approval
    placement: Placement
    post: Post
    version: PostVersion
    newest: int
    others: tuple[Brand | Person, ...]


def papers(session: Session, delivery_id: int) -> Papers:
    """Read in one query; RuntimeError when a row that the delivery names is gone, which the database does not allow."""
    found = session.execute(_query(), {"delivery_id": delivery_id}).first()
    if found is None:
        raise RuntimeError(f"delivery {delivery_id} lost a row that it hangs on")
    delivery, account, approval, placement, post, version, newest, *others = found
    return Papers(delivery, account, approval, placement, post, version, newest, tuple(others))


@cache
def _query() -> "Select[*tuple[Any, ...]]":
    versions, author, reviewer = aliased(PostVersion), aliased(Person), aliased(Person)
    of_the_post = select(col(versions.id)).where(col(versions.post_id) == Delivery.post_id).correlate(Delivery)
    newest = of_the_post.order_by(col(versions.number).desc()).limit(1).scalar_subquery()
    query = (
        select(Delivery, ChannelAccount, Approval, Placement, Post, PostVersion, newest, Brand, author, reviewer)
        .join(ChannelAccount, col(Delivery.account_id) == col(ChannelAccount.id))
        .join(Approval, col(Delivery.approval_id) == col(Approval.id))
        .join(Placement, col(Delivery.placement_id) == col(Placement.id))
        .join(Post, col(Delivery.post_id) == col(Post.id))
        .join(PostVersion, col(Approval.version_id) == col(PostVersion.id))
        .join(Brand, col(Delivery.brand_id) == col(Brand.id))
        .join(author, col(PostVersion.author_id) == col(author.id))
        .join(reviewer, col(Approval.by_id) == col(reviewer.id))
        .where(col(Delivery.id) == bindparam("delivery_id"))
    )
    return kept(query.execution_options(populate_existing=True))
