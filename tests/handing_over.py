"""A hand-off for tests: an account whose posts somebody posts by hand, and one that was handed over at ten."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session

from studio.brands.account import ChannelAccount
from studio.channels.registry import open_channel
from studio.library.kinds import Audience, ChannelKind
from studio.people.person import Role, give_role
from studio.people.process import Process
from studio.posts.placement import place
from studio.posts.post import start, write
from studio.posts.variant import PictureRef, Variant
from studio.publishing.delivery import Delivery
from studio.publishing.desk import Desk
from studio.publishing.work import work_through
from tests.house import LIFE, House, picture_ref

TEXT = "补过三次的开衫，今天寄回去。\n她说别的开衫穿上，得先跟它客气两天。"


def by_hand(house: House) -> Desk:
    """A publisher's desk that opens the real channels."""
    return replace(house.desk(), opener=open_channel)


def hand_off_account(session: Session, house: House, *, kind: str = "personal_wechat") -> ChannelAccount:
    row = ChannelAccount(
        slug=f"handoff-{kind}", name="林岸的个人微信", channel="handoff", kind=kind, created_at=house.now, settings={"shared": True}
    )
    session.add(row)
    session.flush()
    return row


def planned_hand_off(
    house: House,
    *,
    people: tuple[str, ...] = ("editor",),
    kind: str = "personal_wechat",
    title: str = "",
    refs: tuple[PictureRef, ...] = (),
    text: str = TEXT,
) -> Delivery:
    """Written, approved by somebody else, due in an hour."""
    with house.act() as session:
        give_role(session, house.person("editor"), Role.EDITOR, brand=1, by=Process.SET_UP, at=house.now)
        account = hand_off_account(session, house, kind=kind)
        post = start(session, "补过的开衫", persona="lin-an", pillar=LIFE.slug, by=house.person("editor"), at=house.now)
        pictures = refs or tuple(picture_ref(house.files, shade=number) for number in range(2))
        variant = Variant(channel=ChannelKind.HANDOFF, title=title, text=text, pictures=pictures)
        write(session, post, {variant.channel: variant}, pillar=LIFE, by=house.person("editor"), at=house.now)
        place(
            session,
            post,
            account,
            due_at=house.now + timedelta(hours=1),
            by=house.person("editor"),
            at=house.now,
            audience=Audience(people=people),
        )
        return house.approve(session, house.hand_in(session, post))[0]


def handed_over(house: House, **how) -> Delivery:
    """The same, handed over by the publisher when its time came."""
    row = planned_hand_off(house, **how)
    house.clock.advance(timedelta(hours=1, seconds=1))
    work_through(by_hand(house))
    return house.delivery(row)
