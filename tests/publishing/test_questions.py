"""What became of it is asked within the platform's quotas: often while news is likely, seldom later, never past the day's calls, and told once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from studio.channels.events import PublishJobFinished
from studio.channels.registry import open_channel
from studio.clock import BEIJING
from studio.engagement.heard import hear
from studio.engagement.platform_event import take_in
from studio.publishing.delivery import State, attempts
from studio.publishing.notice import Notice
from studio.publishing.rate import RateBucket, hold, learn, used_up
from studio.publishing.rate import take as take_token
from studio.publishing.work import next_moment
from tests.house import House
from tests.on_the_sandbox import DRAFTS, OA, Town, town

GET, LIST = "freepublish_get", "freepublish_batchget"


@pytest.fixture
def place(house: House, tmp_path: Path) -> Iterator[Town]:
    with town(house, tmp_path, at=datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)) as where:
        where.control("/world", {"tuning": {"publish_s": 5 * 86_400.0, "people_off": 0}})  # under review for days
        yield where


def live_until(place: Town, end: datetime) -> None:
    """The publisher wakes whenever a row wants something."""
    desk = place.desk
    while (moment := next_moment(desk, after=place.house.now)) is not None and moment <= end:
        place.house.clock.moment = moment
        place.work()
    place.house.clock.moment = end


def asked(place: Town, *paths: str, appid: str = "wxsandboxservice01") -> int:
    """Calls of the platform's own count of today."""
    wish = {"grant_type": "client_credential", "appid": appid, "secret": "sandbox-secret-service-01"}
    token = place.http.post(f"{place.base}/cgi-bin/stable_token", json=wish).json()["access_token"]
    used = 0
    for path in paths:
        said = place.http.post(
            f"{place.base}/cgi-bin/openapi/quota/get", params={"access_token": token}, json={"cgi_path": f"/cgi-bin/{path}"}
        )
        used += said.json()["quota"]["used"]
    return used


def tonight(place: Town) -> datetime:
    return place.house.now.astimezone(BEIJING).replace(hour=23, minute=59, second=59)


def notices(place: Town, about: str = "account:") -> list[Notice]:
    with place.house.act() as session:
        return [row for row in session.exec(select(Notice)) if row.about.startswith(about)]


def test_one_article_under_review_costs_some_dozen_calls_a_day(place):
    row = place.sent(OA)
    live_until(place, tonight(place))
    assert asked(place, "freepublish/get", "freepublish/batchget") < 50
    assert place.house.delivery(row).is_ is State.CREATED
    live_until(place, tonight(place) + timedelta(days=1))
    assert 10 < asked(place, "freepublish/get", "freepublish/batchget") < 40


def test_many_under_review_on_one_account_share_what_the_day_allows(place):
    few = {"/cgi-bin/freepublish/get": 30, "/cgi-bin/freepublish/batchget": 30}
    place.control("/world", {"side": "official_account", "appid": "wxsandboxservice01", "quotas": few})
    place.control("/world", {"tuning": {"publish_s": 3 * 3600.0}})
    with place.house.act() as session:
        account = place.house.account(session, OA)
        account.settings = {**account.settings, "quotas": {f"official_account.{name}": 30 for name in (GET, LIST)}}
    rows = [place.planned(OA, text=f"第 {number} 条：今天降温", due_in=timedelta(minutes=1)) for number in range(6)]
    live_until(place, place.house.now + timedelta(hours=2, minutes=30))
    assert 6 <= asked(place, "freepublish/get") <= 24, "some are kept for the rest of the day"
    assert asked(place, "freepublish/batchget") < 24
    assert {place.house.delivery(row).is_ for row in rows} == {State.CREATED}
    live_until(place, place.house.now + timedelta(hours=3))
    assert {place.house.delivery(row).is_ for row in rows} == {State.DELIVERED}
    assert notices(place) == []


def used_today(place: Town, endpoints: str) -> None:
    """The account's calls of today are gone."""
    with place.house.act() as session:
        account = place.house.account(session, OA)
        while take_token(session, account, f"official_account.{endpoints}", now=place.house.now) is None:
            pass


def test_nothing_is_asked_when_the_days_calls_are_used_up_and_people_hear_it_once(place):
    row = place.sent(OA)
    used_today(place, GET)
    used_today(place, LIST)
    live_until(place, place.house.now + timedelta(hours=3))
    waits = place.house.delivery(row)
    assert asked(place, "freepublish/get", "freepublish/batchget") == 0
    assert waits.next_at.astimezone(BEIJING) == datetime(2026, 11, 24, 0, 0, tzinfo=BEIJING)
    assert "11-24 00:00 接着问" in waits.said["zh"]
    assert "asked again at 11-24 00:00" in waits.said["en"]
    live_until(place, tonight(place))
    assert asked(place, "freepublish/get", "freepublish/batchget") == 0
    live_until(place, tonight(place) + timedelta(hours=5))
    assert 0 < asked(place, "freepublish/get") < 20
    assert {notice.times for notice in notices(place)} <= {1}


