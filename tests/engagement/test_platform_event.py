from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from studio.brands.account import ChannelAccount
from studio.brands.brand import Brand
from studio.channels.events import FollowerWrote, MassJobFinished, PublishJobFinished, Unread
from studio.database import act, engine_for
from studio.engagement import platform_event
from studio.engagement.platform_event import PlatformEvent, event_in

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
FINISHED = PublishJobFinished("publish:2247483651", NOON, "2247483651", 0, "A1", ("https://a/1", "https://a/2"), (3,))


@pytest.fixture
def engine(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'studio.db'}")
    SQLModel.metadata.create_all(engine)
    with act(engine) as session:
        session.add_all([Brand(slug="suwan", name="素晚", created_at=NOON), Brand(slug="other", name="别家", created_at=NOON)])
    yield engine
    engine.dispose()


@pytest.fixture
def account(engine):
    with act(engine, brand=1) as session:
        account = ChannelAccount(slug="gzh", name="素晚公众号", channel="official_account", created_at=NOON)
        session.add(account)
        session.flush()
    return account


def test_a_push_that_comes_three_times_counts_once(engine, account):
    taken = []
    for minute in range(3):
        with act(engine, brand=1) as session:
            taken.append(platform_event.take_in(session, account, FINISHED, at=NOON + timedelta(minutes=minute)))
    assert taken == [True, False, False]
    with act(engine, brand=1) as session:
        [row] = platform_event.waiting(session)
    assert row.received_at == NOON
    assert event_in(row, PublishJobFinished) == FINISHED


def test_two_accounts_may_get_events_with_the_same_key(engine, account):
    with act(engine, brand=1) as session:
        second = ChannelAccount(slug="gzh2", name="素晚咖啡", channel="official_account", created_at=NOON)
        session.add(second)
        session.flush()
        assert platform_event.take_in(session, account, FINISHED, at=NOON)
        assert platform_event.take_in(session, second, FINISHED, at=NOON)


def test_the_database_itself_refuses_a_second_row_of_one_push(engine, account):
    with pytest.raises(IntegrityError), act(engine, brand=1) as session:
        session.add_all(PlatformEvent(account_id=account.key, kind="text", event_key="msg:1", fields={}, received_at=NOON) for _ in "12")


def test_a_settled_event_waits_no_more(engine, account):
    with act(engine, brand=1) as session:
        platform_event.take_in(session, account, FINISHED, at=NOON)
        platform_event.take_in(session, account, FollowerWrote("message:1", NOON, "oFan", "好看"), at=NOON)
    with act(engine, brand=1) as session:
        [row] = platform_event.waiting(session, PublishJobFinished, MassJobFinished)
        platform_event.settle(session, row, at=NOON)
    with act(engine, brand=1) as session:
        assert [row.kind for row in platform_event.waiting(session)] == ["FollowerWrote"]
    with act(engine, brand=2) as session:
        assert platform_event.waiting(session) == []


def test_what_nobody_acts_on_is_kept_but_waits_for_nobody(engine, account):
    with act(engine, brand=1) as session:
        assert platform_event.take_in(session, account, Unread("oFan:1:LOCATION", NOON, "LOCATION"), at=NOON)
        assert platform_event.waiting(session) == []
