"""A platform's push, signed and encrypted over real HTTP, makes the publisher ask at once; each push is handled once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from studio.brands.account import ChannelAccount
from studio.channels.channel import Secret
from studio.channels.keys import parse_secret
from studio.engagement.heard import hear
from studio.engagement.names import learn_names, names_of
from studio.engagement.platform_event import PlatformEvent, waiting
from studio.gateway.state import state_for
from studio.posts.opt_out import opt_outs
from studio.publishing.delivery import State
from studio.publishing.drawer import TableDrawer
from studio.vault import Vault
from studio.workspace.callbacks import tell_sandbox, with_callback_keys
from tests.channels.desk import COFFEE
from tests.gateway.conftest import Sandglass
from tests.gateway.served import serving
from tests.house import KEY, House
from tests.on_the_sandbox import DRAFTS, GROUPS, OA, Town, soon, town


@pytest.fixture
def place(house: House, tmp_path: Path) -> Iterator[Town]:
    """The studio with its web process, and the platforms that know where to push to."""
    settings = Sandglass(home=tmp_path, database_url=str(house.engine.url), key=KEY.decode(), glass=house.clock)
    with town(house, tmp_path) as where, serving(state_for(settings, house.engine)) as web:
        assert tell_sandbox(where.opened, address=web) == [GROUPS, DRAFTS, OA]
        yield where


def pushes(town: Town) -> list[PlatformEvent]:
    with town.house.act() as session:
        return list(session.exec(select(PlatformEvent)))


def test_a_finished_publish_job_is_asked_about_at_once(place):
    row = place.sent(OA)
    assert row.is_ is State.CREATED
    with place.house.act() as session:  # as if the next question were far away
        far = session.get(type(row), row.key)
        far.next_at = place.house.now + timedelta(hours=1)
    place.wait(seconds=20)
    assert soon(lambda: [push.kind for push in pushes(place)] == ["PublishJobFinished"]), "the platform pushed it to /hooks/oa-real"
    assert hear(place.desk) == 1
    place.work()
    assert place.house.delivery(row).is_ is State.DELIVERED
    assert hear(place.desk) == 0
    assert all(push.handled_at for push in pushes(place))


def test_every_platform_account_proves_its_address(place):
    for side, name in (("official_account", "wxsandboxservice01"), ("wecom", "wwsandboxcorp0001")):
        assert place.control("/callbacks/check", {"side": side, "account": name}) == {"ok": True, "words": ""}


def test_a_push_about_somebody_elses_article_looks_at_drafts_that_wait(place):
    row = place.sent(DRAFTS)
    assert (row.is_, row.waits_for_person) == (State.CREATED, True)
    with place.house.act() as session:
        session.add(
            PlatformEvent(
                account_id=row.account_id, kind="PublishJobFinished", event_key="publish:9", received_at=place.house.now,
                fields={"key": "publish:9", "at": "2026-11-23T01:00:00Z", "publish_id": "9", "status": 0, "article_id": "a", "urls": [], "failed": []},
            )
        )  # fmt: skip
    assert hear(place.desk) == 1
    assert place.house.delivery(row).next_at == place.house.now


def test_a_push_that_overtakes_the_answer_waits_for_it(place):
    row = place.planned(OA)
    with place.house.act() as session:
        sending = session.get(type(row), row.key)
        sending.state = State.SENDING.value
        session.add(
            PlatformEvent(
                account_id=row.account_id, kind="MassJobFinished", event_key="mass:7", received_at=place.house.now,
                fields={
                    "key": "mass:7", "at": "2026-11-23T01:00:00Z", "msg_id": "7", "status": "send success",
                    "total": 1, "filtered": 1, "sent": 1, "errors": 0, "urls": [],
                },
            )
        )  # fmt: skip
    assert hear(place.desk) == 0
    with place.house.act() as session:
        session.get(type(row), row.key).state = State.CREATED.value
    assert hear(place.desk) == 1


def test_a_group_with_another_owner_is_looked_up_anew(place):
    row = place.sent(GROUPS)

    def owner_kept() -> bool:  # by whoever opens the drawer now: what somebody has at hand he forgets after seconds
        drawer = TableDrawer(place.house.engine, Vault(KEY), brand=1, account_id=row.account_id)
        return drawer.take("owner:wr-group-style-01") is not None

    assert owner_kept()
    place.control("/people", {"side": "wecom", "act": "join_group", "chat_id": "wr-group-style-01"})
    assert soon(lambda: any(push.kind == "GroupChanged" for push in pushes(place)))
    assert hear(place.desk) >= 1
    assert not owner_kept()


def test_a_group_with_another_name_is_called_by_it(place):
    learn_names(place.desk)
    place.control("/people", {"side": "wecom", "act": "rename_group", "chat_id": COFFEE, "name": "手冲一起学"})
    assert soon(lambda: any(push.kind == "GroupChanged" for push in pushes(place)))
    assert hear(place.desk) == 1
    learn_names(place.desk)
    with place.house.act() as session:
        assert names_of(session, [COFFEE]) == {COFFEE: "手冲一起学"}


def test_who_comes_and_goes_is_kept_and_waits_for_nobody_and_a_message_waits_for_a_person(place):
    follower = place.control("/people", {"side": "official_account", "act": "subscribe", "appid": "wxsandboxservice01"})["openid"]
    somebody = place.control("/people", {"side": "wecom", "act": "add_customer", "userid": "lin-an", "name": "橘子汽水"})
    left = {"userid": "lin-an", "external_userid": somebody["external_userid"]}
    place.control("/people", {"side": "wecom", "act": "delete_member", **left})
    for said in ("这件还有货吗", "退订"):
        wish = {"side": "official_account", "act": "write", "appid": "wxsandboxservice01", "openid": follower, "content": said}
        place.control("/people", wish)
    assert soon(lambda: len(pushes(place)) == 5)
    hear(place.desk)
    kinds = {push.kind: push.handled_at is not None for push in pushes(place) if push.kind != "FollowerWrote"}
    assert kinds == {"Subscribed": True, "ContactAdded": True, "ContactLost": True}
    with place.house.act() as session:
        assert [row.fields["text"] for row in waiting(session)] == ["这件还有货吗"]
        assert [(row.whom, row.reason) for row in opt_outs(session)] == [(follower, "回复「退订」")]


def test_told_twice_an_account_keeps_its_keys(place):
    def sealed() -> dict[str, bytes | None]:
        with place.house.act() as session:
            return {row.slug: row.sealed for row in session.exec(select(ChannelAccount))}

    before = sealed()
    assert tell_sandbox(place.opened, address="http://127.0.0.1:1") == [GROUPS, DRAFTS, OA]
    assert sealed() == before


def test_keys_are_added_to_a_bare_secret_and_differ_each_time():
    one, other = parse_secret(Secret(with_callback_keys("abc"))), parse_secret(Secret(with_callback_keys("abc")))
    assert (one.secret, len(one.aes_key)) == ("abc", 43)
    assert one.callback_token != other.callback_token
    assert one.aes_key != other.aes_key
