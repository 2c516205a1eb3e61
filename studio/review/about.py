"""What a post is about: its product, its campaign and its brief. The checks ask for evidence and for a brief by them, so they belong to the wording."""

from datetime import datetime

from sqlmodel import Session

from studio import history
from studio.errors import Refused, problem
from studio.library.current import library
from studio.people.person import Person, require
from studio.posts.post import WRITERS, Post, latest
from studio.review.submission import last_submission


def relate(
    session: Session, post: Post, *, product: str | None, campaign: str | None, brief: str | None = None, by: Person, at: datetime
) -> None:
    """Say what the post is about; a brief of the product is taken when none is named. Refused for what waits for a decision or has one."""
    require(session, by, *WRITERS)
    shelf = library(session)
    for field, slug, known in (
        ("product", product, shelf.products),
        ("campaign", campaign, shelf.campaigns),
        ("brief", brief, shelf.briefs),
    ):
        if slug and slug not in known:
            raise Refused(
                problem(
                    f"资料库里没有「{slug}」", f"the library has no {field} {slug}", where=f"post:{post.key}", field=field,
                    mend=("刷新后重新选", "reload and choose again"),
                )
            )  # fmt: skip
    _require_open(session, post)
    found = shelf.brief_for(product) if product and not brief else None
    post.product, post.campaign, post.brief = product or None, campaign or None, brief or (found.slug if found else None)
    session.add(post)
    history.record(
        session, "post.related", f"post:{post.key}", who=by.handle, at=at, product=post.product, campaign=post.campaign, brief=post.brief
    )


def _require_open(session: Session, post: Post) -> None:
    """A reviewer judged these words as being about this product: what they are about changes with new words only."""
    last, version = last_submission(session, post), latest(session, post)
    if last is None or version is None or last.version_id != version.key or last.decision not in {"", "approved"}:
        return
    raise Refused(
        problem(
            "这条已经送审或批准，商品和简报不能再换", "this post is in review or approved: what it is about stands", where=f"post:{post.key}", field="product",
            mend=("先改文字、存为新版，再换", "change the words and save a version first"),
        )
    )  # fmt: skip
