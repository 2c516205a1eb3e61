from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from sqlmodel import select

from studio.database import act
from studio.errors import Words
from studio.gateway.door import COOKIE
from studio.gateway.page import safe_next
from studio.gateway.state import State
from studio.people import demo_sign_ins
from studio.people import person as people
from studio.people.demo_sign_ins import DemoSignIn
from studio.people.sign_in import SignInTry
from tests.gateway.client import TestClient
from tests.gateway.conftest import PASSWORD, form_token, sign_in


def cookie(answer, name):
    jar = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        jar.load(header)
    return jar[name]


def counted(state, outcome: str) -> float | None:
    return state.counts.registry.get_sample_value("studio_sign_ins_total", {"outcome": outcome})


def test_signing_in_leads_to_the_page_one_wanted(browser, state):
    answer = sign_in(browser, next="/review?post=12")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/review?post=12"
    assert browser.get("/review").json()["told"][0] == ["x-studio-person", "lin"]
    assert counted(state, "in") == 1


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(browser):
    held = cookie(sign_in(browser), COOKIE)
    assert held["httponly"]
    assert held["samesite"] == "lax"
    assert held["max-age"] == str(12 * 3600)
    assert not held["secure"]


def test_behind_https_the_cookie_travels_over_https_only(app, state):
    object.__setattr__(state, "settings", state.settings.model_copy(update={"cookie_secure": True}))
    with TestClient(app, base_url="https://studio.example", follow_redirects=False) as browser:
        assert cookie(sign_in(browser), COOKIE)["secure"]


def test_a_wrong_password_says_so_keeps_the_name_and_sets_no_cookie(browser, state):
    answer = sign_in(browser, password="不是这个密码吧对吗")
    assert answer.status_code == 401
    assert "登录名或密码不对" in answer.text
    assert 'value="lin"' in answer.text
    assert "不是这个密码" not in answer.text
    assert COOKIE not in browser.cookies
    assert counted(state, "wrong") == 1


def test_an_unknown_name_gets_the_same_page_as_a_wrong_password(browser):
    wrong, unknown = sign_in(browser, password="wrong"), sign_in(browser, handle="nobody", password="wrong")
    assert wrong.status_code == unknown.status_code == 401

    def plain(answer) -> str:
        nonce = answer.text.partition('nonce="')[2].partition('"')[0]
        return answer.text.replace(nonce, "").replace('value="lin"', "").replace('value="nobody"', "")

    assert plain(wrong) == plain(unknown)


def test_the_sixth_try_has_to_wait_and_is_told_how_long(browser, clock, state):
    for _ in range(5):
        sign_in(browser, password="wrong")
    clock.advance(timedelta(minutes=3))
    answer = sign_in(browser)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "721"
    assert "请 12 分钟后再登录" in answer.text
    assert counted(state, "waiting") == 1
    clock.advance(timedelta(minutes=12))
    assert sign_in(browser).status_code == 303


@pytest.mark.parametrize("token", ["", "x" * 32])
def test_a_form_from_another_site_signs_nobody_in(browser, token):
    form_token(browser)
    answer = browser.post("/login", data={"form_token": token, "handle": "lin", "password": PASSWORD})
    assert answer.status_code == 403
    assert "请再试一次" in answer.text
    assert COOKIE not in browser.cookies


def test_a_form_without_our_cookie_signs_nobody_in(browser):
    token = form_token(browser)
    browser.cookies.clear()
    assert browser.post("/login", data={"form_token": token, "handle": "lin", "password": PASSWORD}).status_code == 403


def test_what_was_typed_is_shown_as_text_and_not_as_a_page(browser):
    answer = sign_in(browser, handle='"><script>alert(1)</script>', password="x")
    assert "<script" not in answer.text
    assert "&#34;&gt;&lt;script&gt;" in answer.text


def test_a_flood_of_bytes_is_refused(browser):
    token = form_token(browser)
    assert browser.post("/login", data={"form_token": token, "handle": "x" * 20_000}).status_code == 413


def test_who_is_signed_in_does_not_see_the_form_again(signed_in):
    answer = signed_in.get("/login?next=/review")
    assert (answer.status_code, answer.headers["location"]) == (303, "/review")


def test_signing_out_ends_the_session_and_not_only_the_cookie(signed_in):
    token = signed_in.cookies[COOKIE]
    answer = signed_in.get("/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert COOKIE not in signed_in.cookies
    signed_in.cookies.set(COOKIE, token)
    assert signed_in.get("/").status_code == 303


def test_another_site_cannot_sign_somebody_out_without_being_asked(signed_in):
    answer = signed_in.get("/logout", headers={"sec-fetch-site": "cross-site"})
    assert "要退出登录吗" in answer.text
    assert signed_in.post("/logout", data={"form_token": "guess"}).status_code == 403
    assert signed_in.get("/").status_code == 200
    token = answer.text.partition('name="form_token" value="')[2].partition('"')[0]
    assert signed_in.post("/logout", data={"form_token": token}).status_code == 303
    assert signed_in.get("/").status_code == 303


def test_the_page_speaks_the_language_one_chose_and_so_does_the_studio_afterwards(browser, state):
    assert '<html lang="zh-CN">' in browser.get("/login").text
    answer = browser.get("/language?to=en&next=/login?next=/review")
    assert answer.headers["location"] == "/login?next=/review"
    english = browser.get("/login").text
    assert '<html lang="en">' in english
    assert "Sign-in name" in english
    sign_in(browser)
    with act(state.engine) as session:
        assert people.by_handle(session, "lin").language == "en"


def test_signing_out_leaves_the_page_in_the_language_of_who_left(signed_in, state):
    with act(state.engine) as session:
        people.by_handle(session, "lin").language = "en"
    signed_in.get("/logout")
    assert '<html lang="en">' in signed_in.get("/login").text


def test_a_language_we_do_not_speak_changes_nothing(browser):
    assert "studio_lang" not in browser.get("/language?to=fr&next=//evil.example").headers.get("set-cookie", "")


@pytest.mark.parametrize(
    "bad", ["//evil.example", "https://evil.example", "/\\evil.example", "/x\r\nset-cookie:a", "", "review", "/logout", "/login", "/" + "x" * 1000]
)  # fmt: skip
def test_going_on_never_leads_elsewhere(bad):
    assert safe_next(bad) == "/"


def test_the_example_brand_offers_its_people(browser, state):
    assert "沙盒" not in browser.get("/login").text
    demo_sign_ins.write(state.settings.home, [DemoSignIn("lin", PASSWORD, "林岚", Words("运营", "planner"))])
    offered = browser.get("/login").text
    assert "沙盒" in offered
    assert "运营" in offered
    assert PASSWORD in offered


def test_a_name_with_a_nul_is_refused_and_not_kept(browser: TestClient, state: State):
    refused = sign_in(browser, "lin\x00", "wrong")
    assert refused.status_code == 400
    assert "存不了" in refused.text
    with act(state.engine) as session:
        assert session.exec(select(SignInTry)).all() == []


@pytest.mark.parametrize("address", ["/s/%00", "/h/%00", "/hooks/%00", "/login?next=%00", "/login?handle=%00", "/static/%00"])
def test_a_nul_in_an_address_is_no_failure_of_ours(browser: TestClient, address: str):
    assert browser.get(address).status_code < 500
