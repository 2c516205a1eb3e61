"""One post on the writing desk: its versions, what was typed since, where it goes, and what the checks say of it as it is now."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from studio.brands.account import ChannelAccount, accounts
from studio.library.kinds import ChannelKind
from studio.library.library import Library
from studio.posts import post as posts
from studio.posts.advert.answer import settled
from studio.posts.draft import InHand, all_in_hand
from studio.posts.post import Post, PostVersion
from studio.posts.promotional import advertises
from studio.posts.variant import Variant, Variants, variants_to_json
from studio.review.checks import findings
from studio.review.submission import Submission, last_submission
from studio.rules.finding import Finding
from studio.ui.desk import Desk
from studio.ui.glance.at_once import newest_of
from studio.ui.glance.going import Going, going_of_post


@dataclass(frozen=True)
class Listed:
    """A post in the picker; `state` is draft, waiting, approved or sent_back."""

    post: Post
    headline: str
    state: str


@dataclass(frozen=True)
class OnTheDesk:
    post: Post
    version: PostVersion | None
    in_hand: dict[ChannelKind, InHand]
    versions: list[PostVersion]
    going: list[Going]
    accounts: list[ChannelAccount]
    submission: Submission | None

    @property
    def variants(self) -> Variants:
        """What is typed, else the last version."""
        return {kind: found.variant for kind, found in self.in_hand.items()}

    @property
    def unsaved(self) -> list[InHand]:
        """What no version holds yet."""
        return [found for found in self.in_hand.values() if found.unsaved]

    def kind_of(self, channel: ChannelKind) -> str:
        """What kind of account this channel's variant goes to; empty while it goes nowhere."""
        return next((each.account.kind for each in self.going if each.placement.channel == channel), "")

    @property
    def overtaken(self) -> bool:
        """Whether somebody saved a version while this was typed from an older one."""
        return any(found.on != (self.version.number if self.version else 0) for found in self.unsaved)


def recent(desk: Desk, *, also: int | None = None, limit: int = 60) -> list[Listed]:
    """Posts that are not put away: mine first, then the newest; `also` is one that somebody asked for, however old."""
    query = (
        select(Post).where(col(Post.archived_at).is_(None)).order_by((col(Post.author_id) == desk.person.key).desc(), col(Post.id).desc())
    )
    with desk.look() as session:
        rows = list(session.exec(query.limit(limit)))
        asked = session.get(Post, also) if also is not None and also not in {row.key for row in rows} else None
        shown = ([asked] if asked else []) + rows
        keys = [row.key for row in shown]
        versions, submissions = newest_of(session, PostVersion, keys), newest_of(session, Submission, keys)
        return [_listed(row, versions.get(row.key), submissions.get(row.key)) for row in shown]


def on_the_desk(desk: Desk, post_id: int) -> OnTheDesk:
    with desk.look() as session:
        row = posts.post(session, post_id)
        every, there = posts.versions(session, row), all_in_hand(session, row)
        going = going_of_post(session, row)
        return OnTheDesk(row, every[0] if every else None, there, every, going, accounts(session), last_submission(session, row))


def checked(desk: Desk, post: Post, variants: Mapping[ChannelKind, Variant], library: Library) -> dict[str, list[Finding]]:
    """What the checks say of these words, before they are a version."""
    judged = advertises(library.pillar(post.pillar), variants, goods=library.products.values())
    with desk.look() as session:
        promotional = settled(session, post.key, judged, variants)
    unsaved = PostVersion(
        post_id=post.key,
        number=0,
        digest=posts.content_digest(variants, promotional=promotional),
        promotional=promotional,
        variants=variants_to_json(variants),
        author_id=desk.person.key,
        at=desk.now,
    )
    with desk.look() as session:
        return findings(session, post, unsaved, library, files=desk.files, now=desk.now)


def _listed(row: Post, version: PostVersion | None, submission: Submission | None) -> Listed:
    body = next(iter(version.body.values()), None) if version else None
    words = (body.title or body.text) if body else row.idea
    state = "draft" if submission is None or submission.decision == "withdrawn" else submission.decision or "waiting"
    if version and submission and submission.version_id != version.key:
        state = "draft"
    return Listed(row, next((line for line in words.splitlines() if line.strip()), row.idea), state)
