"""Answering 「这条是推广吗？」: an act of those who write. It becomes part of a new version, so what was approved before stands no longer."""

from datetime import datetime

from sqlmodel import Session

from studio import history
from studio.errors import Refused, problem
from studio.library.current import library
from studio.library.kinds import Pillar
from studio.people.person import Person, require
from studio.posts.advert.answer import AdvertAnswer, words_of
from studio.posts.post import WRITERS, Post, PostVersion, latest, write
from studio.posts.promotional import advertises


def answer(session: Session, post: Post, *, pillar: Pillar, advert: bool, by: Person, at: datetime) -> PostVersion:
    """Say of the newest version whether it advertises. That it does may always be said; that it does not only where the words leave it open."""
    require(session, by, *WRITERS)
    version = latest(session, post)
    judged = advertises(pillar, version.body, goods=library(session).products.values()) if version else None
    if version is None or judged is None or (not advert and judged.advertises is True):
        raise Refused(
            problem(
                "这些话就是推广，不能回答「不是」" if judged else "还没有存过的内容", "these words advertise and cannot be said not to" if judged else "nothing is saved yet",
                where=f"post:{post.key}", field="promotional", rule="content.advert", mend=("改写这些话，再保存", "rewrite them and save"),
            )
        )  # fmt: skip
    session.add(AdvertAnswer(post_id=post.key, words=words_of(version.body), advertises=advert, by_id=by.key, at=at))
    session.flush()
    history.record(session, "post.advert_answered", f"post:{post.key}", who=by.handle, at=at, advertises=advert, version=version.number)
    return write(session, post, version.body, pillar=pillar, by=by, at=at, base=version.number, made_with=version.made_with)
