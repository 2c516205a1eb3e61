"""What an editor answered where the words left it open: does this post advertise. An answer is of exact words; other words ask again."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Field, Session, col, select

from studio.database import BrandRow, UTCDateTime
from studio.library.kinds import ChannelKind
from studio.posts.advert.judge import Judged
from studio.posts.variant import Variant


class AdvertAnswer(BrandRow, table=True):
    """Who said of which words whether they advertise, and when."""

    post_id: int = Field(foreign_key="post.id", index=True)
    words: str = Field(index=True)  # digest of what was read
    advertises: bool
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UTCDateTime)


def words_of(variants: Mapping[ChannelKind, Variant]) -> str:
    """Digest of the words and addresses of every channel; pictures and themes may change without asking again."""
    said = [
        "\x1f".join(
            (kind.value, each.title, each.summary, each.text, each.author, each.source_url, *(picture.alt for picture in each.all_pictures),
             *((each.link.url, each.link.title, each.link.summary) if each.link else ()))
        )
        for kind, each in sorted(variants.items())
    ]  # fmt: skip
    return hashlib.sha256("\x1e".join(said).encode("utf-8", "replace")).hexdigest()


def answer_of(session: Session, post_id: int, variants: Mapping[ChannelKind, Variant]) -> AdvertAnswer | None:
    """The newest answer to exactly these words."""
    query = select(AdvertAnswer).where(AdvertAnswer.post_id == post_id, AdvertAnswer.words == words_of(variants))
    return session.exec(query.order_by(col(AdvertAnswer.id).desc()).limit(1)).first()


def settled(session: Session, post_id: int, judged: Judged, variants: Mapping[ChannelKind, Variant]) -> bool:
    """Whether it is held to advertise: what the words say, or the editor's answer where they leave it open; unanswered it is held to."""
    answered = answer_of(session, post_id, variants) if judged.advertises is not True else None
    if answered is None or (answered.advertises is False and not judged.unsure):
        return bool(judged)
    return answered.advertises
