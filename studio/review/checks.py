"""All checks of a post in one place: law and platform conduct, the persona's voice, the channel's limits, the brief, and who else tells the same story."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, and_, col, func, or_, select

from studio.brands.account import ChannelAccount
from studio.brands.brand import current
from studio.channels.channel import Kept
from studio.channels.registry import open_channel
from studio.content.similarity import similarity
from studio.errors import Problem, Words
from studio.files import Files
from studio.library.kinds import ChannelKind
from studio.library.library import Library
from studio.personas import voice
from studio.posts.message import channel_account, message_of
from studio.posts.placement import Placement, placements
from studio.posts.post import Post, PostVersion
from studio.posts.variant import Variant
from studio.review import compliance
from studio.review.compliance import ComplianceContext, evidence_of
from studio.rules.finding import Finding, Weight
from studio.rules.lookup import lookup
from studio.rules.records import all_rules

TOO_LIKE = 0.6  # n-gram similarity above which two copies tell the same story
HOUSE = "house rule"


def findings(
    session: Session, post: Post, version: PostVersion, library: Library, *, files: Files, now: datetime
) -> dict[str, list[Finding]]:
    """What the checks notice, per channel of the version; the brief and the matrix speak under every channel."""
    going = {row.channel: row for row in placements(session, post)}
    found: dict[str, list[Finding]] = {}
    for kind, variant in version.body.items():
        noticed = [
            *_words(session, post, variant, library, promotional=version.promotional, now=now),
            *_brief(post, library),
            *_pictures(variant, library),
        ]
        if row := going.get(kind.value):
            noticed += _limits(session, row, variant, files=files, promotional=version.promotional, now=now)
            noticed += _same_story(session, post, variant, row)
        found[kind.value] = noticed
    return found


def _words(session: Session, post: Post, variant: Variant, library: Library, *, promotional: bool, now: datetime) -> Iterator[Finding]:
    product = library.products.get(post.product or "")
    pillar = library.pillars.get(post.pillar)
    context = ComplianceContext(
        category=product.category if product else "", lane=product.lane if product else None, promotional=promotional,
        informational=bool(pillar and pillar.mix == "know_how"), has_link=variant.link is not None or variant.mini_program is not None,
        evidence=evidence_of(product) if product else (), names=(product.name,) if product else (),
        links=tuple(url for url in (variant.link.url if variant.link else "", variant.source_url) if url),
        allowed_hosts=tuple(current(session).allowed_link_hosts), on=now.date(),
    )  # fmt: skip
    persona = library.personas.get(post.persona)
    for field in ("title", "summary", "text"):
        words = getattr(variant, field)
        yield from compliance.check(words, field=field, context=context) if words else ()
        if persona and words and field != "summary":
            yield from voice.check(words, persona, channel=variant.channel, field=field, on=now.date())


def _brief(post: Post, library: Library) -> Iterator[Finding]:
    pillar = library.pillars.get(post.pillar)
    if pillar is None or not pillar.needs_brief:
        return
    if (post.brief or "") in library.briefs or (post.product and library.brief_for(post.product)):
        return
    yield Finding(
        "content.brief", Weight.BLOCK, Words(f"「{pillar.name}」要先有创意简报", f"a {pillar.slug} post needs a brief first"), field="brief", source=HOUSE,
        proposal=Words("在 创作 里点「写创意简报」", "press “Write the brief” under Write"),
    )  # fmt: skip


def _pictures(variant: Variant, library: Library) -> Iterator[Finding]:
    used = {digest for picture in variant.all_pictures for digest in picture.origins}
    for name, digest in library.pictures.items():
        licence = library.photos.get(name)
        if digest in used and licence and licence.ai_made and "AI" not in variant.words:
            yield Finding(
                "ai.label",
                Weight.NEEDS_EVIDENCE,
                Words(f"{name} 是 AI 生成的，要标明", f"{name} is AI-made and has to say so"),
                field="pictures",
                source="标识办法 2025-09-01",
            )


def _limits(session: Session, row: Placement, variant: Variant, *, files: Files, promotional: bool, now: datetime) -> list[Finding]:
    account = session.get(ChannelAccount, row.account_id)
    if account is None:
        return []
    message = message_of(variant, row, files=files, marker="limits", promotional=promotional)
    channel = open_channel(channel_account(account, None), _NoDrawer())
    return [_as_finding(each) for each in channel.limits(message, on=now)]


def _same_story(session: Session, post: Post, variant: Variant, row: Placement) -> Iterator[Finding]:
    """Two personas with one story on one day, or the same copy to the same account within the rule's days."""
    days, day = timedelta(days=float(lookup("reuse.days", row.due_at.date()).value)), timedelta(hours=24)
    for other, version, place in _neighbours(session, post, row, days=days, day=day):
        said = version.body.get(ChannelKind(place.channel))
        same_account = place.account_id == row.account_id
        if said is None or not (same_account or other.persona != post.persona) or similarity(variant.text, said.text) < TOO_LIKE:
            continue
        what = Words(f"和「{other.idea}」几乎一样", f"nearly the same as “{other.idea}”")
        rule = "content.reuse" if same_account else "persona.matrix"
        yield Finding(rule, Weight.WARN, what, source=HOUSE, proposal=Words("换一个说法，或隔久一点再发", "say it differently, or later"))


def _neighbours(
    session: Session, post: Post, row: Placement, *, days: timedelta, day: timedelta
) -> Iterator[tuple[Post, PostVersion, Placement]]:
    """Other posts, in their newest version, on the same account within `days` or anywhere within a `day`."""
    newest = select(PostVersion.post_id, func.max(PostVersion.number).label("number")).group_by(col(PostVersion.post_id)).subquery()
    query = (
        select(Post, PostVersion, Placement)
        .join(PostVersion, col(PostVersion.post_id) == col(Post.id))
        .join(newest, and_(newest.c.post_id == PostVersion.post_id, newest.c.number == PostVersion.number))
        .join(Placement, col(Placement.post_id) == col(Post.id))
        .where(Post.id != post.key, col(Placement.cancelled_at).is_(None))
        .where(
            or_(
                and_(Placement.account_id == row.account_id, Placement.due_at > row.due_at - days, Placement.due_at < row.due_at + days),
                and_(Placement.due_at > row.due_at - day, Placement.due_at < row.due_at + day),
            )
        )
    )
    yield from session.exec(query).all()


def _as_finding(problem: Problem) -> Finding:
    return Finding(
        problem.rule or "channel.limit",
        Weight.WARN if _recommended(problem.rule) else Weight.BLOCK,
        problem.what,
        field=problem.field or "text",
        proposal=problem.mend if problem.mend.zh else None,
    )


def _recommended(rule: str) -> bool:
    """Whether the platform recommends it and refuses nobody."""
    return not all(each.binding for each in all_rules().get(rule, ()))


def blocking(found: dict[str, list[Finding]]) -> Sequence[Finding]:
    return [finding for noticed in found.values() for finding in noticed if finding.weight is Weight.BLOCK]


class _NoDrawer:
    """Limits are asked without the network: nothing is kept."""

    def take(self, name: str) -> Kept | None:
        return None

    def keep(self, name: str, value: str, *, until: datetime | None) -> None:
        pass

    def drop(self, name: str) -> None:
        pass
