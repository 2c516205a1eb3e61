"""Filling the slots of a plan: copy from its template, one picture where one is needed, a post with its version, and its place in the calendar."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from studio.assets.asset import Rights, keep_rendered
from studio.assets.named import NamedPictures, named_pictures, workspace_pictures
from studio.assets.render import Rendered
from studio.brands.account import account
from studio.brands.brand import current
from studio.calendars.illustrate import COVER, illustrate
from studio.calendars.plan import PlannedSlot
from studio.calendars.slot import Slot
from studio.clock import BEIJING
from studio.content.article.render import render as render_article
from studio.content.article.summary import MOST, summary_of_article
from studio.content.copy_template import Copy, CopyValues, fill
from studio.excerpt import cut
from studio.files import Files
from studio.library.kinds import ChannelKind
from studio.library.library import Library
from studio.people.person import Person, require
from studio.posts.pictures import body_pictures
from studio.posts.placement import Placement, place
from studio.posts.post import WRITERS, start, write
from studio.posts.variant import PictureRef, Variant

THEME = "paper"
Told = Callable[[int, int, PlannedSlot], None]  # done, of, slot: for a progress bar


def fill_one_by_one(
    opens: Callable[[], AbstractContextManager[Session]], library: Library, slots: Sequence[PlannedSlot], *, files: Files, by: Person, at: datetime,
    told: Told | None = None,
) -> list[Slot]:  # fmt: skip
    """Accept these slots in an act each: drawing takes a while, and neither the publisher nor the screens wait for all of it."""
    with opens() as session:
        require(session, by, *WRITERS)
    filled: list[Slot] = []
    for number, slot in enumerate(slots, start=1):
        with opens() as session:
            filled += fill_slots(session, library, (slot,), files=files, by=by, at=at)
        if told:
            told(number, len(slots), slot)
    return filled


def fill_slots(session: Session, library: Library, slots: Sequence[PlannedSlot], *, files: Files, by: Person, at: datetime) -> list[Slot]:
    """Every slot becomes a written post with a placement, ready to be handed in; one that somebody filled meanwhile is left as it is."""
    require(session, by, *WRITERS)
    free = [slot for slot in slots if not _taken(session, slot)]
    return [fill_slot(session, library, slot, files=files, by=by, at=at) for slot in free]


def _taken(session: Session, slot: PlannedSlot) -> bool:
    """Whether this slot of the cadence was accepted before, from another proposal."""
    query = select(Slot.id).join(Placement, col(Placement.id) == col(Slot.placement_id))
    query = query.where(Slot.account == slot.account, Slot.planned_for == slot.due_at, col(Placement.cancelled_at).is_(None))
    return session.exec(query).first() is not None


def fill_slot(session: Session, library: Library, slot: PlannedSlot, *, files: Files, by: Person, at: datetime) -> Slot:
    """Write the post of a slot: its words, its picture, its placement."""
    require(session, by, *WRITERS)
    where = account(session, slot.account)
    copy = copy_for(session, library, slot)
    named = named_pictures(session, library, on=at.astimezone(BEIJING).date())
    drawn = illustrate(library, slot, copy, files=files, named=named) if wants_picture(library, slot) else None
    if drawn is not None:
        _keep_in_library(session, library, slot, copy, drawn, files=files, by=by, at=at)
    variant = variant_for(library, slot, copy, drawn, files=files, named=named)
    post = start(
        session, _idea(copy, variant), persona=slot.persona, pillar=slot.pillar, product=slot.product, campaign=slot.campaign, by=by, at=at,
        brief=_brief(library, slot),
    )  # fmt: skip
    write(
        session,
        post,
        {slot.channel: variant},
        pillar=library.pillar(slot.pillar),
        by=by,
        at=at,
        made_with=_made_with(library, slot),
        note="模板生成",
        files=files,
    )
    placement = place(session, post, where, due_at=slot.due_at, by=by, at=at)
    row = Slot(
        placement_id=placement.key, post_id=post.key, persona=slot.persona, account=slot.account, pillar=slot.pillar, template=slot.template,
        product=slot.product, campaign=slot.campaign, phase=slot.phase.value if slot.phase else None, festival=slot.festival,
        planned_for=slot.due_at, reasons=[{"zh": why.zh, "en": why.en} for why in slot.reasons], planned_by=by.handle,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def copy_for(session: Session, library: Library, slot: PlannedSlot) -> Copy:
    """The words of a slot: the same slot gives the same words."""
    local = slot.due_at.astimezone(current(session).zone_info)
    campaign = library.campaigns.get(slot.campaign or "")
    values = CopyValues(
        persona=library.persona(slot.persona), brand=library.brand, date=local.date(), product=library.products.get(slot.product or ""),
        offer=campaign.offer if campaign else "", festival=library.festivals.get(slot.festival or ""), use=slot.use,
    )  # fmt: skip
    return fill(library.template(slot.template), values)


def wants_picture(library: Library, slot: PlannedSlot) -> bool:
    """An article needs a cover; other posts a picture where their template names a layout."""
    return slot.channel is ChannelKind.OFFICIAL_ACCOUNT or bool(library.template(slot.template).picture)


def variant_for(
    library: Library, slot: PlannedSlot, copy: Copy, drawn: Rendered | None, *, files: Files, named: NamedPictures | None = None
) -> Variant:
    """The channel's variant with its picture: an article with cover, or a text with or without a picture."""
    picture = _kept(drawn, files, alt=copy.headline or copy.title) if drawn else None
    if slot.channel is ChannelKind.OFFICIAL_ACCOUNT:
        return article(
            library, slot.channel, copy.title, copy.text, author=library.persona(slot.persona).name, cover=picture, files=files, at=slot.due_at,
            named=named,
        )  # fmt: skip
    return Variant(channel=slot.channel, title=copy.title, text=copy.text, pictures=(picture,) if picture else ())


