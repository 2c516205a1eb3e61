"""Who plays in the proof: the example brand with some more accounts and groups, and deliveries that are cheap to make."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from itertools import cycle
from pathlib import Path

import httpx
from PIL import Image
from sqlmodel import Session

from studio.brands.account import ChannelAccount, account, accounts
from studio.database import act
from studio.library.current import library
from studio.library.kinds import Audience, ChannelKind, Pillar
from studio.people.person import Person, by_handle
from studio.posts.placement import place
from studio.posts.post import start, write
from studio.posts.variant import PictureRef, Variant
from studio.publishing.rate import QUOTAS
from studio.publishing.schedule import approve_and_schedule, page_now
from studio.review.submission import submit
from studio.workspace.example import example_people
from studio.workspace.opened import Opened
from studio.workspace.set_up import set_up

OWNERS = ("lin-an", "zhou-yue", "xu-miao", "chen-he")
A_MONTH_PER_GROUP = 20  # messages into one group, below the platform's one a day
ARTICLES_A_DAY = 60  # per account, below the platform's hundred
MASS_ACCOUNTS = 12  # of the kind that may send to all once a day
MASS_EACH = 1
QUESTIONS = (
    "freepublish/get",
    "freepublish/batchget",
)  # whose hundred a day a proof of some minutes would use up: its accounts are larger ones
LARGER = 10_000
SAVED_TOGETHER = 25


@dataclass(frozen=True)
class Line:
    """One delivery to be: where it goes, when, and a number that makes its words its own."""

    number: int
    account: str
    due_at: datetime
    audience: Audience | None = None


def set_the_stage(opened: Opened, workspace: Path, sandbox: httpx.Client, *, deliveries: int) -> int:
    """The example brand, its people, and on both sides the further accounts and groups; gives the brand's number."""
    brand = set_up(opened, workspace, sandbox=True).brand.key
    example_people(opened, brand=brand)
    for number in range(_groups(deliveries)):
        group = {"chat_id": _group(number), "name": f"验证群 {number}", "owner": OWNERS[number % len(OWNERS)]}
        sandbox.post("/_sandbox/world", json={"side": "wecom", "group": group}).raise_for_status()
    with act(opened.engine, brand=brand) as session:
        for row in accounts(session):
            if row.channel == ChannelKind.OFFICIAL_ACCOUNT:
                wish = {"side": "official_account", "appid": row.external_id, "quotas": {f"/cgi-bin/{path}": LARGER for path in QUESTIONS}}
                sandbox.post("/_sandbox/world", json=wish).raise_for_status()
                own = {f"official_account.{path.replace('/', '_')}": LARGER for path in QUESTIONS}
                row.settings = {**row.settings, QUOTAS: own}
                session.add(row)
    for number in range(MASS_ACCOUNTS):
        seed = {"side": "official_account", "appid": _appid(number), "kind": "service", "followers": 5}
        secret = sandbox.post("/_sandbox/world", json=seed).raise_for_status().json()["secret"]
        with act(opened.engine, brand=brand) as session:
            session.add(_mass_account(session, number, sealed=opened.vault.seal(secret), at=opened.clock.now()))
    return brand


def _mass_account(session: Session, number: int, *, sealed: bytes, at: datetime) -> ChannelAccount:
    like = account(session, "oa-brand")
    return ChannelAccount(
        slug=f"oa-mass-{number}", name=f"群发 {number}", channel=like.channel, kind="service", persona=like.persona, external_id=_appid(number),
        base_url=like.base_url, sandbox=True, settings={"publish": "mass"}, sealed=sealed, created_at=at,
    )  # fmt: skip


def lines(deliveries: int, *, first: datetime, span: timedelta) -> list[Line]:
    """So many deliveries, evenly over the span, each kind within what the platforms allow."""
    step = span / max(1, deliveries)
    turns = _turns(deliveries)
    return [Line(number, slug, first + step * number, audience) for number, (slug, audience) in zip(range(deliveries), turns, strict=False)]


def _turns(deliveries: int) -> Iterator[tuple[str, Audience | None]]:
    """Account and audience of one delivery after another: group messages of one or two owners, Moments, articles, mass sends."""
    groups = cycle(range(_groups(deliveries)))
    articles = iter([*["oa-brand", "oa-companion"] * ARTICLES_A_DAY])
    masses = iter([f"oa-mass-{number}" for _ in range(MASS_EACH) for number in range(MASS_ACCOUNTS)])
    moments = cycle(("moments-founder", "moments-companion"))
    communities = cycle(("groups-founder", "groups-companion"))
    while True:
        yield next(communities), Audience(groups=(_group(next(groups)),))
        yield next(articles, None) or next(moments), None
        yield next(moments), None
        yield next(communities), Audience(groups=(_group(next(groups)), _group(next(groups))))
        yield next(masses, None) or next(moments), None
        yield next(moments), None


def write_and_approve(opened: Opened, script: Sequence[Line], *, brand: int) -> None:
    """Every line becomes a post that one person wrote and another approved."""
    cover = _cover(opened)
    for begin in range(0, len(script), SAVED_TOGETHER):
        with act(opened.engine, brand=brand) as session:
            people = by_handle(session, "bianji"), by_handle(session, "shenhe")
            pillar = next(pillar for pillar in library(session).pillars.values() if not pillar.promotional)
            for line in script[begin : begin + SAVED_TOGETHER]:
                _write(session, opened, line, cover, pillar, people=people)


def _write(session: Session, opened: Opened, line: Line, cover: PictureRef, pillar: Pillar, *, people: tuple[Person, Person]) -> None:
    now = opened.clock.now()
    author, reviewer = people
    where = account(session, line.account)
    post = start(session, f"第 {line.number} 条", persona=where.persona or "", pillar=pillar.slug, by=author, at=now)
    variant = variant_of(ChannelKind(where.channel), line.number, cover)
    write(session, post, {variant.channel: variant}, pillar=pillar, by=author, at=now)
    place(session, post, where, due_at=line.due_at, by=author, at=now, audience=line.audience)
    handed = submit(session, post, files=opened.files, by=author, at=now)
    approve_and_schedule(
        session, handed, seen=page_now(session, handed, files=opened.files, at=now).seen, files=opened.files, by=reviewer, at=now
    )


def variant_of(channel: ChannelKind, number: int, cover: PictureRef) -> Variant:
    """Words that no other delivery has."""
    said = f"第 {number} 条：窗外有风，衣服晾在廊下，慢慢干。"
    if channel is ChannelKind.OFFICIAL_ACCOUNT:
        return Variant(channel=channel, title=f"慢慢晾干的第 {number} 天", html=f"<p>{said}</p>", cover=cover)
    return Variant(channel=channel, text=said)


def _cover(opened: Opened) -> PictureRef:
    drawn = BytesIO()
    Image.new("RGB", (235, 100), "#cfd8d0").save(drawn, "JPEG")
    return PictureRef(digest=opened.files.put(drawn.getvalue()), media_type="image/jpeg", width=235, height=100)


def _groups(deliveries: int) -> int:
    return max(4, -(-deliveries // (2 * A_MONTH_PER_GROUP)) * 2)


def _group(number: int) -> str:
    return f"wr-group-proof-{number:03}"


def _appid(number: int) -> str:
    return f"wxsandboxmass{number:05}"
