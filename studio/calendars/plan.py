"""The plan: a pillar, a template and a product for every slot of the cadences, with the reasons for each choice.

A simple planner, pure: it takes what stands and gives what it proposes. Hard rules first (warm-up, quiet hours, sensitive days, quotas, one advert
a day per account), then the largest gap to the target shares decides, and what was used longest ago comes first.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from studio.errors import Words
from studio.library.kinds import Campaign, ChannelKind, CopyTemplate, Direction, Lane, Phase, Pillar, Product, Stage, WeeklySlot
from studio.library.library import Library
from studio.posts.timing import quiet

PER_DAY = {ChannelKind.OFFICIAL_ACCOUNT: 1, ChannelKind.COMMUNITY: 1, ChannelKind.MOMENTS: 4, ChannelKind.HANDOFF: 4}
AD_GAP = timedelta(hours=20)  # between two adverts on one account
FESTIVAL = "festival"  # the pillar that speaks of a day
PRODUCT_REST = timedelta(days=3)  # before the same product comes again


@dataclass(frozen=True)
class Past:
    """What came before the plan, so that it goes on where the last one ended."""

    pillars: Mapping[tuple[str, str], int] = field(default_factory=dict)  # (persona, pillar) → posts in the last weeks
    templates: Mapping[tuple[str, str], int] = field(default_factory=dict)  # (persona, template) → times used ever
    products: Mapping[tuple[str, str], datetime] = field(default_factory=dict)  # (persona, product) → last time
    adverts: Mapping[str, datetime] = field(default_factory=dict)  # account → last advert
    taken: frozenset[tuple[str, datetime]] = frozenset()  # (account, due time) already filled
    placed: tuple[tuple[str, datetime], ...] = ()  # (account, due time) of everything that stands, planned or made by hand


@dataclass(frozen=True)
class Grounds:
    """What the planner knows besides the library."""

    stages: Mapping[str, Stage]
    channels: Mapping[str, ChannelKind]  # account slug → channel
    zone: ZoneInfo
    no_promotion: Mapping[date, str]  # sensitive days → name
    festivals: Mapping[date, str]  # day → festival slug, for copy
    past: Past = Past()
    owners: Mapping[str, str | None] = field(
        default_factory=dict
    )  # account slug → its persona; one that is not here is shared, and takes all


@dataclass(frozen=True)
class PlannedSlot:
    """One proposed slot; `use` is how often the persona used this template before."""

    persona: str
    account: str
    channel: ChannelKind
    due_at: datetime
    pillar: str
    template: str
    use: int
    product: str | None
    campaign: str | None
    phase: Phase | None
    festival: str | None
    promotional: bool
    reasons: tuple[Words, ...]


@dataclass(frozen=True)
class LeftOut:
    """A slot of the cadence that stays empty, and why."""

    persona: str
    account: str
    due_at: datetime
    why: Words


@dataclass(frozen=True)
class Plan:
    slots: tuple[PlannedSlot, ...]
    left_out: tuple[LeftOut, ...]


def plan(library: Library, grounds: Grounds, *, first: date, days: int, not_before: datetime) -> Plan:
    """Propose a post for every free slot of `days` days from `first`, none before `not_before`."""
    table = _Table(library, grounds)
    for persona, weekly, due_at in _cadence_slots(library, grounds.zone, first, days):
        if due_at >= not_before and (weekly.account, due_at) not in grounds.past.taken:
            table.fill(persona, weekly, due_at)
    return Plan(tuple(table.slots), tuple(table.left_out))


def _cadence_slots(library: Library, zone: ZoneInfo, first: date, days: int) -> Iterator[tuple[str, WeeklySlot, datetime]]:
    found = []
    for cadence in library.cadences.values():
        for weekly in cadence.slots:
            for day in (first + timedelta(days=n) for n in range(days)):
                if any(weekday.number == day.weekday() for weekday in weekly.days):
                    due_at = datetime.combine(day, weekly.at, tzinfo=zone).astimezone(UTC)
                    found.append((due_at, cadence.persona, weekly.account, weekly))
    for due_at, persona, _, weekly in sorted(found, key=lambda slot: slot[:3]):
        yield persona, weekly, due_at


class _Table:
    """The plan as it grows: what is chosen counts for what comes after."""

    def __init__(self, library: Library, grounds: Grounds) -> None:
        self.library, self.grounds = library, grounds
        self.slots: list[PlannedSlot] = []
        self.left_out: list[LeftOut] = []
        self._pillars = Counter(grounds.past.pillars)
        self._templates = Counter(grounds.past.templates)
        self._products = dict(grounds.past.products)
        self._adverts = dict(grounds.past.adverts)
        self._per_day = Counter((account, due_at.astimezone(grounds.zone).date()) for account, due_at in grounds.past.placed)
        self._last_pillar: dict[str, str] = {}

    def fill(self, persona: str, weekly: WeeklySlot, due_at: datetime) -> None:
        local = due_at.astimezone(self.grounds.zone)
        channel = self.grounds.channels.get(weekly.account)
        if channel is None:
            return self._leave(
                persona, weekly, due_at, Words(f"账号 {weekly.account} 还没有建", f"account {weekly.account} does not exist yet")
            )
        if self.grounds.owners.get(weekly.account, persona) != persona:
            whose = Words(f"账号 {weekly.account} 不是这个人设的", f"account {weekly.account} is not this persona's")
            return self._leave(persona, weekly, due_at, whose)
        if channel is not ChannelKind.HANDOFF and quiet(local):
            return self._leave(persona, weekly, due_at, Words(f"{local:%H:%M} 在安静时段", f"{local:%H:%M} is in the quiet hours"))
        if self._per_day[weekly.account, local.date()] >= PER_DAY[channel]:
            return self._leave(persona, weekly, due_at, Words("当天这个账号的额度已排满", "the account's day is full"))
        choice = self._best(persona, weekly, channel, due_at)
        if isinstance(choice, Words):
            return self._leave(persona, weekly, due_at, choice)
        self._take(choice)
        return None

    def _best(self, persona: str, weekly: WeeklySlot, channel: ChannelKind, due_at: datetime) -> PlannedSlot | Words:
        refused: list[str] = []
        scored = []
        for order, slug in enumerate(weekly.pillars):
            found = self._candidate(persona, weekly.account, channel, due_at, self.library.pillar(slug))
            if isinstance(found, str):
                refused.append(found)
            else:
                scored.append((self._gap(persona, slug) - (8 if self._last_pillar.get(persona) == slug else 0) - order, found))
        if not scored:
            reasons = "；".join(dict.fromkeys(refused))
            return Words(f"没有合适的内容支柱：{reasons}", f"no pillar fits: {'; '.join(dict.fromkeys(refused))}")
        return max(scored, key=lambda pair: pair[0])[1]

    def _candidate(self, persona: str, account: str, channel: ChannelKind, due_at: datetime, pillar: Pillar) -> PlannedSlot | str:
        day = due_at.astimezone(self.grounds.zone).date()
        templates = self.library.templates_for(pillar=pillar.slug, channel=channel, persona=persona)
        if not templates:
            return f"「{pillar.name}」没有这个渠道的模板"
        if pillar.promotional and (no := self._no_advert(persona, account, due_at, day)):
            return f"「{pillar.name}」{no}"
        if pillar.slug == FESTIVAL and day not in self.grounds.festivals:
            return f"「{pillar.name}」这天没有节点"
        template = min(templates, key=lambda each: self._templates[persona, each.slug])
        campaign, phase = self._campaign(persona, day)
        product = self._product(persona, template, campaign, due_at)
        if template.needs_product and product is None:
            return f"「{pillar.name}」没有轮到的商品"
        festival = self.grounds.festivals.get(day)
        return PlannedSlot(
            persona, account, channel, due_at, pillar.slug, template.slug, self._templates[persona, template.slug], product.slug if product else None,
            campaign.slug if campaign and pillar.promotional else None, phase if pillar.promotional else None, festival, pillar.promotional,
            tuple(self._reasons(persona, pillar, template, product, phase if pillar.promotional else None)),
        )  # fmt: skip

    def _no_advert(self, persona: str, account: str, due_at: datetime, day: date) -> str:
        if self.grounds.stages.get(persona) is not Stage.SELLING:
            return "在养成期不发"
        if day in self.grounds.no_promotion:
            return f"遇到{self.grounds.no_promotion[day]}，不做推广"
        last = self._adverts.get(account)
        return "离上一条推广太近" if last and due_at - last < AD_GAP else ""

    def _gap(self, persona: str, pillar: str) -> float:
        """Percent points by which the pillar is behind its target share for the persona's stage."""
        stage = self.grounds.stages.get(persona, Stage.WARMING)
        target = self.library.pillar(pillar).share.get(stage, 0.0)
        total = sum(count for (who, _), count in self._pillars.items() if who == persona)
        return target - (100 * self._pillars[persona, pillar] / total if total else 0.0)

    def _campaign(self, persona: str, day: date) -> tuple[Campaign | None, Phase | None]:
        for campaign in self.library.campaigns.values():
            if campaign.personas and persona not in campaign.personas:
                continue
            for window in campaign.phases:
                if window.starts <= day <= window.ends and window.phase is not Phase.REVIEW:
                    return campaign, window.phase
        return None, None

    def _product(self, persona: str, template: CopyTemplate, campaign: Campaign | None, due_at: datetime) -> Product | None:
        if not template.needs_product:
            return None
        day = due_at.astimezone(self.grounds.zone).date()
        free = [
            each
            for each in self.library.products.values()
            if (not template.lanes or each.lane in template.lanes) and _on_offer(each, day) and self._rested(persona, each.slug, due_at)
        ]
        named = [each for each in free if campaign and each.slug in campaign.products]
        wanted = named if campaign and template.direction is Direction.ACTIVITY else named or free  # an offer speaks of what is in it
        never = datetime.min.replace(tzinfo=UTC)
        return min(wanted, key=lambda each: self._products.get((persona, each.slug), never), default=None)

    def _rested(self, persona: str, product: str, due_at: datetime) -> bool:
        last = self._products.get((persona, product))
        return last is None or due_at - last >= PRODUCT_REST

    def _reasons(
        self, persona: str, pillar: Pillar, template: CopyTemplate, product: Product | None, phase: Phase | None
    ) -> Iterator[Words]:
        gap = self._gap(persona, pillar.slug)
        share = pillar.share.get(self.grounds.stages.get(persona, Stage.WARMING), 0.0)
        if gap > 0:
            yield Words(
                f"「{pillar.name}」目标 {share:.0f}%，还差 {gap:.0f} 个百分点",
                f"{pillar.slug}: target {share:.0f}%, {gap:.0f} points short",
            )
        else:
            yield Words(f"「{pillar.name}」在这个档期允许的支柱里最合适", f"{pillar.slug} fits this slot best")
        yield Words(f"模板「{template.name}」用得最少", f"template {template.slug} was used least")
        if product:
            yield Words(f"商品「{product.name}」最久没有出现", f"{product.slug} has rested longest")
        if phase:
            yield Words(f"活动正在「{PHASE_WORDS[phase].zh}」", f"the campaign is in its {PHASE_WORDS[phase].en}")

    def _take(self, slot: PlannedSlot) -> None:
        self.slots.append(slot)
        self._pillars[slot.persona, slot.pillar] += 1
        self._templates[slot.persona, slot.template] += 1
        self._per_day[slot.account, slot.due_at.astimezone(self.grounds.zone).date()] += 1
        self._last_pillar[slot.persona] = slot.pillar
        if slot.product:
            self._products[slot.persona, slot.product] = slot.due_at
        if slot.promotional:
            self._adverts[slot.account] = slot.due_at

    def _leave(self, persona: str, weekly: WeeklySlot, due_at: datetime, why: Words) -> None:
        self.left_out.append(LeftOut(persona, weekly.account, due_at, why))


PHASE_WORDS = {
    Phase.BUILD_UP: Words("蓄水", "build-up"), Phase.WARM_UP: Words("预热", "warm-up"), Phase.PEAK: Words("爆发", "peak"),
    Phase.ENCORE: Words("返场", "encore"), Phase.REVIEW: Words("复盘", "review"),
}  # fmt: skip


def _on_offer(product: Product, day: date) -> bool:
    """Whether the product's own evidence lets it be shown on this day: launched, in season, offer not over."""
    proof = product.evidence
    match product.lane:
        case Lane.NEW:
            return proof.launch_on is None or day >= proof.launch_on
        case Lane.TRAFFIC:
            return proof.ends_on is None or day <= proof.ends_on
        case Lane.POTENTIAL:
            return not (proof.season_from and proof.season_to) or proof.season_from <= day <= proof.season_to
        case _:
            return True
