"""The hand-off page over the gateway: what its link shows and takes, and what it refuses."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from starlette.applications import Starlette

from studio.gateway.routes import routes
from studio.gateway.state import State, gate, state_for
from studio.people.person import Person
from studio.publishing.delivery import State as DeliveryState
from studio.publishing.handoff import link_for
from studio.publishing.hold import HoldScope, hold
from studio.publishing.schedule import cancel
from tests.channels.desk import picture
from tests.gateway.client import TestClient
from tests.gateway.conftest import Sandglass
from tests.handing_over import TEXT, handed_over, planned_hand_off
from tests.house import KEY, House


@pytest.fixture
def gateway(house: House, tmp_path) -> State:
    settings = Sandglass(home=tmp_path, database_url=str(house.engine.url), key=KEY.decode(), glass=house.clock)
    return state_for(settings, house.engine)


@pytest.fixture
def phone(gateway: State) -> Iterator[TestClient]:
    """Somebody's phone, signed in nowhere."""
    app = Starlette(routes=routes(gateway), middleware=[gate(gateway)])
    with TestClient(app, client=("10.0.0.8", 50000), follow_redirects=False) as client:
        yield client


def link(house: House, row, gateway: State, *, to: Person | None = None) -> str:
    with house.act() as session:
        return link_for(session, row, vault=gateway.vault, address="", to=to)


def local(house: House, *, minutes: int = 0) -> str:
    from studio.clock import BEIJING

    return f"{(house.now + timedelta(minutes=minutes)).astimezone(BEIJING):%Y-%m-%dT%H:%M}"


def test_the_page_shows_text_pictures_in_order_and_the_time(house, gateway, phone):
    row = handed_over(house)
    address = link(house, row, gateway)
    page = phone.get(address)
    assert page.status_code == 200
    assert TEXT.splitlines()[0] in page.text
    assert "11月23日 10:00" in page.text
    assert "11月23日 14:00" in page.text, "four hours to post it"
    assert "按顺序保存 2 张" in page.text
    first, second = phone.get(f"{address}/1"), phone.get(f"{address}/2?save")
    assert first.headers["content-type"] == "image/jpeg"
    assert first.content != second.content
    assert "attachment" in second.headers["content-disposition"]
    assert phone.get(f"{address}/3").status_code == 404
    assert phone.get(f"{address}/0").status_code == 404


def test_the_page_lets_nothing_run_but_its_own_script(house, gateway, phone):
    policy = phone.get(link(house, handed_over(house), gateway)).headers["content-security-policy"]
    assert re.search(r"script-src 'nonce-[\w-]+';", policy)
    assert "unsafe" not in policy


def test_saying_that_it_is_out_delivers_it_with_time_name_and_screenshot(house, gateway, phone):
    row = handed_over(house)
    address = link(house, row, gateway, to=house.person("editor"))
    house.clock.advance(timedelta(minutes=20))
    shot = picture("screenshot").content
    done = phone.post(address, data={"posted_at": local(house, minutes=-5)}, files={"proof": ("shot.png", shot, "image/png")})
    assert done.status_code == 303
    now = house.delivery(row)
    assert now.is_ is DeliveryState.DELIVERED
    assert now.delivered_at is not None
    assert house.now - now.delivered_at < timedelta(minutes=7)
    page = phone.get(address)
    assert "已确认发出" in page.text
    assert "editor小姐" in page.text
    assert TEXT.splitlines()[0] not in page.text, "nothing to copy any more"
    assert phone.get(f"{address}/proof").content == shot
    assert phone.get(f"{address}/1").status_code == 404


