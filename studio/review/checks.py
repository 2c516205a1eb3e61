"""All checks of a post in one place: law and platform conduct, the persona's voice, the channel's limits, the brief, and who else tells the same story."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session, and_, col, func, or_, select

from studio.assets.asset import not_usable, out_of_use
from studio.assets.named import named_pictures
from studio.brands.account import ChannelAccount
from studio.brands.brand import current
from studio.channels.channel import Kept
from studio.channels.registry import open_channel
from studio.content.article import render
from studio.content.similarity import similarity
from studio.errors import Problem, StudioError, Words, problem
from studio.files import Files
from studio.library.kinds import ChannelKind
from studio.library.library import Library
from studio.personas import voice
from studio.posts.destination import against
from studio.posts.message import channel_account, message_of
from studio.posts.placement import Placement, placements
from studio.posts.post import Post, PostVersion
from studio.posts.promotional import read
from studio.posts.variant import Variant
from studio.review import compliance
from studio.review.advert_question import open_question
from studio.review.compliance import ComplianceContext, evidence_of
from studio.review.rows import Approval
from studio.rules.finding import Finding, Weight
from studio.rules.lookup import lookup
from studio.rules.records import all_rules

TOO_LIKE = 0.6  # n-gram similarity above which two copies tell the same story
HOUSE = "house rule"


def findings(
    session: Session, post: Post, version: PostVersion, library: Library, *, files: Files, now: datetime, asked: Collection[int] = ()
) -> dict[str, list[Finding]]:
    """What the checks notice, per channel of the version and of its destinations; the brief and the matrix speak under every channel.

    The desk shows it while one types, handing in and approving ask it again: nobody brings findings along. `asked` are placements that are
    decided about now, and so are asked everything even if their time went by after an approval.
    """
    going: dict[str, list[Placement]] = {}
    for row in _ahead(session, post, now=now, asked=asked):
        going.setdefault(row.channel, []).append(row)
    found: dict[str, list[Finding]] = {}
    for kind, variant in version.body.items():
        noticed = [
            *_words(session, post, variant, library, promotional=version.promotional, now=now),
            *_brief(post, library),
            *open_question(session, post, version, library),
            *_pictures(variant, library),
            *_out_of_use(session, variant, on=_last_day(session, going.get(kind.value, ()), now=now)),
            *_dropped(session, variant, library, now=now),
        ]
        for row in going.get(kind.value, ()):
            noticed += _going_there(session, post, version, row, variant, files=files, now=now)
        found[kind.value] = noticed
    for channel in going.keys() - found.keys():
        found[channel] = [_not_written(row) for row in going[channel]]
    return found


def _ahead(session: Session, post: Post, *, now: datetime, asked: Collection[int]) -> list[Placement]:
    """The destinations that are still to come. One that was approved and whose time went by is told already, as long as another lies ahead."""
    rows = placements(session, post)
    if all(row.due_at <= now for row in rows):
        return rows
    past = {row.key for row in rows if row.due_at <= now} - set(asked)
    told = set(
        session.exec(select(Approval.placement_id).where(col(Approval.placement_id).in_(past), col(Approval.withdrawn_at).is_(None)))
    )
    return [row for row in rows if row.key not in told]


def _going_there(
    session: Session, post: Post, version: PostVersion, row: Placement, variant: Variant, *, files: Files, now: datetime
) -> Iterator[Finding]:
    """About one destination; what two of the questions know is said once."""
    account = session.get(ChannelAccount, row.account_id)
    if account is None:
        return
    rules = against(session, post, account, promotional=version.promotional, wording=version.digest, at=now, due_at=row.due_at)
    said = [*rules, *_limits(account, row, variant, files=files, promotional=version.promotional, now=now)]
    for each in {said_once.what: said_once for said_once in said}.values():
        yield replace(_as_finding(each), destination=row.key)
    for finding in _same_story(session, post, variant, row):
        yield replace(finding, destination=row.key)


def _not_written(row: Placement) -> Finding:
    return Finding(
        "destination.no_variant", Weight.BLOCK, Words("这个去处的渠道还没有写内容", "nothing is written for this destination's channel"), field="variants", source=HOUSE,
        proposal=Words("在 创作 里写好这个渠道的版本，或去掉这个去处", "write this channel's variant, or take the destination out"), destination=row.key,
    )  # fmt: skip


def _last_day(session: Session, going: Sequence[Placement], *, now: datetime) -> date:
    """The brand's day on which the last of these goes out: until then a picture's licence has to hold."""
    return max([now, *(row.due_at for row in going)]).astimezone(current(session).zone_info).date()


def _out_of_use(session: Session, variant: Variant, *, on: date) -> Iterator[Finding]:
    """Pictures that were taken down, or whose licence is over by then."""
    for asset in out_of_use(session, {digest for picture in variant.all_pictures for digest in picture.origins}, on=on):
        yield _as_finding(not_usable(asset))


def _dropped(session: Session, variant: Variant, library: Library, *, now: datetime) -> Sequence[Finding]:
    """What WeChat will drop of an article, before it does."""
    if variant.channel is not ChannelKind.OFFICIAL_ACCOUNT or not variant.text or not library.themes:
        return ()
    theme = variant.theme if variant.theme in library.themes else next(iter(library.themes))
    on = now.astimezone(current(session).zone_info).date()
    named = named_pictures(session, library, on=on)
    return render(
        variant.text, library.theme(theme), picture=lambda name: f"file:{found.digest}" if (found := named.get(name)) else None, on=on
    ).losses


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
    for field, words in read(variant):
        yield from compliance.check(words, field=field, context=context)
        if persona and field in ("title", "text"):
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


def _limits(account: ChannelAccount, row: Placement, variant: Variant, *, files: Files, promotional: bool, now: datetime) -> list[Problem]:
    """A picture that is missing or was altered is something to mend as well, and no reason to show no page at all."""
    try:
        message = message_of(variant, row, files=files, marker="limits", promotional=promotional)
    except StudioError as error:
        return list(error.problems)
    return list(open_channel(channel_account(account, None), _NoDrawer()).limits(message, on=now))


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


def blocking(found: Mapping[str, Sequence[Finding]]) -> list[Finding]:
    return [finding for noticed in found.values() for finding in noticed if finding.weight is Weight.BLOCK]


def as_problem(finding: Finding, *, where: str) -> Problem:
    """A blocking finding as an error with its rule, place and proposal."""
    mend = (finding.proposal.zh, finding.proposal.en) if finding.proposal else ("改写这一处", "rewrite it")
    hit = f"「{finding.hit}」" if finding.hit else ""
    return problem(
        f"{hit}{finding.what.zh}",
        f"{finding.hit} {finding.what.en}".strip(),
        where=where,
        field=finding.field,
        rule=finding.rule,
        mend=mend,
    )


class _NoDrawer:
    """Limits are asked without the network: nothing is kept."""

    def take(self, name: str) -> Kept | None:
        return None

    def keep(self, name: str, value: str, *, until: datetime | None) -> None:
        pass

    def drop(self, name: str) -> None:
        pass
