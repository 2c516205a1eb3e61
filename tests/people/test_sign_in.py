import time
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine
from sqlmodel import select

from studio import history
from studio.database import act
from studio.errors import NotAllowed, StudioError
from studio.people import password as passwords
from studio.people import person as people
from studio.people import session as web_sessions
from studio.people.process import Process
from studio.people.sign_in import (
    FAILURES_PER_ADDRESS,
    FAILURES_PER_HANDLE,
    SignedIn,
    SignInTry,
    TurnedAway,
    change_password,
    network_of,
    set_password,
    sign_in,
)
from tests.people.conftest import NOON, PASSWORD

DESK = "10.0.0.7"


def try_once(engine: Engine, handle: str, password: str, *, address: str = DESK, at: datetime = NOON) -> SignedIn | TurnedAway:
    with act(engine) as session:
        return sign_in(session, handle, password, address=address, hours=12, at=at)


def who(engine: Engine, token: str, at: datetime) -> str | None:
    with act(engine) as session:
        found = web_sessions.who(session, token, at)
        if found and found.unseen:
            web_sessions.seen(session, token, at)
        return found.person.handle if found else None


@pytest.fixture
def token(engine, lin):
    answer = try_once(engine, "lin", PASSWORD)
    assert isinstance(answer, SignedIn)
    return answer.token


def test_the_right_password_opens_a_session_for_twelve_hours(engine, lin, token):
    assert who(engine, token, NOON) == "lin"
    assert who(engine, token, NOON + timedelta(hours=12, seconds=-1)) == "lin"
    assert who(engine, token, NOON + timedelta(hours=12)) is None


def test_the_database_does_not_hold_the_token(engine, token):
    with act(engine) as session:
        row = session.exec(select(web_sessions.WebSession)).one()
    assert token not in row.model_dump_json()
    assert row.token_hash == web_sessions.hash_of(token)


def test_a_made_up_token_is_nobody(engine, lin, token):
    assert who(engine, "made-up", NOON) is None
    assert who(engine, web_sessions.hash_of(token), NOON) is None


def test_being_seen_is_written_at_most_once_a_minute(engine, token):
    for after, seen in ((30, 0), (61, 61), (90, 61), (200, 200)):
        who(engine, token, NOON + timedelta(seconds=after))
        with act(engine) as session:
            row = session.exec(select(web_sessions.WebSession)).one()
        assert row.last_seen_at == NOON + timedelta(seconds=seen)


def test_signing_out_ends_this_browser_only(engine, lin, token):
    other = try_once(engine, "lin", PASSWORD)
    assert isinstance(other, SignedIn)
    with act(engine) as session:
        web_sessions.sign_out(session, token, NOON)
    assert who(engine, token, NOON) is None
    assert who(engine, other.token, NOON) == "lin"


def test_signing_out_everywhere_keeps_the_browser_one_sits_at(engine, lin, token):
    other = try_once(engine, "lin", PASSWORD)
    assert isinstance(other, SignedIn)
    with act(engine) as session:
        person = people.by_handle(session, "lin")
        assert web_sessions.sign_out_everywhere(session, person, NOON, but=web_sessions.hash_of(token)) == 1
    assert who(engine, token, NOON) == "lin"
    assert who(engine, other.token, NOON) is None


def test_who_left_is_signed_out_at_once_and_does_not_come_back(engine, lin, token):
    with act(engine) as session:
        people.by_handle(session, "lin").left_at = NOON
    assert who(engine, token, NOON) is None
    assert isinstance(try_once(engine, "lin", PASSWORD), TurnedAway)


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(engine, lin):
    wrong = try_once(engine, "lin", "wrong password")
    unknown = try_once(engine, "nobody", "wrong password")
    assert isinstance(wrong, TurnedAway)
    assert wrong == unknown


def test_an_unknown_name_takes_about_as_long_as_a_wrong_password(engine, lin):
    def seconds(handle: str) -> float:
        started = time.perf_counter()
        try_once(engine, handle, "wrong password", address=handle)
        return time.perf_counter() - started

    seconds("warm-up")
    wrong, unknown = min(seconds("lin") for _ in range(3)), min(seconds("nobody") for _ in range(3))
    assert unknown > wrong / 3, "an unknown name is answered without hashing anything"


def test_a_person_without_a_password_cannot_sign_in(engine):
    with act(engine) as session:
        people.add(session, "guest", "访客", password_hash="", by=Process.SET_UP, at=NOON)
    assert isinstance(try_once(engine, "guest", ""), TurnedAway)


