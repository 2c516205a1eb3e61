"""Proposing a plan for the session's brand: gather what stands, ask the planner."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from studio.brands.account import ChannelAccount, accounts, is_shared
from studio.brands.brand import current
from studio.calendars.festival import on
from studio.calendars.plan import Grounds, Past, Plan, plan
from studio.calendars.slot import Slot
from studio.library.kinds import ChannelKind
from studio.library.library import Library
from studio.personas.stage import stage_of
from studio.posts.placement import Placement
from studio.posts.post import Post, PostVersion

MEMORY = timedelta(days=28)  # how far back shares of pillars are counted


def propose(session: Session, library: Library, *, first: date, days: int, now: datetime) -> Plan:
    """A plan for `days` days from `first` in the brand's zone; what is already placed stays and counts."""
    return plan(library, grounds(session, library, first=first, days=days, now=now), first=first, days=days, not_before=now)


def grounds(session: Session, library: Library, *, first: date, days: int, now: datetime) -> Grounds:
    """What the planner has to know of the brand at this moment."""
    last = first + timedelta(days=days)
    marked = on(library.festivals.values(), first, last)
    return Grounds(
        stages={slug: stage_of(session, slug, now) for slug in library.personas},
        channels={row.slug: ChannelKind(row.channel) for row in accounts(session)},
        zone=current(session).zone_info,
        no_promotion={each.day: each.festival.name for each in marked if each.festival.no_promotion},
        festivals={each.day: each.festival.slug for each in reversed(marked) if not each.festival.no_promotion},  # the first of a day wins
        past=past(session, now=now),
        owners={row.slug: row.persona for row in accounts(session) if not is_shared(row)},
    )


def past(session: Session, *, now: datetime) -> Past:
    """What was planned and placed before, as the planner counts it."""
    pillars = session.exec(
        select(Slot.persona, Slot.pillar, func.count(col(Slot.id)))
        .where(Slot.planned_for > now - MEMORY)
        .group_by(Slot.persona, Slot.pillar)
    )
    templates = session.exec(select(Slot.persona, Slot.template, func.count(col(Slot.id))).group_by(Slot.persona, Slot.template))
    products = session.exec(
        select(Slot.persona, Slot.product, func.max(Slot.planned_for))
        .where(col(Slot.product).is_not(None))
        .group_by(Slot.persona, col(Slot.product))
    )
    adverts = (
        select(ChannelAccount.slug, func.max(Placement.due_at))
        .join(Placement, col(Placement.account_id) == col(ChannelAccount.id))
        .join(Post, col(Post.id) == col(Placement.post_id))
        .join(PostVersion, col(PostVersion.post_id) == col(Post.id))
        .where(col(PostVersion.promotional).is_(True), col(Placement.cancelled_at).is_(None))
        .group_by(ChannelAccount.slug)
    )
    taken = (
        select(ChannelAccount.slug, Slot.planned_for)
        .join(Placement, col(Placement.account_id) == col(ChannelAccount.id))
        .join(Slot, col(Slot.placement_id) == col(Placement.id))
    )
    placed = (
        select(ChannelAccount.slug, Placement.due_at)
        .join(Placement, col(Placement.account_id) == col(ChannelAccount.id))
        .where(col(Placement.cancelled_at).is_(None), Placement.due_at > now - MEMORY)
    )
    return Past(
        pillars={(persona, pillar): count for persona, pillar, count in pillars},
        templates={(persona, template): count for persona, template, count in templates},
        products={(persona, product): moment for persona, product, moment in products if product and moment},
        adverts=dict(session.exec(adverts).all()),
        taken=frozenset(session.exec(taken.where(col(Placement.cancelled_at).is_(None))).all()),
        placed=tuple(session.exec(placed)),
    )