def _keep_in_library(
    session: Session, library: Library, slot: PlannedSlot, copy: Copy, drawn: Rendered, *, files: Files, by: Person, at: datetime
) -> None:
    """A drawn picture is a picture of the brand: it can be found again, and taken down."""
    template = library.template(slot.template)
    rights = Rights(source="工作室按版式绘制", author=library.brand.name, licence="Own-Work")
    made_from = {"template": template.slug, "layout": template.picture or COVER}
    keep_rendered(
        session, files, drawn, name=f"{template.slug}-{drawn.digest[:8]}.jpg", rights=rights, made_from=made_from, by=by, at=at,
        shows=copy.headline or copy.title,
    )  # fmt: skip


def article(
    library: Library,
    channel: ChannelKind,
    title: str,
    markdown: str,
    *,
    author: str,
    cover: PictureRef | None,
    files: Files,
    at: datetime,
    theme: str = THEME,
    named: NamedPictures | None = None,
) -> Variant:
    """An article's variant: the Markdown, and the HTML that WeChat keeps, with fitting copies of the pictures that it names (`named`: where they are looked for)."""
    find, copies = body_pictures(named or workspace_pictures(library, on=at.astimezone(BEIJING).date()), files=files, at=at)
    drawn = render_article(markdown, library.theme(theme), picture=find)
    return Variant(
        channel=channel, title=title, author=author, summary=summary_of(markdown), text=markdown, html=drawn.html, theme=theme, cover=cover,
        pictures=tuple(copies[name] for name in drawn.pictures),
    )  # fmt: skip


def summary_of(markdown: str, most: int = MOST) -> str:
    """The first paragraph as readers see it, cut where WeChat would cut it."""
    return summary_of_article(markdown, most)


def _kept(drawn: Rendered, files: Files, *, alt: str) -> PictureRef:
    return PictureRef(
        digest=files.put(drawn.content), media_type=drawn.media_type, width=drawn.width, height=drawn.height, alt=alt, of=drawn.photos
    )


def _idea(copy: Copy, variant: Variant) -> str:
    return cut(copy.title or copy.headline or next(iter(variant.text.strip().splitlines()), ""), 60)


def _brief(library: Library, slot: PlannedSlot) -> str | None:
    brief = library.brief_for(slot.product) if slot.product else None
    return brief.slug if brief else None


def _made_with(library: Library, slot: PlannedSlot) -> dict[str, Any]:
    """Which documents, in which version, this post was made with."""
    named = (("template", slot.template), ("persona", slot.persona), ("pillar", slot.pillar), ("product", slot.product or ""))
    return {kind: str(origin) for kind, slug in named if (origin := library.origin(kind, slug))}
