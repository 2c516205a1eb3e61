"""Accounts: set up by an admin, tried out in plain words, paused by themselves when their credential dies."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlmodel import select

from studio import history
from studio.brands.account import ChannelAccount, account, accounts, set_secret
from studio.channels.channel import Secret
from studio.channels.keys import parse_secret
from studio.database import act_across_brands
from studio.errors import NotAllowed, Refused, StudioError
from studio.people.person import Person
from studio.people.process import Process
from studio.publishing.connection import add_account, change_account, check_connection, put_account_away, set_account_keys
from studio.publishing.delivery import State
from studio.publishing.drawer import Keepsake, TableDrawer
from studio.publishing.hold import holds, lift
from studio.publishing.notice import unread
from studio.publishing.reseal import reseal_everything
from studio.publishing.resolve import try_again
from studio.publishing.work import work_through
from studio.vault import Vault
from tests.house import KEY, House
from tests.on_the_sandbox import GROUPS, OA, Town, town


@pytest.fixture
def place(house: House, tmp_path: Path) -> Iterator[Town]:
    with town(house, tmp_path) as where:
        yield where


def key_of(house: House, slug: str) -> int:
    with house.act() as session:
        return account(session, slug).key


def found(place: Town, slug: str) -> list[tuple[str, str]]:
    """(errcode, mend) of what the connection test says."""
    return [(each.rule, each.mend.zh) for each in check_connection(place.desk, key_of(place.house, slug), brand=1)]


def test_a_working_connection_has_nothing_to_say(place):
    assert [found(place, slug) for slug in (OA, GROUPS)] == [[], []]


def test_what_is_wrong_is_said_in_plain_words_with_its_mend(place):
    service, corp = {"side": "official_account", "appid": "wxsandboxservice01"}, {"side": "wecom", "corpid": "wwsandboxcorp0001"}
    place.control("/world", service | {"allow_ips": ["10.9.9.9"]})
    [(code, mend)] = found(place, OA)
    assert code == "errcode 40164"
    assert "IP 白名单" in mend
    place.control("/world", corp | {"allow_ips": ["10.9.9.9"]})
    [(code, mend)] = found(place, GROUPS)
    assert code == "errcode 60020"
    assert "可信IP" in mend
    place.control("/world", corp | {"allow_ips": [], "app": {"agentid": "1000002", "callable": False}})
    [(code, mend)] = found(place, GROUPS)
    assert code == "errcode 48002"
    assert "可调用接口的应用" in mend
    place.control("/world", service | {"allow_ips": [], "verified": False})
    [(code, mend)] = found(place, OA)
    assert code == "errcode 48001"
    assert "只建草稿" in mend


def test_a_wrong_appid_is_named(place):
    house = place.house
    with house.act() as session:
        change_account(session, account(session, OA), by=house.person("admin"), at=house.now, external_id="wxnobody")
    [(code, mend)] = found(place, OA)
    assert code == "errcode 40013"
    assert "AppID" in mend


def test_without_a_secret_no_platform_is_asked(place):
    house = place.house
    with house.act() as session:
        account(session, OA).sealed = None
    [problem] = check_connection(place.desk, key_of(house, OA), brand=1)
    assert problem.field == "secret"


def test_a_credential_that_dies_pauses_its_account_and_says_so_once(place):
    house = place.house
    first, second = place.planned(OA), place.planned(OA, text="第二篇，讲讲怎么收大衣", due_in=timedelta(minutes=2))
    place.control("/world", {"side": "official_account", "appid": "wxsandboxservice01", "allow_ips": ["10.9.9.9"]})
    for _ in range(3):
        place.wait(minutes=1, seconds=1)
        place.work()
    assert house.delivery(first).is_ is State.REFUSED
    assert house.delivery(second).is_ is State.PLANNED, "it waits and is not refused as well"
    with house.act() as session:
        [switch] = holds(session)
        assert (switch.scope, switch.target) == ("account", OA)
        [told] = unread(session, session.get(Person, house.person("admin").key))
        assert told.times == 1
        assert "白名单" in told.mend_zh
    place.control("/world", {"side": "official_account", "appid": "wxsandboxservice01", "allow_ips": []})
    with house.act() as session:
        lift(session, session.merge(switch), by=house.person("publisher"), at=house.now)
        try_again(session, session.get(type(first), first.key), by=house.person("publisher"), at=house.now)
    for _ in range(2):
        place.wait(seconds=16)
        place.work()
    assert {house.delivery(row).is_ for row in (first, second)} <= {State.CREATED, State.DELIVERED}


def test_one_wrong_message_pauses_nobody(house):
    house.platform.faults = ["bad_words"]
    row = house.scheduled()
    house.clock.advance(timedelta(hours=1, seconds=1))
    work_through(house.desk())
    assert house.delivery(row).is_ is State.REFUSED
    with house.act() as session:
        assert holds(session) == []


def an_account(house: House, **fields) -> ChannelAccount:
    plain = {
        "slug": "oa-new",
        "name": "新号",
        "channel": "official_account",
        "kind": "service",
        "external_id": "wx1",
        "created_at": house.now,
    }
    return ChannelAccount(**plain | fields)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"channel": "fax"}, {"channel"}),
        ({"kind": "", "external_id": " ", "name": ""}, {"kind", "external_id", "name"}),
        ({"settings": {"publish": "shout"}}, {"publish"}),
        ({"channel": "community", "settings": {"charter": "spam"}}, {"charter"}),
        ({"channel": "handoff", "kind": "fax"}, {"kind"}),
        ({"slug": "Über"}, {"slug"}),
        ({"slug": "oa-brand"}, {"slug"}),
    ],
)
def test_everything_wrong_with_a_new_account_is_said_at_once(house, fields, wrong):
    with house.act() as session, pytest.raises(Refused) as said:
        add_account(session, an_account(house, **fields), by=house.person("admin"), at=house.now)
    assert {each.field for each in said.value.problems} == wrong


def test_only_admins_set_accounts_up_and_the_history_knows_no_secret(house):
    with house.act() as session, pytest.raises(NotAllowed):
        add_account(session, an_account(house), by=house.person("publisher"), at=house.now)
    with house.act() as session:
        row = add_account(session, an_account(house), by=house.person("admin"), at=house.now)
        set_account_keys(session, row, vault=Vault(KEY), by=house.person("admin"), at=house.now, secret="very-secret", robot="robot-1")
        changed = change_account(
            session, row, by=house.person("admin"), at=house.now, name="新号二", settings={"publish": "draft"}, kind="service"
        )
        assert changed == ["name", "settings"]
        told = history.about(session, f"account:{row.key}")
    assert [each.verb for each in told] == ["account.changed", "account.secret_set", "account.added"]
    assert "very-secret" not in str([each.what for each in told])


def test_a_new_secret_keeps_the_callback_keys_and_forgets_the_old_token(house):
    vault, admin = Vault(KEY), house.person("admin")
    with house.act() as session:
        row = add_account(session, an_account(house), by=admin, at=house.now)
        set_account_keys(session, row, vault=vault, by=admin, at=house.now, secret="one", callback_token="t", aes_key="k" * 43)
    TableDrawer(house.engine, vault, brand=1, account_id=row.key).keep("access_token", "old", until=None)
    with house.act() as session:
        set_account_keys(session, account(session, "oa-new"), vault=vault, by=admin, at=house.now, secret="two")
        keys = parse_secret(Secret(vault.open(account(session, "oa-new").sealed or b"")))
        assert (keys.secret, keys.callback_token) == ("two", "t")
        assert session.exec(select(Keepsake)).all() == []
        set_secret(session, account(session, "oa-new"), "three", vault=vault, by=Process.SET_UP, at=house.now)
        assert parse_secret(Secret(vault.open(account(session, "oa-new").sealed or b""))).callback_token == "t"


def test_changing_where_an_account_posts_voids_what_was_approved_for_it(house):
    row = house.scheduled()
    with house.act() as session:
        fields = {"settings": {"agent": "1000009"}, "external_id": "ww9"}
        change_account(session, account(session, "moments-founder"), by=house.person("admin"), at=house.now, **fields)
    house.clock.advance(timedelta(hours=1, seconds=1))
    work_through(house.desk())
    assert house.delivery(row).is_ is State.REFUSED
    assert house.platform.ledger == []


def test_an_account_with_something_planned_is_not_put_away(house):
    house.scheduled()
    with house.act() as session, pytest.raises(Refused, match="1 deliveries that are not over"):
        put_account_away(session, account(session, "moments-founder"), by=house.person("admin"), at=house.now)
    with house.act() as session:
        put_account_away(session, account(session, "oa-brand"), by=house.person("admin"), at=house.now)
        assert "oa-brand" not in {row.slug for row in accounts(session)}


def test_under_a_new_key_everything_opens_and_the_old_key_opens_nothing(house):
    old, fresh = Vault(KEY), Fernet.generate_key()
    with house.act() as session:
        set_secret(session, account(session, "oa-brand"), "app-secret", vault=old, by=Process.SET_UP, at=house.now)
        key = account(session, "oa-brand").key
    TableDrawer(house.engine, old, brand=1, account_id=key).keep("access_token", "token-1", until=None)
    told = reseal_everything(house.engine, Vault(fresh, KEY), Vault(fresh), by=house.person("admin"), at=house.now)
    assert (told.accounts, told.keepsakes) == (1, 1)
    with act_across_brands(house.engine) as session:
        sealed = session.exec(select(ChannelAccount.sealed).where(ChannelAccount.slug == "oa-brand")).one() or b""
    assert "app-secret" in Vault(fresh).open(sealed)
    with pytest.raises(StudioError):
        old.open(sealed)
    assert TableDrawer(house.engine, Vault(fresh), brand=1, account_id=key).take("access_token").value == "token-1"


def test_a_row_that_no_key_opens_stops_the_rotation_and_changes_nothing(house):
    fresh = Fernet.generate_key()
    with house.act() as session:
        set_secret(session, account(session, "oa-brand"), "good", vault=Vault(KEY), by=Process.SET_UP, at=house.now)
        account(session, "groups-founder").sealed = b"no secret of ours"
    with pytest.raises(StudioError, match="groups-founder"):
        reseal_everything(house.engine, Vault(fresh, KEY), Vault(fresh), by=house.person("admin"), at=house.now)
    with house.act() as session:
        assert "good" in Vault(KEY).open(account(session, "oa-brand").sealed or b"")
