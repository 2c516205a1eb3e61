"""Before everybody one follower may see a post; what is out may be taken down where the platform allows it; comments are answered from here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from studio.channels.answer import Done, NotSent
from studio.engagement.collect import collect
from studio.engagement.reading import Interaction, unanswered
from studio.engagement.reply import reply
from studio.errors import NotAllowed, Refused
from studio.history import HistoryRow
from studio.people.process import Process
from studio.personas.stage import PersonaStage
from studio.posts.opt_out import Recipient, opt_out
from studio.posts.post import latest, post, write
from studio.publishing import tester as testing
from studio.publishing.delivery import State
from studio.publishing.hold import HoldScope, hold
from studio.publishing.show_first import show_first
from studio.publishing.take_down import take_down
from tests.house import LIFE, House
from tests.on_the_sandbox import GROUPS, OA, Town, town

SERVICE = "wxsandboxservice01"


@pytest.fixture
def place(house: House, tmp_path: Path) -> Iterator[Town]:
    with town(house, tmp_path) as where:
        yield where


def out(place: Town):
    row = place.sent(OA)
    place.wait(seconds=20)
    place.work()
    assert place.house.delivery(row).is_ is State.DELIVERED
    return row


def effects(place: Town, effect: str) -> list[dict]:
    return place.control(f"/ledger?effect={effect}", method="GET")


def follower(place: Town) -> str:
    return place.control("/people", {"side": "official_account", "act": "subscribe", "appid": SERVICE})["openid"]


def named(place: Town, openid: str, slug: str = OA):
    with place.house.act() as session:
        account = place.house.account(session, slug)
        return testing.name_tester(session, account, openid, "店长小米", by=place.house.person("admin"), at=place.house.now)


def test_one_of_our_own_sees_it_before_it_is_out(place):
    row, editor = place.planned(OA), place.house.person("editor")
    openid = follower(place)
    named(place, openid)
    assert isinstance(show_first(place.desk, row.placement_id, openid, brand=1, by=editor), Done)
    (shown,) = effects(place, "preview_sent")
    assert shown["remote"]["openid"] == openid
    assert place.house.delivery(row).is_ is State.PLANNED
    with place.house.act() as session:
        (told,) = session.exec(select(HistoryRow).where(HistoryRow.verb == "post.shown_first"))
    assert told.what["to"] == openid


def test_a_stranger_and_a_group_see_no_preview(place):
    editor = place.house.person("editor")
    named(place, "nobody")
    assert isinstance(show_first(place.desk, place.planned(OA).placement_id, "nobody", brand=1, by=editor), NotSent)
    with pytest.raises(Refused, match="只有公众号"):
        show_first(place.desk, place.planned(GROUPS).placement_id, "anybody", brand=1, by=editor)


def test_a_customer_is_shown_nothing_that_is_not_approved(place):
    """Whoever follows is a customer, unless an admin has named them as one of the brand's own; and nobody else names anybody."""
    row, editor, openid = place.planned(OA), place.house.person("editor"), follower(place)
    with pytest.raises(Refused, match="试看名单"):
        show_first(place.desk, row.placement_id, openid, brand=1, by=editor)
    with place.house.act() as session, pytest.raises(NotAllowed):
        testing.name_tester(session, place.house.account(session, OA), openid, "我", by=editor, at=place.house.now)
    whom = named(place, openid)
    show_first(place.desk, row.placement_id, openid, brand=1, by=editor)
    with place.house.act() as session:
        testing.end_tester(session, session.get(type(whom), whom.key), by=place.house.person("admin"), at=place.house.now)
    with pytest.raises(Refused, match="试看名单"):
        show_first(place.desk, row.placement_id, openid, brand=1, by=editor)
    named(place, openid)
    with place.house.act() as session:
        opt_out(session, Recipient.PERSON, openid, reason="取消关注", by=Process.SET_UP, at=place.house.now)
    with pytest.raises(Refused, match="试看名单"):
        show_first(place.desk, row.placement_id, openid, brand=1, by=editor)
    assert len(effects(place, "preview_sent")) == 1


@pytest.mark.parametrize("what", ["checks", "warm-up", "hold"])
def test_what_could_not_be_handed_in_is_shown_to_nobody_either(place, what):
    row, editor, openid = place.planned(OA), place.house.person("editor"), follower(place)
    named(place, openid)
    with place.house.act() as session:
        if what == "checks":
            written = post(session, row.post_id)
            body = {
                kind: each.model_copy(update={"text": "国家级的围巾，全网最低价 ¥99"})
                for kind, each in latest(session, written).body.items()
            }
            write(session, written, body, pillar=LIFE, by=editor, at=place.house.now)
        elif what == "warm-up":
            written = post(session, row.post_id)
            body = {kind: each.model_copy(update={"text": "今天 99 元包邮"}) for kind, each in latest(session, written).body.items()}
            write(session, written, body, pillar=LIFE, by=editor, at=place.house.now)
            stage = session.exec(select(PersonaStage).where(PersonaStage.persona == "lin-an")).one()
            stage.stage = "warming"
        else:
            hold(session, HoldScope.BRAND, reason="停", by=place.house.person("publisher"), at=place.house.now)
    with pytest.raises(Refused, match={"checks": "国家级", "warm-up": "养成期", "hold": "暂停"}[what]):
        show_first(place.desk, row.placement_id, openid, brand=1, by=editor)
    assert effects(place, "preview_sent") == []


def test_an_article_that_is_out_is_taken_down_for_a_reason_and_says_so(place):
    row, publisher = out(place), place.house.person("publisher")
    with pytest.raises(Refused, match="为什么"):
        take_down(place.desk, row.key, reason=" ", brand=1, by=publisher)
    with pytest.raises(Refused):
        take_down(place.desk, row.key, reason="价格写错了", brand=1, by=place.house.person("editor"))
    assert isinstance(take_down(place.desk, row.key, reason="价格写错了", brand=1, by=publisher), Done)
    told = place.house.delivery(row)
    assert told.is_ is State.DELIVERED
    assert told.said["zh"].endswith("已从平台删除：价格写错了")


def test_what_is_in_a_group_cannot_be_taken_down(place):
    row = place.sent(GROUPS)
    with place.house.act() as session:
        waiting = session.get(type(row), row.key)
        waiting.state = State.DELIVERED.value
    with pytest.raises(Refused, match="收不回"):
        take_down(place.desk, row.key, reason="发错群了", brand=1, by=place.house.person("publisher"))


def test_a_comment_is_answered_on_the_platform_and_waits_no_more(place):
    out(place)
    (article,) = effects(place, "article_published")
    wish = {"appid": SERVICE, "msg_data_id": article["remote"]["msg_data_id"], "content": "还有货吗"}
    place.control("/people", {"side": "official_account", "act": "comment", **wish})
    collect(place.desk)
    place.wait(hours=1)
    collect(place.desk)
    with place.house.act() as session:
        question = next(row for row in session.exec(select(Interaction)) if row.text == "还有货吗")
    editor = place.house.person("editor")
    for words in ("这条是国家级的", "包治失眠，三天见效"):
        with pytest.raises(Refused):
            reply(place.desk, question.key, words, brand=1, by=editor)
    assert effects(place, "comment_replied") == []
    assert isinstance(reply(place.desk, question.key, "还有，99 元，今天发货", brand=1, by=editor), Done)
    with place.house.act() as session:
        assert question.key not in {row.key for row in unanswered(session)}
    (sent,) = effects(place, "comment_replied")
    assert sent["text"] == "还有，99 元，今天发货"