def test_the_fifth_failure_closes_the_door_and_says_for_how_long(engine, lin):
    for minute in range(5):
        refused = try_once(engine, "lin", "wrong", at=NOON + timedelta(minutes=minute))
        assert isinstance(refused, TurnedAway)
        assert refused.wait is None
    waiting = try_once(engine, "lin", PASSWORD, at=NOON + timedelta(minutes=5))
    assert isinstance(waiting, TurnedAway)
    assert waiting.wait == timedelta(minutes=10)
    assert "10 分钟" in waiting.problem.in_("zh")
    assert "10 minutes" in waiting.problem.in_("en")


def test_waiting_is_not_prolonged_by_trying(engine, lin):
    for _ in range(9):
        try_once(engine, "lin", "wrong")
    assert isinstance(try_once(engine, "lin", PASSWORD, at=NOON + timedelta(minutes=15)), SignedIn)


def test_a_success_forgives_the_failures_before_it(engine, lin):
    for _ in range(4):
        try_once(engine, "lin", "wrong")
    assert isinstance(try_once(engine, "lin", PASSWORD), SignedIn)
    for _ in range(4):
        try_once(engine, "lin", "wrong")
    assert isinstance(try_once(engine, "lin", PASSWORD), SignedIn)


def test_guessing_many_names_from_one_address_is_slowed_down(engine, lin):
    with act(engine) as session:
        session.add_all(SignInTry(handle=f"name{n}", address=DESK, at=NOON, let_in=False) for n in range(FAILURES_PER_ADDRESS))
    waiting = try_once(engine, "lin", PASSWORD)
    assert isinstance(waiting, TurnedAway)
    assert waiting.wait == timedelta(minutes=15)
    assert isinstance(try_once(engine, "lin", PASSWORD, address="10.0.0.8"), SignedIn)


def test_addresses_are_forgotten_after_a_day(engine, lin):
    try_once(engine, "lin", "wrong")
    try_once(engine, "lin", PASSWORD, at=NOON + timedelta(days=2))
    with act(engine) as session:
        assert [row.at for row in session.exec(select(SignInTry))] == [NOON + timedelta(days=2)]


def test_a_weakly_hashed_password_is_hashed_again_when_its_owner_signs_in(engine, lin):
    with act(engine) as session:
        people.by_handle(session, "lin").password = PasswordHasher(time_cost=1, memory_cost=512, parallelism=1).hash(PASSWORD)
    assert isinstance(try_once(engine, "lin", PASSWORD), SignedIn)
    with act(engine) as session:
        assert "m=1024" in people.by_handle(session, "lin").password
    assert isinstance(try_once(engine, "lin", PASSWORD), SignedIn)


def test_a_new_password_ends_the_other_browsers_and_is_in_the_history(engine, lin, token):
    with act(engine) as session:
        set_password(session, people.by_handle(session, "lin"), "三月的风吹过老街口外", by=Process.SET_UP, at=NOON)
        rows = history.about(session, f"person:{lin.key}")
    assert rows[0].verb == "password.set"
    assert "老街口" not in str(rows[0].what)
    assert who(engine, token, NOON) is None
    assert isinstance(try_once(engine, "lin", PASSWORD), TurnedAway)
    assert isinstance(try_once(engine, "lin", "三月的风吹过老街口外"), SignedIn)


def test_a_weak_new_password_changes_nothing(engine, lin):
    with pytest.raises(StudioError), act(engine) as session:
        set_password(session, people.by_handle(session, "lin"), "lin", by=Process.SET_UP, at=NOON)
    assert isinstance(try_once(engine, "lin", PASSWORD), SignedIn)


NEW = "三月的风吹过老街口外"


def change(engine: Engine, old: str, new: str = NEW, *, keep: str = "", at: datetime = NOON) -> TurnedAway | None:
    with act(engine) as session:
        person = people.by_handle(session, "lin")
        return change_password(session, person, old, new, by=person, address=DESK, at=at, keep=keep)


def test_whoever_knows_the_old_password_changes_it_and_only_this_browser_stays(engine, lin, token):
    other = try_once(engine, "lin", PASSWORD)
    assert isinstance(other, SignedIn)
    assert change(engine, PASSWORD, keep=web_sessions.hash_of(token)) is None
    assert who(engine, token, NOON) == "lin"
    assert who(engine, other.token, NOON) is None
    assert isinstance(try_once(engine, "lin", PASSWORD), TurnedAway)
    assert isinstance(try_once(engine, "lin", NEW), SignedIn)
    with act(engine) as session:
        row = history.about(session, f"person:{lin.key}")[0]
    assert (row.verb, row.who, row.what) == ("password.set", "lin", {"sign_ins_ended": 1})


def test_guessing_the_old_password_on_a_screen_left_open_closes_the_same_door(engine, lin):
    for _ in range(FAILURES_PER_HANDLE):
        wrong = change(engine, "wrong password")
        assert wrong is not None
        assert wrong.wait is None
    waiting = change(engine, PASSWORD)
    assert waiting is not None
    assert waiting.wait == timedelta(minutes=15)
    assert isinstance(try_once(engine, "lin", PASSWORD), TurnedAway)
    assert change(engine, PASSWORD, at=NOON + timedelta(minutes=15)) is None


