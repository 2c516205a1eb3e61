"""Do the studio and the platforms agree? Every delivery against the ledger of what the platforms took, one to one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from studio.posts.placement import Placement
from studio.posts.post import PostVersion
from studio.posts.wording import variant_for
from studio.publishing.delivery import STANDS, Delivery, State, attempts
from studio.review.approval import Approval

COUNTED = {
    "article_published": "publish_id",
    "mass_sent": "msg_id",
    "group_message_created": "msgid",
    "moment_created": "jobid",
    "article_published_by_hand": "media_id",
}  # effect → the id that names it
WAY_WORDS = {
    "article_published": "公众号发布 (published)", "mass_sent": "公众号群发 (mass sends)", "article_published_by_hand": "草稿由人点发布 (drafts published by hand)",
    "group_message_created": "社群群发 (group messages)", "moment_created": "朋友圈 (Moments)",
}  # fmt: skip
BY_HAND = "handoff"
IN_THE_CONSOLE = "article_published_by_hand"  # of a draft that was left for a person; every other draft leaves the box by an id of its own


@dataclass(frozen=True)
class Agreement:
    """`missing`: the studio says delivered and the ledger does not have it. `stray`: the ledger has it and no delivery does. `differing`: other words or pictures."""

    matched: int
    missing: tuple[str, ...]
    stray: tuple[str, ...]
    twice: tuple[str, ...]
    differing: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not (self.missing or self.stray or self.twice or self.differing)


def compare(session: Session, ledger: Iterable[Mapping[str, Any]]) -> Agreement:
    """Hold the brand's deliveries against the ledger's rows."""
    received = {f"{row['effect']}:{row['remote'][COUNTED[row['effect']]]}": row for row in ledger if row["effect"] in COUNTED}
    claimed: dict[str, Delivery] = {}
    missing, twice, differing, matched = [], [], [], 0
    for delivery in session.exec(select(Delivery)):
        placement = session.get(Placement, delivery.placement_id)
        if placement is None or placement.channel == BY_HAND or delivery.is_ not in (State.CREATED, State.DELIVERED):
            continue
        ids = remote_ids(session, delivery)
        if not ids:
            missing.append(f"delivery:{delivery.key} names no id")
        for name in ids:
            if name in claimed:
                twice.append(name)
            claimed[name] = delivery
            if name not in received:
                missing.append(name)
            elif not _same(session, delivery, placement, received[name]):
                differing.append(name)
            else:
                matched += 1
    return Agreement(matched, tuple(missing), tuple(sorted(received.keys() - claimed.keys())), tuple(twice), tuple(differing))


def remote_ids(session: Session, delivery: Delivery) -> set[str]:
    """The platform's ids of this delivery, as the ledger names them."""
    found = set()
    for attempt in (each for each in attempts(session, delivery) if each.outcome in STANDS):
        for effect, name in COUNTED.items():
            if (value := attempt.facts.get(name)) and (effect != IN_THE_CONSOLE or attempt.facts.get("way") == "draft"):
                found.add(f"{effect}:{value}")
    return found


def _same(session: Session, delivery: Delivery, placement: Placement, row: Mapping[str, Any]) -> bool:
    """The words and the pictures that arrived are those that were approved."""
    approval = session.get(Approval, delivery.approval_id)
    version = session.get(PostVersion, approval.version_id) if approval else None
    if version is None:
        return False
    variant = variant_for(version, placement.channel)
    pictures = [picture.digest for picture in variant.pictures]
    if variant.html:
        return row["title"] == variant.title and all(picture in row["pictures"] for picture in pictures)
    return row["text"] == variant.text and list(row["pictures"]) == pictures
