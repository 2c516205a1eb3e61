"""The check that asks: where the words leave open whether a post advertises, an editor has to say so before it is handed in."""

from collections.abc import Iterator

from sqlmodel import Session

from studio.errors import Words
from studio.library.library import Library
from studio.posts.advert.answer import answer_of
from studio.posts.post import Post, PostVersion
from studio.posts.promotional import advertises
from studio.rules.finding import Finding, Weight


def open_question(session: Session, post: Post, version: PostVersion, library: Library) -> Iterator[Finding]:
    """A blocking finding while nobody has answered; its mend is the answer."""
    pillar = library.pillars.get(post.pillar)
    if pillar is None:
        return
    judged = advertises(pillar, version.body, goods=library.products.values())
    if not judged.unsure or answer_of(session, post.key, version.body) is not None:
        return
    hits = "」「".join(dict.fromkeys(reason.hit for reason in judged.reasons if not reason.innocent and reason.hit))
    yield Finding(
        "content.advert", Weight.BLOCK, Words(f"看不准是不是推广：「{hits}」", f"it is not clear whether this advertises: {hits}"), field="promotional",
        source="互联网广告管理办法（2023-05-01）第二条、第九条", proposal=Words("回答「这条是推广吗？」，审核会看到", "answer “Does this advertise?”; the reviewer sees it"),
    )  # fmt: skip