def test_a_weak_new_password_says_nothing_about_the_old_one(engine, lin):
    said = set()
    for old in (PASSWORD, "wrong password"):
        with pytest.raises(StudioError) as refused:
            change(engine, old, "short")
        said.add(str(refused.value))
    assert len(said) == 1
    assert isinstance(try_once(engine, "lin", PASSWORD), SignedIn)


def test_nobody_goes_round_the_old_password_of_their_own_or_changes_anothers_by_it(engine, lin):
    with act(engine) as session:
        other = people.add(session, "wen", "闻一", password_hash="", by=Process.SET_UP, at=NOON)
    with pytest.raises(NotAllowed), act(engine) as session:
        set_password(session, people.by_handle(session, "lin"), NEW, by=people.by_handle(session, "lin"), at=NOON)
    with pytest.raises(NotAllowed), act(engine) as session:
        change_password(session, people.by_handle(session, "lin"), PASSWORD, NEW, by=other, address=DESK, at=NOON, keep="")


def test_an_admin_sets_a_password_only_for_who_works_for_no_brand_but_theirs(house):
    admin, planner = house.person("admin"), house.person("planner")
    with house.act() as session:
        people.give_role(session, planner, people.Role.EDITOR, brand=house.other_brand, by=Process.SET_UP, at=NOON)
        set_password(session, people.by_handle(session, "editor"), NEW, by=admin, at=NOON)
    assert isinstance(try_once(house.engine, "editor", NEW), SignedIn)
    with pytest.raises(NotAllowed), house.act() as session:
        set_password(session, people.by_handle(session, "planner"), NEW, by=admin, at=NOON)


@pytest.mark.parametrize("handle", ["林岚", "a b", "", "-lin", "x" * 61, "lin\r\nx-studio-person: admin"])
def test_a_sign_in_name_that_cannot_travel_in_a_header_is_refused(engine, handle):
    with pytest.raises(StudioError, match="登录名"), act(engine) as session:
        people.add(session, handle, "林岚", password_hash="", by=Process.SET_UP, at=NOON)


def test_a_stranger_who_guesses_locks_out_only_himself(engine, lin):
    for number in range(60):
        try_once(engine, "lin", "wrong", address=f"203.0.113.{number % 3}")
    strangers = try_once(engine, "lin", PASSWORD, address="203.0.113.0")
    assert isinstance(strangers, TurnedAway)
    assert strangers.wait is not None
    assert isinstance(try_once(engine, "lin", PASSWORD), SignedIn)


def test_a_success_elsewhere_does_not_forgive_the_guesses_from_here(engine, lin):
    for _ in range(5):
        try_once(engine, "lin", "wrong", address="203.0.113.9")
    assert isinstance(try_once(engine, "lin", PASSWORD), SignedIn)
    again = try_once(engine, "lin", "wrong", address="203.0.113.9")
    assert isinstance(again, TurnedAway)
    assert again.wait is not None


def test_a_line_with_many_addresses_of_its_own_counts_as_one(engine, lin):
    for number in range(5):
        try_once(engine, "lin", "wrong", address=f"2001:db8:1:2::{number + 1:x}")
    waiting = try_once(engine, "lin", PASSWORD, address="2001:db8:1:2:ffff::9")
    assert isinstance(waiting, TurnedAway)
    assert waiting.wait is not None
    assert isinstance(try_once(engine, "lin", PASSWORD, address="2001:db8:1:3::1"), SignedIn)


@pytest.mark.parametrize(
    ("address", "counted"),
    [("::ffff:10.0.0.7", "10.0.0.7"), ("10.0.0.7", "10.0.0.7"), ("2001:db8::5", "2001:db8::/64"), ("testclient", "testclient")],
)
def test_an_address_is_counted_by_its_line(address, counted):
    assert network_of(address) == counted


@pytest.mark.parametrize("password", ["长" * 1_025, "a" * 5_000_000, "半个\ud83d" * 5, "有\x00空字符的密码一二三"])
def test_a_password_that_nobody_can_have_is_turned_away_unread_and_counted(engine, lin, password, monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", None)
    assert isinstance(try_once(engine, "lin", password), TurnedAway)
    with act(engine) as session:
        assert [row.let_in for row in session.exec(select(SignInTry))] == [False]
    with pytest.raises(StudioError):
        passwords.check(password, handle="lin")


def test_a_name_that_cannot_be_kept_is_kept_with_a_sign_of_replacement(engine, lin):
    assert isinstance(try_once(engine, "li\x00n\ud800", "wrong"), TurnedAway)
    with act(engine) as session:
        assert session.exec(select(SignInTry.handle)).all() == ["li�n�"]
