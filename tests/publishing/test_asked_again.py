"""What was right when it was approved is asked again when it goes out: the day, the hour, who opted out, who had enough, who is still here."""

from datetime import datetime, timedelta

import pytest

from studio.channels.events import Subscribed, Unsubscribed
from studio.clock import BEIJING
from studio.engagement.platform_event import take_in
from studio.errors import Refused
from studio.library.kinds import Audience
from studio.library.parse import Leaf
from studio.library.version import next_version
from studio.people.person import Person
from studio.people.process import Process
from studio.posts.opt_out import Recipient, opt_in_again, opt_out, opt_outs
from studio.posts.placement import place
from studio.posts.post import Post
from studio.publishing.delivery import Delivery, State
from tests.house import OFFER

TODAY = "festivals:\n  - {slug: mourning, name: 哀悼日, when: {solar: '11-23'}, kind: sensitive, no_promotion: true}\n"
VIP, NEIGHBOURS = Audience(groups=("wr-vip",)), Audience(groups=("wr-vip", "wr-neighbours"))


def scheduled_for(house, account: str, audience: Audience, **how) -> Delivery:
    """Written, approved and planned for this audience, in an hour."""
    with house.act() as session:
        post, _, first = house.written(session, account=account, **how)
        session.delete(first)
        place(
            session, post, house.account(session, account), due_at=house.now + timedelta(hours=1), by=house.person("editor"), at=house.now,
            audience=audience,
        )  # fmt: skip
        submission = house.hand_in(session, post)
        return house.approve(session, submission)[0]


def an_hour_later(house, row: Delivery) -> Delivery:
    house.clock.advance(timedelta(hours=1, seconds=1))
    house.work()
    return house.delivery(row)


def stayed_home(row: Delivery, because: str) -> bool:
    return row.is_ is State.REFUSED and because in row.said["zh"] and bool(row.said["mend_zh"])


def declare_a_day_of_mourning(house) -> None:
    with house.act() as session:
        session.add(next_version(Leaf("calendars/festivals.yaml", text=TODAY, digest="d"), None, by=Process.SET_UP, at=house.now))


def mass(house) -> None:
    with house.act() as session:
        account = house.account(session, "oa-brand")
        account.kind, account.settings = "service", {"publish": "mass", "shared": True}
        session.add(account)


def test_an_advert_stays_home_when_its_day_became_one_of_mourning(engine_house):
    house = engine_house
    advert, greeting = house.scheduled(pillar=OFFER), house.scheduled(account="oa-brand")
    declare_a_day_of_mourning(house)
    assert stayed_home(an_hour_later(house, advert), "哀悼日当天不发推广内容")
    assert house.platform.markers == [greeting.marker]


def test_an_advert_is_not_even_planned_for_a_day_of_mourning(house):
    declare_a_day_of_mourning(house)
    with pytest.raises(Refused, match="哀悼日"):
        house.scheduled(pillar=OFFER)
    assert house.scheduled().is_ is State.PLANNED


def test_what_the_publisher_slept_through_until_the_quiet_hours_stays_home(house):
    house.clock.moment = datetime(2026, 11, 23, 21, 20, tzinfo=BEIJING)
    row = house.scheduled()
    house.clock.moment = datetime(2026, 11, 23, 22, 40, tzinfo=BEIJING)
    house.work()
    assert stayed_home(house.delivery(row), "安静时段")
    assert house.platform.ledger == []


def test_a_message_to_a_group_that_opted_out_stays_home(engine_house):
    house = engine_house
    row = scheduled_for(house, "groups-founder", NEIGHBOURS)
    with house.act() as session:
        opt_out(session, Recipient.GROUP, "wr-neighbours", reason="群主说不要再发", by=Process.SET_UP, at=house.now)
    assert stayed_home(an_hour_later(house, row), "wr-neighbours")
    to_vip = scheduled_for(house, "groups-founder", VIP)
    assert an_hour_later(house, to_vip).is_ is State.CREATED
    assert len(house.platform.ledger) == 1


