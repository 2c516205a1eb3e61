from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlmodel import SQLModel

from studio.brands.brand import Brand
from studio.database import act, act_across_brands, engine_for
from studio.engagement import link as links
from studio.errors import Refused

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
HOSTS = ["shop.suwan.example", "*.suwan-coffee.example"]
TARGET = "https://shop.suwan.example/p/18?utm_source=wechat#size"


@pytest.fixture
def engine(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'studio.db'}")
    SQLModel.metadata.create_all(engine)
    with act(engine) as session:
        session.add_all([Brand(slug="suwan", name="素晚", created_at=NOON), Brand(slug="other", name="别家", created_at=NOON)])
    yield engine
    engine.dispose()


def make(engine, target=TARGET, about="delivery:12", brand=1):
    with act(engine, brand=brand) as session:
        return links.make(session, target, about=about, at=NOON, allowed_hosts=HOSTS)


def test_a_link_has_a_short_code_that_can_be_read_out(engine):
    made = make(engine)
    assert len(made.code) == 7
    assert not set(made.code) & set("0O1lIi")
    assert made.address("https://studio.example/") == f"https://studio.example/s/{made.code}"


def test_asking_twice_gives_the_same_link_so_that_approved_bytes_stay_the_same(engine):
    assert make(engine).code == make(engine).code
    assert make(engine).code != make(engine, about="delivery:13").code
    assert make(engine).code != make(engine, brand=2).code


@pytest.mark.parametrize("good", ["http://SHOP.suwan.example", "https://m.suwan-coffee.example:8443/x", "https://shop.suwan.example./"])
def test_pages_on_the_brands_hosts_are_taken(good):
    links.check(good, allowed_hosts=HOSTS)


@pytest.mark.parametrize(
    "bad",
    [
        "javascript:alert(1)", "//shop.suwan.example/x", "ftp://shop.suwan.example", "shop.suwan.example", "",
        "https://evil.example/shop.suwan.example", "https://shop.suwan.example.evil.example/", "https://evilshop.suwan.example.cn/",
        "https://shop.suwan.example@evil.example/", "https://evil.example\\@shop.suwan.example/", "https://shop.suwan.example:x/",
        "https://shop.suwan.example/\r\nset-cookie: a=b", "https://shop.suwan.example/ x", "https://notshop.suwan.example.", "https://[::1/",
        "https://shop.suwan.example/" + "x" * 2000,
    ],
)  # fmt: skip
def test_everything_else_is_refused_and_says_which_hosts_are_allowed(bad):
    with pytest.raises(Refused, match=r"shop\.suwan\.example"):
        links.check(bad, allowed_hosts=HOSTS)


def test_a_brand_without_hosts_has_no_links():
    with pytest.raises(Refused, match="none yet"):
        links.check(TARGET, allowed_hosts=["", " . "])


@given(target=some.text(max_size=60))
def test_no_text_gets_past_the_check_by_accident(target):
    with pytest.raises(Refused):
        links.check(target, allowed_hosts=HOSTS)


def test_a_code_is_found_across_brands_and_only_there(engine):
    made = make(engine, brand=2)
    with act_across_brands(engine) as session:
        found = links.with_code(session, made.code)
        assert found is not None
        assert found.brand_id == 2
        assert links.with_code(session, "0000000") is None
        assert links.with_code(session, "' OR 1=1") is None
    with act(engine, brand=1) as session:
        assert links.with_code(session, made.code) is None


def test_visits_are_counted_and_visitors_only_once_a_day(engine):
    made = make(engine)
    for visitor, after in (("a", 0), ("a", 1), ("b", 2)):
        with act(engine, brand=1) as session:
            assert links.follow(session, made, visitor=visitor, at=NOON + timedelta(minutes=after)) == TARGET
    with act(engine, brand=1) as session:
        assert links.clicks(session, "delivery:12") == links.Clicks(times=3, visitors=2)
        assert links.clicks(session, "delivery:99") == links.Clicks(times=0, visitors=0)
    with act(engine, brand=2) as session:
        assert links.clicks(session, "delivery:12") == links.Clicks(times=0, visitors=0)


def test_a_visitor_cannot_be_followed_to_the_next_day_nor_guessed_without_the_key():
    friday = links.visitor_of(b"key", address="10.0.0.7", browser="WeChat", on=date(2026, 11, 20))
    assert friday == links.visitor_of(b"key", address="10.0.0.7", browser="WeChat", on=date(2026, 11, 20))
    assert friday != links.visitor_of(b"key", address="10.0.0.7", browser="WeChat", on=date(2026, 11, 21))
    assert friday != links.visitor_of(b"other", address="10.0.0.7", browser="WeChat", on=date(2026, 11, 20))
    assert "10.0" not in friday


def test_the_day_turns_in_the_brands_zone(engine):
    with act(engine, brand=1) as session:
        assert links.day_of(session, datetime(2026, 11, 20, 15, 59, tzinfo=UTC)) == date(2026, 11, 20)
        assert links.day_of(session, datetime(2026, 11, 20, 16, 0, tzinfo=UTC)) == date(2026, 11, 21)
