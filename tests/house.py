"""A small studio for tests: a real database with two brands, people in every role, accounts, and posts made in one line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

import studio.tables  # noqa: F401 - every table is known before the first session
from studio.brands.account import ChannelAccount
from studio.brands.brand import Brand
from studio.channels.channel import Account, Channel, Drawer
from studio.clock import BEIJING, FixedClock
from studio.database import act
from studio.files import Files
from studio.library.kinds import Audience, ChannelKind, FunnelStage, Gain, Pillar
from studio.people.person import Person, Role, give_role
from studio.people.process import Process
from studio.personas.stage import PersonaStage
from studio.posts.placement import Placement, place
from studio.posts.post import Post, PostVersion, start, write
from studio.posts.variant import LinkCard, PictureRef, Variant
from studio.posts.wording import Window
from studio.publishing.delivery import Delivery, delivery
from studio.publishing.desk import Desk
from studio.publishing.schedule import approve_and_schedule, page_now
from studio.publishing.work import work_through
from studio.review.rows import Submission
from studio.review.submission import submit
from studio.vault import Vault
from tests.fake_channel import FakePlatform
from tests.pictures import tiny_jpeg

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)
KEY = b"ZmDfcTF7_60GrrY167zsiPd67pEvs0aGOv2oasOM1Pg="  # of tests only
LIFE = Pillar(slug="daily-life", name="日常", gain=Gain.EMOTION, funnel=FunnelStage.RETAIN, mix="life", says="日子")
OFFER = Pillar(slug="offer", name="促销", gain=Gain.BENEFIT, promotional=True, funnel=FunnelStage.CONVERT, mix="product", says="促销")


@dataclass
class House:
    """Everything a test needs to act; `platform` is what the fake channels send to."""

    engine: Engine
    files: Files
    clock: FixedClock
    platform: FakePlatform
    brand: int = 1
    other_brand: int = 2
    people: dict[str, Person] = field(default_factory=dict)
    pass_: Callable[[Desk], object] = work_through  # one pass of the engine over what is due

    def work(self, name: str = "publisher-1") -> None:
        """Do what is due now, as the engine of this house does it."""
        self.pass_(self.desk(name))

    def act(self, brand: int | None = None):
        return act(self.engine, brand=brand or self.brand)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def desk(self, name: str = "publisher-1") -> Desk:
        return Desk(engine=self.engine, files=self.files, vault=Vault(KEY), clock=self.clock, name=name, opener=self._open)

    def _open(self, account: Account, drawer: Drawer) -> Channel:
        return self.platform.channel(account, drawer)

    def person(self, role: str) -> Person:
        return self.people[role]

    def account(self, session: Session, slug: str = "moments-founder") -> ChannelAccount:
        from studio.brands.account import account

        return account(session, slug)

    def written(
        self, session: Session, *, text: str = "今天的风是软的。", pillar: Pillar = LIFE, persona: str = "lin-an", account: str = "moments-founder",
        due_in: timedelta = timedelta(hours=1), pictures: int = 1, audience: Audience | None = None,
    ) -> tuple[Post, PostVersion, Placement]:  # fmt: skip
        """A post with one version and one placement."""
        by, where = self.person("editor"), self.account(session, account)
        post = start(session, "一个念头", persona=persona, pillar=pillar.slug, by=by, at=self.now)
        variant = written_for(ChannelKind(where.channel), text, tuple(picture_ref(self.files, shade=n) for n in range(pictures)))
        to = audience or Audience(members=("lin-an",))
        placement = place(session, post, where, due_at=self.now + due_in, by=by, at=self.now, audience=to)
        version = write(session, post, {variant.channel: variant}, pillar=pillar, by=by, at=self.now)
        return post, version, placement

    def scheduled(self, **how) -> Delivery:
        """A post that was written, handed in and approved by somebody else."""
        with self.act() as session:
            post, _, _ = self.written(session, **how)
            return self.approve(session, self.hand_in(session, post))[0]

    def hand_in(self, session: Session, post: Post, *, by: str = "editor", note: str = "") -> Submission:
        return submit(session, post, files=self.files, by=self.person(by), at=self.now, note=note)

    def seen(self, session: Session, submission: Submission, *, windows: Mapping[int, Window] | None = None) -> str:
        """What a reviewer's page carries now."""
        return page_now(session, submission, files=self.files, at=self.now, windows=windows).seen

    def approve(
        self, session: Session, submission: Submission, *, by: str = "reviewer", windows: Mapping[int, Window] | None = None
    ) -> list[Delivery]:
        """Looked at and decided in one moment."""
        seen = self.seen(session, submission, windows=windows)
        return approve_and_schedule(session, submission, seen=seen, files=self.files, by=self.person(by), at=self.now, windows=windows)

    def delivery(self, row: Delivery) -> Delivery:
        with self.act() as session:
            return delivery(session, row.key)


def written_for(channel: ChannelKind, text: str, pictures: tuple[PictureRef, ...]) -> Variant:
    """As much as the channel asks for: an article has title and cover, a moment pictures or a link."""
    if channel is ChannelKind.OFFICIAL_ACCOUNT:
        return Variant(
            channel=channel,
            title=text[:20],
            author="林岸",
            summary=text[:20],
            text=text,
            html=f"<p>{text}</p>",
            cover=pictures[0] if pictures else None,
        )
    link = LinkCard(url="https://example.com/a", title="看看") if channel is ChannelKind.COMMUNITY else None
    return Variant(channel=channel, text=text, pictures=pictures, link=link)


def picture_ref(files: Files, *, shade: int = 0) -> PictureRef:
    content = tiny_jpeg(shade)
    return PictureRef(digest=files.put(content), media_type="image/jpeg", width=8, height=8)


def furnish(engine: Engine, folder: Path, *, clock: FixedClock) -> House:
    """Two brands, a person per role (one who holds none), three accounts, a selling and a warming persona."""
    house = House(engine, Files(folder / "files"), clock, FakePlatform(clock))
    with act(engine) as session:
        session.add(Brand(slug="anshang", name="岸上", created_at=clock.now()))
        session.flush()
        session.add(Brand(slug="other", name="别家", created_at=clock.now()))
        session.flush()
        for role in (*Role, "second-reviewer", "stranger"):
            person = Person(handle=str(role), name=f"{role}小姐", created_at=clock.now())
            session.add(person)
            session.flush()
            house.people[str(role)] = person
            if role != "stranger":
                give_role(
                    session, person, Role.REVIEWER if role == "second-reviewer" else Role(role), brand=1, by=Process.SET_UP, at=clock.now()
                )
    with act(engine, brand=1) as session:
        for slug, channel in (("moments-founder", "moments"), ("groups-founder", "community"), ("oa-brand", "official_account")):
            session.add(
                ChannelAccount(slug=slug, name=slug, channel=channel, created_at=clock.now(), settings={"agent": "1000002", "shared": True})
            )
        for slug, stage in (("lin-an", "selling"), ("zhou-yue", "warming")):
            session.add(
                PersonaStage(persona=slug, stage=stage, since=clock.now(), by="import", reason="sheet", started_on=clock.now().date())
            )
    return house
