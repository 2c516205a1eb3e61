"""The furnished studio on the running sandbox: real channels, real accounts, real callbacks."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx

from studio.brands.account import ChannelAccount, account
from studio.channels.registry import open_channel
from studio.library.kinds import Audience, ChannelKind
from studio.posts.placement import place
from studio.posts.post import start, write
from studio.posts.variant import PictureRef, Variant
from studio.publishing.delivery import Delivery
from studio.publishing.desk import Desk
from studio.publishing.work import work_through
from studio.sandbox.serve import running
from studio.settings import Settings
from studio.vault import Vault
from studio.workspace.opened import Opened
from tests.channels.desk import picture
from tests.house import KEY, LIFE, House

OA, GROUPS, MOMENTS, DRAFTS = "oa-real", "groups-real", "moments-real", "oa-drafts"
KNOWN = {
    OA: ("official_account", "service", "wxsandboxservice01", "sandbox-secret-service-01"),
    DRAFTS: ("official_account", "subscription", "wxsandboxunverif01", "sandbox-secret-unverif-01"),
    GROUPS: ("community", "", "wwsandboxcorp0001", "sandbox-corp-secret-0001"),
    MOMENTS: ("moments", "", "wwsandboxcorp0001", "sandbox-corp-secret-0001"),
}


@dataclass
class Town:
    """The house, and the platforms it publishes to."""

    house: House
    base: str
    http: httpx.Client
    settings: Settings

    @property
    def desk(self) -> Desk:
        return replace(self.house.desk(), opener=open_channel)

    @property
    def opened(self) -> Opened:
        return Opened(self.settings, self.house.engine, self.house.files, Vault(KEY), self.house.clock)

    def control(self, path: str, body: object = None, *, method: str = "POST") -> object:
        answer = self.http.request(method, f"{self.base}/_sandbox{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def wait(self, **length: float) -> None:
        self.house.clock.advance(timedelta(**length))

    def work(self) -> None:
        work_through(self.desk)

    def planned(
        self, slug: str, *, text: str = "今天降温，围巾翻出来吧", audience: Audience | None = None, due_in: timedelta = timedelta(minutes=1)
    ) -> Delivery:
        """A post approved for one of these accounts."""
        house = self.house
        with house.act() as session:
            where = account(session, slug)
            post = start(session, text[:12], persona="lin-an", pillar=LIFE.slug, by=house.person("editor"), at=house.now)
            write(
                session,
                post,
                {ChannelKind(where.channel): _variant(house, where.channel, text)},
                pillar=LIFE,
                by=house.person("editor"),
                at=house.now,
            )
            place(session, post, where, due_at=house.now + due_in, by=house.person("editor"), at=house.now, audience=audience or Audience())
            return house.approve(session, house.hand_in(session, post))[0]

    def sent(self, slug: str, **how) -> Delivery:
        """The same, as far as it goes at its time."""
        row = self.planned(slug, **how)
        self.wait(minutes=1, seconds=1)
        self.work()
        return self.house.delivery(row)


@contextmanager
def town(house: House, folder: Path, *, at: datetime | None = None) -> Iterator[Town]:
    """A fresh sandbox on the house's clock, with an account of each kind."""
    house.clock.moment = at or house.clock.moment
    with running(house.clock) as base, httpx.Client(trust_env=False) as http:
        settings = Settings(home=folder, database_url=str(house.engine.url), sandbox_port=int(base.rsplit(":", 1)[1]))
        with house.act() as session:
            for slug, (channel, kind, external_id, secret) in KNOWN.items():
                session.add(
                    ChannelAccount(
                        slug=slug, name=slug, channel=channel, kind=kind, external_id=external_id, base_url=base, settings={"agent": "1000002", "shared": True},
                        verified=slug != DRAFTS, sealed=Vault(KEY).seal(secret), created_at=house.now,
                    )
                )  # fmt: skip
        yield Town(house, base, http, settings)


def soon(true: Callable[[], bool], *, within_s: float = 5.0) -> bool:
    """Whether it becomes true in a moment: the postman rounds every tenth of a second."""
    ends = time.monotonic() + within_s
    while not true():
        if time.monotonic() > ends:
            return False
        time.sleep(0.02)
    return True


def _variant(house: House, channel: str, text: str) -> Variant:
    shot = picture("cover", 900, 383) if channel == "official_account" else picture("scarf")
    ref = PictureRef(digest=house.files.put(shot.content), media_type=shot.media_type, width=shot.width, height=shot.height)
    if channel == "official_account":
        return Variant(
            channel=ChannelKind(channel), title=text[:20], text=text, html=f"<p>{text}</p>", summary=text[:20], author="林岸", cover=ref
        )
    return Variant(channel=ChannelKind(channel), text=text, pictures=(ref,))
