"""Taking a picture down (下架) pulls it out of everything that is not published yet, in the same act, and says from what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from studio.assets import asset as assets
from studio.assets.asset import Asset
from studio.errors import Words
from studio.people.person import Person, Role, require
from studio.posts.post import Post, PostVersion
from studio.publishing.delivery import Delivery, State, as_it_is, stop
from studio.publishing.notice import tell_concerned
from studio.publishing.withdrawal import STILL_HOME
from studio.review.approval import take_back
from studio.review.rows import Approval
from studio.review.submission import back_to_its_author

ON_ITS_WAY = (State.SENDING, State.CREATED, State.UNKNOWN, State.DELIVERED)
MEND = Words("在 创作 里换一张图片，再送审", "use another picture under Write and submit again")


@dataclass(frozen=True)
class Pulled:
    """What showed the picture. `home` stays home until it has another one; `out` has gone out already, wholly or in part."""

    home: tuple[Post, ...] = ()
    out: tuple[Post, ...] = ()


def take_picture_down(session: Session, asset: Asset, reason: str, *, by: Person, at: datetime) -> Pulled:
    """Take it out of use, with a reason, and pull it from everything that is still home.

    What waits for review goes back to its author, approvals are taken back, what is planned is stopped, and everybody concerned is told. What is
    out already is named, for a person to take down on the platform.
    """
    require(session, by, Role.EDITOR, Role.PLANNER, Role.ADMIN)
    if asset.taken_down_at is not None:
        return Pulled()
    assets.take_down(session, asset, reason, by=by, at=at)
    home, out = [], []
    for post, version in _showing(session, asset):
        states = {as_it_is(session, row) for row in _deliveries(session, post)}
        (out if states & set(ON_ITS_WAY) else home).append(post)
        _pull(session, post, version, asset, reason, by=by, at=at)
    return Pulled(tuple(home), tuple(out))


def _showing(session: Session, asset: Asset) -> Iterator[tuple[Post, PostVersion]]:
    """Posts whose newest version shows it, or a fitting copy of it."""
    newest = select(func.max(col(PostVersion.id))).group_by(col(PostVersion.post_id))
    query = select(Post, PostVersion).join(PostVersion, col(PostVersion.post_id) == col(Post.id)).where(col(Post.archived_at).is_(None))
    for post, version in session.exec(query.where(col(PostVersion.id).in_(newest)).order_by(col(Post.id))):
        if any(ref.origins & set(asset.digests) for variant in version.body.values() for ref in variant.all_pictures):
            yield post, version


def _pull(session: Session, post: Post, version: PostVersion, asset: Asset, reason: str, *, by: Person, at: datetime) -> None:
    zh, en = f"图片「{asset.name}」已下架：{reason}", f"the picture {asset.name} was taken down: {reason}"
    gone_out = {row.approval_id for row in _deliveries(session, post) if as_it_is(session, row) in ON_ITS_WAY}
    for approval in session.exec(select(Approval).where(Approval.version_id == version.key, col(Approval.withdrawn_at).is_(None))):
        if approval.key not in gone_out:
            take_back(session, approval, reason=zh, who=by.handle, at=at)
    for row in _deliveries(session, post):
        if as_it_is(session, row) in STILL_HOME:
            stop(session, row, said={"zh": zh, "en": en, "mend_zh": MEND.zh, "mend_en": MEND.en}, who=by.handle, at=at)
    back_to_its_author(session, post, reason=zh, by=by, at=at)
    tell_concerned(session, post, about=f"post:{post.key}", words=Words(f"「{post.idea}」：{zh}", f"“{post.idea}”: {en}"), mend=MEND, at=at)


def _deliveries(session: Session, post: Post) -> list[Delivery]:
    return list(session.exec(select(Delivery).where(Delivery.post_id == post.key).order_by(col(Delivery.id))))
