"""The platforms' ledger held against the deliveries: what went out twice, what got lost, what nobody had approved, what is told wrongly."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from studio.brands.account import ChannelAccount
from studio.library.kinds import ChannelKind
from studio.posts.placement import Placement
from studio.posts.post import PostVersion
from studio.posts.wording import variant_for
from studio.publishing.delivery import Attempt, Delivery, State
from studio.review.approval import Approval

EFFECTS = ("article_published", "mass_sent", "group_message_created", "moment_created")
IDS = ("publish_id", "article_id", "msg_id", "msgid", "jobid", "moment_id")  # what the platforms call it
Words = tuple[str, str]  # the platform's id of the account, and the words that only this delivery has


@dataclass(frozen=True)
class Effect:
    """One thing that a platform did. `part` is the member who has to confirm, where a delivery makes one task for each."""

    words: Words
    part: str
    ids: frozenset[str]
    at: datetime


@dataclass(frozen=True)
class Sending:
    """One delivery with everything that is asked about it; `changed_at`: a newer version than the approved one was written; `ids`: what it knows to be its own."""

    row: Delivery
    words: Words
    approval: Approval
    approved_by_author: bool
    changed_at: datetime | None
    ids: frozenset[str]

    def stood(self, at: datetime) -> bool:
        """Whether its approval stood at that moment."""
        ends = [moment for moment in (self.approval.withdrawn_at, self.changed_at) if moment]
        return not self.approved_by_author and self.approval.at <= at and all(at < end for end in ends)


@dataclass(frozen=True)
class Verdict:
    """Each list names the deliveries it is about. `untrue`: the platform did something that the delivery does not tell."""

    states: Mapping[str, int]
    duplicates: tuple[str, ...]
    lost: tuple[str, ...]
    unapproved: tuple[str, ...]
    untrue: tuple[str, ...]
    lateness_s: tuple[float, ...]

    @property
    def holds(self) -> bool:
        return not (self.duplicates or self.lost or self.unapproved or self.untrue)

    def late(self, share: float) -> float | None:
        """Seconds from the due time to the platform's ledger that this share of the deliveries did not exceed."""
        ordered = sorted(self.lateness_s)
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 2) if ordered else None


def judge(session: Session, ledger: Iterable[Mapping[str, Any]], *, now: datetime) -> Verdict:
    """Compare, one to one."""
    effects: dict[Words, list[Effect]] = defaultdict(list)
    for effect in _effects(ledger):
        effects[effect.words].append(effect)
    sendings = _sendings(session)
    known = {sending.words for sending in sendings}
    strays = [f"nobody's: {words[1]}" for words in effects.keys() - known]
    firsts = [min(each.at for each in effects[sending.words]) - sending.row.due_at for sending in sendings if effects[sending.words]]
    return Verdict(
        states=Counter(sending.row.state for sending in sendings),
        duplicates=tuple(_name(sending) for sending in sendings if _twice(effects[sending.words])),
        lost=tuple(f"{_name(sending)}: {why}" for sending in sendings if (why := _lost(sending, effects[sending.words], now=now))),
        unapproved=(*strays, *(_name(each) for each in sendings if not all(each.stood(one.at) for one in effects[each.words]))),
        untrue=tuple(_name(sending) for sending in sendings if _untrue(sending, effects[sending.words])),
        lateness_s=tuple(late.total_seconds() for late in firsts),
    )


def _twice(effects: Sequence[Effect]) -> bool:
    return len(effects) > len({effect.part for effect in effects})


def _lost(sending: Sending, effects: Sequence[Effect], *, now: datetime) -> str:
    """Why this delivery is lost, or empty: everything that was due went out, or says in words why it did not."""
    row = sending.row
    match row.is_:
        case State.DELIVERED:
            return "" if effects else "says delivered, and the platform has nothing"
        case State.CREATED:
            return "" if row.next_at or row.waits_for_person else "nobody asks what became of it"
        case State.PLANNED:
            return "" if row.due_at > now else "due, and nobody takes it"
        case State.SENDING:
            return "being sent by nobody"
        case _:
            return "" if row.said.get("zh") and row.said.get("en") else "stopped without a reason"


def _untrue(sending: Sending, effects: Sequence[Effect]) -> bool:
    """The platform did something of which the delivery knows nothing, and it does not say that it is uncertain."""
    return sending.row.is_ is not State.UNKNOWN and any(not effect.ids & sending.ids for effect in effects)


def _name(sending: Sending) -> str:
    return f"delivery:{sending.row.key} {sending.words[1]}"


def _effects(ledger: Iterable[Mapping[str, Any]]) -> Iterator[Effect]:
    for row in ledger:
        if row["effect"] in EFFECTS:
            remote, words = row["remote"], (row["account"], row["title"] or row["text"])
            yield Effect(words, "|".join(sorted(remote.get("targets", ()))), _ids(remote), datetime.fromtimestamp(row["at"], UTC))


def _ids(facts: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(f"{name}:{facts[name]}" for name in IDS if facts.get(name))


def _sendings(session: Session) -> list[Sending]:
    versions = {version.key: version for version in session.exec(select(PostVersion))}
    written = {(version.post_id, version.number): version.at for version in versions.values()}
    tried: dict[int, set[str]] = defaultdict(set)
    for attempt in session.exec(select(Attempt)):
        tried[attempt.delivery_id] |= _ids(attempt.facts)
    query = (
        select(Delivery, Approval, Placement, ChannelAccount)
        .join(Approval, col(Delivery.approval_id) == col(Approval.id))
        .join(Placement, col(Delivery.placement_id) == col(Placement.id))
        .join(ChannelAccount, col(Delivery.account_id) == col(ChannelAccount.id))
    )
    found = []
    for row, approval, placement, account in session.exec(query.order_by(col(Delivery.id))):
        version = versions[approval.version_id]
        words, changed_at = (account.external_id, _words(version, placement)), written.get((version.post_id, version.number + 1))
        found.append(Sending(row, words, approval, approval.by_id == version.author_id, changed_at, frozenset(tried[row.key])))
    return found


def _words(version: PostVersion, placement: Placement) -> str:
    variant = variant_for(version, placement.channel)
    return variant.title if placement.channel == ChannelKind.OFFICIAL_ACCOUNT else variant.text