def test_a_message_to_every_group_stays_home_while_one_of_them_wants_nothing(house):
    with house.act() as session:
        opt_out(session, Recipient.GROUP, "wr-neighbours", reason="群主说不要再发", by=Process.SET_UP, at=house.now)
    assert stayed_home(an_hour_later(house, scheduled_for(house, "groups-founder", Audience())), "已退订")
    with house.act() as session:
        opt_in_again(session, Recipient.GROUP, "wr-neighbours", by=Process.SET_UP, at=house.now)
        assert opt_outs(session) == []
    assert an_hour_later(house, scheduled_for(house, "groups-founder", Audience())).is_ is State.CREATED


def test_a_mass_send_to_a_follower_who_unfollowed_meanwhile_stays_home(house):
    mass(house)
    row = scheduled_for(house, "oa-brand", Audience(people=("o-anna", "o-bela")))
    with house.act() as session:
        assert take_in(session, house.account(session, "oa-brand"), Unsubscribed("k1", house.now, "o-bela"), at=house.now)
    assert stayed_home(an_hour_later(house, row), "o-bela")
    with house.act() as session:
        assert take_in(session, house.account(session, "oa-brand"), Subscribed("k2", house.now, "o-bela", ""), at=house.now)
    assert an_hour_later(house, scheduled_for(house, "oa-brand", Audience(people=("o-anna", "o-bela")))).is_ is State.CREATED


def test_an_opt_out_says_who_and_why(house):
    with house.act() as session, pytest.raises(Refused, match="为什么"):
        opt_out(session, Recipient.GROUP, "wr-vip", reason=" ", by=Process.SET_UP, at=house.now)


def test_a_post_whose_author_left_after_the_approval_stays_home_until_somebody_approves_it_again(house):
    row = house.scheduled()
    house.clock.advance(timedelta(minutes=5))
    with house.act() as session:
        session.get(Person, house.person("editor").key).left_at = house.now
    assert stayed_home(an_hour_later(house, row), "之后离开了")
    with house.act() as session:
        post = session.get(Post, row.post_id)
        place(
            session, post, house.account(session), due_at=house.now + timedelta(hours=1), by=house.person("planner"), at=house.now,
            audience=Audience(members=("lin-an",)),
        )  # fmt: skip
        submission = house.hand_in(session, post, by="planner")
        again = house.approve(session, submission)[-1]
    assert an_hour_later(house, again).is_ is State.CREATED


def test_where_the_corp_chose_one_a_day_the_second_message_to_a_group_stays_home(house):
    with house.act() as session:
        house.account(session, "groups-founder").settings = {"agent": "1000002", "per_recipient": "day", "shared": True}
    assert an_hour_later(house, scheduled_for(house, "groups-founder", VIP)).is_ is State.CREATED
    assert stayed_home(an_hour_later(house, scheduled_for(house, "groups-founder", NEIGHBOURS)), "今日每群")
    assert an_hour_later(house, scheduled_for(house, "groups-founder", Audience(groups=("wr-other",)))).is_ is State.CREATED


def test_the_fifth_mass_send_of_a_month_to_the_same_followers_stays_home(house):
    mass(house)
    for audience in (Audience(tags=("2",)), Audience(), Audience(tags=("2",)), Audience(tags=("2",))):
        assert an_hour_later(house, scheduled_for(house, "oa-brand", audience)).is_ is State.CREATED
    assert stayed_home(an_hour_later(house, scheduled_for(house, "oa-brand", Audience(tags=("2",)))), "本月每位粉丝")
    assert an_hour_later(house, scheduled_for(house, "oa-brand", Audience(tags=("3",)))).is_ is State.CREATED


def test_a_members_fourth_moment_of_a_day_stays_home_where_the_account_counts_them(house):
    with house.act() as session:
        house.account(session).settings = {"agent": "1000002", "per_customer": "day", "shared": True}
    for _ in range(3):
        assert an_hour_later(house, house.scheduled()).is_ is State.CREATED
    assert stayed_home(an_hour_later(house, house.scheduled()), "今日每位客户")