def test_a_quota_that_the_platform_ends_earlier_is_learnt_and_told_once(place):
    place.control(
        "/world",
        {
            "side": "official_account",
            "appid": "wxsandboxservice01",
            "quotas": {"/cgi-bin/freepublish/get": 3, "/cgi-bin/freepublish/batchget": 2},
        },
    )
    row = place.sent(OA)
    live_until(place, tonight(place))
    assert asked(place, "freepublish/get") == 3
    waits = place.house.delivery(row)
    assert (waits.is_, waits.next_at.astimezone(BEIJING).hour) == (State.CREATED, 0)
    with place.house.act() as session:
        account = place.house.account(session, OA)
        (daily,) = hold(session, account, f"official_account.{GET}", now=place.house.now).buckets
        assert (daily.rule.count, daily.left) == (3, 0)
    told = [notice for notice in notices(place) if GET in notice.about]
    assert told
    assert {notice.times for notice in told} == {1}
    assert "查询发布结果" in told[0].zh


def test_a_larger_account_has_its_own_number_and_processes_share_one_count(house: House):
    with house.act() as session:
        account = house.account(session, "oa-brand")
        account.settings = {**account.settings, "quotas": {f"official_account.{GET}": 250}}
        assert {take_token(session, account, f"official_account.{GET}", now=house.now) for _ in range(250)} == {None}
        assert take_token(session, account, f"official_account.{GET}", now=house.now) is not None
        learn(session, account, f"official_account.{LIST}", limit=400, used=395, now=house.now)
    with house.act() as session:  # another process
        account = house.account(session, "oa-brand")
        assert [take_token(session, account, f"official_account.{LIST}", now=house.now) for _ in range(5)] == [None] * 5
        assert take_token(session, account, f"official_account.{LIST}", now=house.now) is not None
        assert len(session.exec(select(RateBucket)).all()) == 2


def test_a_push_is_looked_at_though_only_a_few_calls_of_the_day_are_left(place):
    row = place.sent(OA)
    place.wait(minutes=20)
    place.work()
    with place.house.act() as session:
        account = place.house.account(session, OA)
        learn(session, account, f"official_account.{GET}", limit=100, used=95, now=place.house.now)
        (publish_id,) = [each.facts["publish_id"] for each in attempts(session, row) if each.step == "submit"]
    before = asked(place, "freepublish/get")
    live_until(place, place.house.now + timedelta(minutes=25))
    assert asked(place, "freepublish/get") == before, "the list is asked instead"
    with place.house.act() as session:
        push = PublishJobFinished(f"publish:{publish_id}", place.house.now, publish_id, 4, "", (), (1,))
        assert take_in(session, place.house.account(session, OA), push, at=place.house.now)
    assert hear(place.desk) == 1
    place.work()
    assert asked(place, "freepublish/get") == before + 1


def test_a_draft_that_a_person_may_publish_costs_no_list_where_the_account_may_not_read_it(place):
    row = place.sent(DRAFTS)
    live_until(place, place.house.now + timedelta(hours=10))
    assert place.house.delivery(row).waits_for_person
    with place.house.act() as session:
        names = {bucket.name.split("|")[0]: sum(bucket.taken.values()) for bucket in session.exec(select(RateBucket))}
    assert f"official_account.{LIST}" not in names
    assert names["official_account.draft_get"] < 25


def test_wecom_ends_a_minute_first_and_an_hour_when_it_says_so_again(house: House):
    with house.act() as session:
        account = house.account(session, "groups-founder")
        first = used_up(session, account, "wecom.groups", now=house.now)
        assert first is not None
        assert timedelta(0) < first.until - house.now <= timedelta(seconds=63)
        assert take_token(session, account, "wecom.groups", now=house.now) is not None
        later = house.now + timedelta(minutes=2)
        assert take_token(session, account, "wecom.groups", now=later) is None
        second = used_up(session, account, "wecom.groups", now=later)
        assert second is not None
        assert timedelta(minutes=55) < second.until - later <= timedelta(minutes=63)


def test_permanent_pictures_of_a_corp_are_counted_by_day_and_month(house: House):
    with house.act() as session:
        account = house.account(session, "groups-founder")
        month = hold(session, account, "wecom.media_uploadimg", now=house.now).buckets
        assert {(each.period, each.rule.count) for each in month} == {("day", 1000), ("month", 3000)}
        for day in range(3):
            at = house.now + timedelta(days=day)
            learn(session, account, "wecom.media_uploadimg", limit=1000, used=0, now=at)
        assert take_token(session, account, "wecom.media_uploadimg", now=house.now) is None


def test_another_channel_object_of_the_same_account_sees_the_same_count(place):
    place.sent(OA)
    used_today(place, GET)
    desk = replace(place.desk, name="publisher-2", opener=open_channel)
    with place.house.act() as session:
        channel = desk.channel(place.house.account(session, OA))
    left = channel._wire.left("/cgi-bin/freepublish/get", now=place.house.now)
    assert left is not None
    assert left.calls == 0