def test_a_second_tap_changes_nothing(house, gateway, phone):
    row = handed_over(house)
    address = link(house, row, gateway, to=house.person("editor"))
    for minutes in (0, 1):
        assert phone.post(address, data={"posted_at": local(house, minutes=minutes)}).status_code == 303
    assert house.delivery(row).delivered_at is not None


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"posted_at": "2026-11-23T18:00", "name": "小苏"}, "发出的时间在将来"),
        ({"posted_at": "2026-11-23T09:00", "name": "小苏"}, "早于交接的时间"),
        ({"posted_at": "昨天", "name": "小苏"}, "没看懂发出的时间"),
        ({"posted_at": "2026-11-23T10:00", "name": " "}, "请写下是谁发的"),
    ],
)
def test_what_cannot_be_is_refused_beside_what_was_typed(house, gateway, phone, form, said):
    row = handed_over(house)
    answer = phone.post(link(house, row, gateway), data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert form["name"].strip() in answer.text
    assert house.delivery(row).is_ is DeliveryState.CREATED


def test_a_screenshot_is_looked_at_and_not_believed(house, gateway, phone):
    row = handed_over(house)
    answer = phone.post(
        link(house, row, gateway), data={"posted_at": local(house), "name": "小苏"},
        files={"proof": ("shot.png", b"<html>not a picture</html>", "image/png")},
    )  # fmt: skip
    assert answer.status_code == 422
    assert house.delivery(row).is_ is DeliveryState.CREATED


def test_a_form_larger_than_a_screenshot_is_turned_away(house, gateway, phone):
    answer = phone.post(link(house, handed_over(house), gateway), content=b"x" * 12_000_001)
    assert answer.status_code == 413


def test_before_its_time_there_is_nothing_to_copy(house, gateway, phone):
    page = phone.get(link(house, planned_hand_off(house), gateway))
    assert "还没到时间" in page.text
    assert TEXT.splitlines()[0] not in page.text


def test_a_held_hand_off_says_so_and_shows_nothing_to_post(house, gateway, phone):
    row = handed_over(house)
    with house.act() as session:
        hold(session, HoldScope.BRAND, reason="出了负面，先停", by=house.person("publisher"), at=house.now)
    address = link(house, row, gateway)
    page = phone.get(address)
    assert "先不要发" in page.text
    assert "出了负面" in page.text
    assert TEXT.splitlines()[0] not in page.text
    assert phone.get(f"{address}/1").status_code == 404
    assert phone.post(address, data={"posted_at": local(house), "name": "小苏"}).status_code == 303, "what is out is out, and can be said"


def test_after_its_window_it_is_not_to_be_posted_but_the_truth_can_still_be_told(house, gateway, phone):
    row = handed_over(house)
    address = link(house, row, gateway)
    at_ten = local(house, minutes=1)
    house.clock.advance(timedelta(hours=5))
    page = phone.get(address)
    assert "不要再发" in page.text
    assert TEXT.splitlines()[0] not in page.text
    assert phone.post(address, data={"posted_at": at_ten, "name": "小苏"}).status_code == 303
    assert house.delivery(row).is_ is DeliveryState.DELIVERED


def test_a_cancelled_one_says_why(house, gateway, phone):
    row = planned_hand_off(house)
    with house.act() as session:
        from studio.publishing.delivery import delivery

        cancel(session, delivery(session, row.key), reason="活动改期", by=house.person("publisher"), at=house.now)
    page = phone.get(link(house, row, gateway))
    assert "这条不用发了" in page.text
    assert "活动改期" in page.text


def test_an_old_link_has_run_out_and_an_altered_one_does_not_open(house, gateway, phone):
    address = link(house, handed_over(house), gateway)
    assert phone.get(address[:-2] + "xx").status_code == 404
    assert phone.get("/h/hello").status_code == 404
    assert phone.post("/h/hello", data={"name": "x"}).status_code == 404
    house.clock.advance(timedelta(hours=17))
    gone = phone.get(address)
    assert gone.status_code == 410
    assert "过期" in gone.text


def test_a_link_of_another_purpose_or_key_opens_nothing(house, gateway, phone):
    from studio.people.signed import Signer
    from studio.vault import Vault

    row, until = handed_over(house), house.now + timedelta(hours=1)
    said = {"b": 1, "d": row.key, "to": ""}
    assert phone.get(f"/h/{Signer(gateway.vault, 'guest').sign(said, until=until)}").status_code == 404
    assert phone.get(f"/h/{Signer(Vault(Fernet.generate_key()), 'hand-off').sign(said, until=until)}").status_code == 404


def test_the_page_speaks_english_to_who_asks(house, gateway, phone):
    address = link(house, handed_over(house), gateway)
    phone.cookies.set("studio_lang", "en")
    page = phone.get(address)
    assert "Please post this" in page.text
    assert "copied is not posted" in page.text


def test_only_hand_offs_have_a_link(house, gateway):
    from studio.errors import Refused

    row = house.scheduled()
    with house.act() as session, pytest.raises(Refused, match="only hand-offs"):
        link_for(session, row, vault=gateway.vault, address="")
