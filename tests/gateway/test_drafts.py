"""The words of the writing desk over HTTP: kept from the state they grew from, shown to both who collide, and nobody else's business."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from studio.database import act
from studio.gateway.state import State
from studio.library.kinds import ChannelKind
from studio.people.person import Role, add, by_handle, give_role, take_role
from studio.people.process import Process
from studio.posts.draft import add_channel, in_hand
from studio.posts.post import Post, archive, start
from tests.gateway.client import TestClient
from tests.gateway.conftest import HASH, NOON, PASSWORD, sign_in

ELSEWHERE = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}


@pytest.fixture
def post(state: State) -> int:
    """A post of the first brand with a moment in hand; Lin edits there and is nobody in the other brand."""
    with act(state.engine) as session:
        give_role(session, by_handle(session, "lin"), Role.EDITOR, brand=1, by=Process.SET_UP, at=NOON)
        other = add(session, "other", "别家编辑", password_hash=HASH, by=Process.SET_UP, at=NOON)
        give_role(session, other, Role.EDITOR, brand=2, by=Process.SET_UP, at=NOON)
    with act(state.engine, brand=1) as session:
        lin = by_handle(session, "lin")
        row = start(session, "一个念头", persona="lin-an", pillar="daily-life", by=lin, at=NOON)
        add_channel(session, row, ChannelKind.MOMENTS, by=lin, at=NOON)
        return row.key


@pytest.fixture
def page(signed_in: TestClient) -> TestClient:
    signed_in.headers["sec-fetch-site"] = "same-origin"
    return signed_in


@pytest.fixture
def other(app: Starlette, post: int) -> Iterator[TestClient]:
    """Somebody of the other brand."""
    with TestClient(app, follow_redirects=False, headers={"sec-fetch-site": "same-origin"}) as client:
        assert sign_in(client, "other", PASSWORD).status_code == 303
        yield client


def say(page: TestClient, post: object, text: str, *, rev: int = 0, on: int = 0, channel: str = "moments", **headers: str):
    sent = {"rev": rev, "on": on, "typed": {"text": text}, "tab": "t1"}
    return page.put(f"/desk/{post}/{channel}", json=sent, headers=headers)


def words(state: State, post: int) -> str:
    with act(state.engine, brand=1) as session:
        return in_hand(session, session.get(Post, post), ChannelKind.MOMENTS).typed.text


def test_what_is_typed_is_kept_and_read_back(page: TestClient, state: State, post: int):
    answer = say(page, post, "今天的风是软的。")
    assert (answer.status_code, answer.json()["rev"]) == (200, 1)
    shown = page.get(f"/desk/{post}/moments")
    assert shown.json()["typed"]["text"] == "今天的风是软的。"
    assert (shown.json()["rev"], shown.json()["by"], shown.json()["mine"], shown.json()["may_write"]) == (1, "林岚", True, True)
    assert shown.headers["cache-control"] == "no-store"


def test_words_from_an_older_state_are_refused_with_what_stands_there(page: TestClient, state: State, post: int):
    say(page, post, "先到的")
    late = say(page, post, "后到的")
    assert (late.status_code, late.json()["typed"]["text"], late.json()["rev"]) == (409, "先到的", 1)
    assert words(state, post) == "先到的"
    assert say(page, post, "后到的", rev=1).status_code == 200


def test_the_answer_that_was_lost_is_given_again(page: TestClient, post: int):
    assert say(page, post, "写完了").json()["rev"] == say(page, post, "写完了").json()["rev"] == 1


def test_who_is_not_signed_in_gets_nothing(browser: TestClient, post: int):
    assert browser.get(f"/desk/{post}/moments").status_code == 403
    assert say(browser, post, "陌生人").status_code == 403


def test_a_post_of_another_brand_is_not_there(other: TestClient, state: State, post: int):
    assert other.get(f"/desk/{post}/moments").status_code == 404
    assert say(other, post, "别家写的").status_code == 404
    assert words(state, post) == ""


def test_who_may_not_write_reads_and_is_told_whom_to_ask(page: TestClient, state: State, post: int):
    with act(state.engine) as session:
        lin = by_handle(session, "lin")
        take_role(session, lin, Role.EDITOR, brand=1, by=Process.SET_UP, at=NOON)
        give_role(session, lin, Role.REVIEWER, brand=1, by=Process.SET_UP, at=NOON)
    assert page.get(f"/desk/{post}/moments").json()["may_write"] is False
    refused = say(page, post, "审核写的")
    assert refused.status_code == 403
    assert "管理员" in refused.json()["mend"]
    assert words(state, post) == ""


def test_what_was_put_away_says_so(page: TestClient, state: State, post: int):
    with act(state.engine, brand=1) as session:
        archive(session, session.get(Post, post), by=by_handle(session, "lin"), at=NOON)
    assert (say(page, post, "还想改").status_code, "收起来" in say(page, post, "还想改").json()["what"]) == (422, True)


@pytest.mark.parametrize(
    "headers",
    [ELSEWHERE, {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "none"}, {"content-type": "text/plain"}, {"content-type": ""}],
)
def test_another_site_writes_nothing(page: TestClient, state: State, post: int, headers: dict[str, str]):
    assert say(page, post, "别的网站写的", **headers).status_code == 403
    assert words(state, post) == ""


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://testserver", 200), ("http://testserver:8443", 403), ("https://evil.example", 403), ("null", 403), (None, 403)],
)
def test_a_browser_that_only_says_its_origin_is_believed_by_host(page: TestClient, post: int, origin: str | None, status: int):
    del page.headers["sec-fetch-site"]
    assert say(page, post, "局域网里写的", **({"origin": origin} if origin else {})).status_code == status


@pytest.mark.parametrize("number", ["0", "-1", "²", "１", "99999999999999999999999999", "1e3", "0x1", "abc", "%00", "٣"])
@pytest.mark.parametrize("channel", ["moments", "fax", "%F0%9F%92%A9"])
def test_an_odd_address_is_simply_not_there(page: TestClient, post: int, number: str, channel: str):
    assert page.get(f"/desk/{number}/{channel}").status_code == 404
    assert say(page, number, "x", channel=channel).status_code == 404


def test_a_channel_that_the_post_does_not_have_says_so(page: TestClient, post: int):
    assert page.get(f"/desk/{post}/community").status_code == 422
    assert say(page, post, "x", channel="community").status_code == 422


def test_more_than_a_megabyte_is_too_much(page: TestClient, post: int):
    assert say(page, post, "长" * 400_000).status_code == 413


whole = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8) | st.just("\ud800") | st.just("a\x00")
odd = st.recursive(whole, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["rev", "on", "typed", "text", "tab", "x"]), inner, max_size=4), max_leaves=8)  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=odd.map(lambda said: json.dumps(said).encode()) | st.binary(max_size=40))
def test_no_odd_body_is_a_surprise(page: TestClient, post: int, body: bytes):
    answer = page.put(f"/desk/{post}/moments", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (200, 409, 422)


def test_five_megabytes_in_a_title_are_refused_at_once(page: TestClient, post: int):
    sent = {"rev": 0, "on": 0, "typed": {"title": "长" * 1_700_000}, "tab": "t1"}
    assert page.put(f"/desk/{post}/moments", json=sent).status_code in {413, 422}
    short = {**sent, "typed": {"title": "长" * 5_000}}
    assert page.put(f"/desk/{post}/moments", json=short).status_code == 422
