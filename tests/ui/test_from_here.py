"""What reaches the platform from the screens: a reply, a look ahead for one follower, a take-down; and who wants nothing more."""

import io
from datetime import datetime, timedelta

import pytest
from PIL import Image
from sqlmodel import select

from studio import history
from studio.brands.account import ChannelAccount, account
from studio.channels.answer import Answer, Blame, Done, NotSent, Unknown
from studio.channels.events import FollowerWrote
from studio.channels.official_account.account import OfficialAccount
from studio.channels.registry import CHANNELS
from studio.engagement.names import KnownName
from studio.engagement.platform_event import PlatformEvent, how_many_wait, take_in
from studio.engagement.reading import Interaction
from studio.errors import Words
from studio.library.current import library
from studio.library.kinds import ChannelKind
from studio.posts.opt_out import opt_outs
from studio.posts.placement import Placement, place
from studio.posts.post import start, write
from studio.posts.variant import PictureRef, Variant
from studio.publishing.delivery import Attempt, Delivery, State
from studio.publishing.schedule import approve_and_schedule, page_now
from studio.review.submission import Submission, submit
from tests.ui.conftest import Studio
from tests.ui.test_every_page import said
from tests.ui.test_publish_parts import left, now, planned, press, tried

REFUSED = NotSent(Blame.FIX_THE_CHANNEL, Words("平台说：评论已关闭", "comments are closed"), Words("到后台打开评论", "open them there"))


class Platform(OfficialAccount):
    """An Official Account whose platform answers at once, as the test wishes, and keeps what it was asked."""

    answers: Answer = Done({"removed": "1"})
    asked: "list[tuple[str, ...]]" = []

    def reply(self, remote_id: str, text: str, *, now: datetime) -> Answer:
        self.asked.append(("reply", remote_id, text))
        return self.answers

    def remove(self, done, *, now: datetime) -> Answer:
        self.asked.append(("remove", *done))
        return self.answers

    def preview(self, message, done, person: str, *, now: datetime) -> Answer:
        self.asked.append(("preview", person))
        return self.answers


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> type[Platform]:
    monkeypatch.setitem(CHANNELS, "official_account", Platform)
    monkeypatch.setattr(Platform, "asked", [])
    monkeypatch.setattr(Platform, "answers", Platform.answers)
    return Platform


def article(studio: Studio) -> Placement:
    """An article that waits for the reviewer."""
    words, editor = "围巾怎么洗才不缩水", studio.person("editor")
    content = io.BytesIO()
    Image.new("RGB", (900, 383), "#B7B3C9").save(content, "JPEG")
    cover = PictureRef(digest=studio.files.put(content.getvalue()), width=900, height=383)
    kind = ChannelKind.OFFICIAL_ACCOUNT
    variant = Variant(channel=kind, title=words, text=words, html=f"<p>{words}</p>", summary=words, author="林岸", cover=cover)
    with studio.act() as session:
        pillar = library(session).pillar("know-how")
        begun = start(session, words, persona="lin-an", pillar=pillar.slug, by=editor, at=studio.now)
        write(session, begun, {kind: variant}, pillar=pillar, by=editor, at=studio.now)
        where = place(session, begun, account(session, "oa-brand"), due_at=studio.now + timedelta(hours=2), by=editor, at=studio.now)
        submit(session, begun, files=studio.files, by=editor, at=studio.now)
        return where


def out(studio: Studio) -> Delivery:
    """An article that went to followers as a mass send."""
    where, reviewer = article(studio), studio.person("reviewer")
    with studio.act() as session:
        waits = session.exec(select(Submission).where(Submission.post_id == where.post_id)).one()
        seen = page_now(session, waits, files=studio.files, at=studio.now).seen
        (row,) = approve_and_schedule(session, waits, seen=seen, files=studio.files, by=reviewer, at=studio.now)
    left(studio, row, State.DELIVERED, sent_at=studio.now)
    tried(studio, row, "submit", "sent", msg_id="7001")
    return row


def comment(studio: Studio, row: Delivery, text: str = "还有 M 码吗？") -> Interaction:
    with studio.act() as session:
        said_so = Interaction(delivery_id=row.key, kind="comment", remote_id="77:5", person="王太太", text=text, at=studio.now)
        session.add(said_so)
        session.flush()
        return said_so


def test_a_comment_is_answered_on_the_platform_and_leaves_the_inbox(studio: Studio, platform: type[Platform]):
    asks = comment(studio, out(studio))
    screen = studio.screen("engage", who="editor")
    screen.text_area(key=f"reply_text_{asks.key}").set_value("有的，今天发货")
    press(screen, f"reply_send_{asks.key}")
    assert not screen.exception
    assert platform.asked == [("reply", "77:5", "有的，今天发货")]
    assert "还有 M 码吗？" not in said(screen)
    with studio.act() as session:
        assert session.get(Interaction, asks.key).answered_by == "editor"


@pytest.mark.parametrize("answer", [REFUSED, Unknown(Words("平台没有回答", "no answer"))])
def test_a_reply_that_did_not_arrive_stays_in_the_box(studio: Studio, platform: type[Platform], answer: Answer):
    platform.answers = answer
    asks = comment(studio, out(studio))
    screen = studio.screen("engage", who="editor")
    screen.text_area(key=f"reply_text_{asks.key}").set_value("有的，今天发货")
    press(screen, f"reply_send_{asks.key}")
    assert str(answer.reason.zh) in said(screen)
    assert screen.text_area(key=f"reply_text_{asks.key}").value == "有的，今天发货"
    with studio.act() as session:
        assert session.get(Interaction, asks.key).answered_at is None


def test_where_the_channel_takes_no_reply_the_page_says_what_to_do(studio: Studio):
    comment(studio, left(studio, planned(studio)[0], State.DELIVERED, sent_at=studio.now))
    screen = studio.screen("engage", who="editor")
    assert "在手机上回复" in said(screen)
    assert not any(str(area.key).startswith("reply_text") for area in screen.text_area)


def test_an_article_is_taken_down_for_a_reason_and_never_twice(studio: Studio, platform: type[Platform]):
    row = out(studio)
    screen = studio.screen("publish", who="publisher", delivery=str(row.key))
    assert "卡片会留在关注者的聊天里" in said(screen)
    press(screen, "take_down_yes")
    assert "为什么删除" in said(screen)
    assert not platform.asked
    screen.text_input(key="take_down_reason").set_value("价格写错了")
    press(screen, "take_down_yes")
    assert not screen.exception
    assert platform.asked == [("remove", "submit")]
    assert "已从平台删除：价格写错了" in now(studio, row).said["zh"]
    assert not any(button.key == "take_down_yes" for button in screen.button)
    with studio.act() as session:
        assert session.exec(select(Attempt).where(Attempt.step == "take_down")).one().facts


def test_only_publishers_take_down_and_only_what_can_be_recalled(studio: Studio):
    planner = studio.screen("publish", who="planner", delivery=str(out(studio).key))
    assert "请发布或管理员来做" in said(planner)
    moment = left(studio, planned(studio)[0], State.DELIVERED, sent_at=studio.now)
    assert "收不回" in said(studio.screen("publish", who="publisher", delivery=str(moment.key)))


def test_one_of_our_own_sees_the_article_before_it_is_approved(studio: Studio, platform: type[Platform]):
    where = article(studio)
    with studio.act() as session:
        waits = session.exec(select(Submission).where(Submission.post_id == where.post_id)).one()
        by = session.get(ChannelAccount, where.account_id)
        take_in(session, by, FollowerWrote("message:1", studio.now, "oFan0001", "你好"), at=studio.now)
    screen = studio.screen("review", who="reviewer")
    screen.radio(key="review_choice").set_value(waits.key).run()
    assert screen.selectbox(key=f"show_first_whom_{where.key}").options == []
    settings = studio.screen("settings", who="admin", part="accounts")
    settings.selectbox(key="account_chosen").set_value("oa-brand").run()
    settings.selectbox(key="tester_whom_oa-brand").set_value("oFan0001")
    settings.text_input(key="tester_name_oa-brand").set_value("店长小米")
    press(settings, "tester_add_oa-brand")
    assert not settings.exception
    screen = studio.screen("review", who="reviewer")
    screen.radio(key="review_choice").set_value(waits.key).run()
    whom = screen.selectbox(key=f"show_first_whom_{where.key}")
    assert whom.options == ["店长小米"]
    whom.set_value("oFan0001")
    press(screen, f"show_first_yes_{where.key}")
    assert platform.asked == [("preview", "oFan0001")]
    assert any("已发到对方的微信" in done.value for done in screen.success)


def test_a_group_opts_out_for_a_reason_and_wants_to_hear_again(studio: Studio):
    with studio.act() as session:
        session.add(KnownName(remote_id="wrGroup0001", name="松间老友群", kind="group", asked_at=studio.now))
    screen = studio.screen("engage", who="planner")
    screen.selectbox(key="opt_out_whom_group_0").set_value("wrGroup0001").run()
    press(screen, "opt_out_yes")
    assert "退订要写是谁、为什么" in said(screen)
    assert screen.selectbox(key="opt_out_whom_group_0").value == "wrGroup0001"
    screen.text_input(key="opt_out_reason_0").set_value("群主说不要再发")
    press(screen, "opt_out_yes")
    assert not screen.exception
    assert "群主说不要再发" in said(screen)
    with studio.act() as session:
        (row,) = opt_outs(session)
    assert (row.whom, row.by) == ("wrGroup0001", "planner")
    press(screen, f"opt_in_{row.key}")
    with studio.act() as session:
        assert not opt_outs(session)


def test_what_a_follower_wrote_waits_until_somebody_dealt_with_it(studio: Studio):
    with studio.act() as session:
        take_in(session, account(session, "oa-brand"), FollowerWrote("message:2", studio.now, "oFan0002", "围巾怎么洗？"), at=studio.now)
    screen = studio.screen("engage", who="editor")
    assert "围巾怎么洗？" in said(screen)
    with studio.act() as session:
        event = session.exec(select(PlatformEvent)).one()
    with studio.act() as session:
        assert how_many_wait(session, FollowerWrote) == 1
    press(screen, f"settle_{event.key}")
    assert "围巾怎么洗？" not in said(screen)
    with studio.act() as session:
        assert how_many_wait(session, FollowerWrote) == 0
        (settled,) = history.about(session, f"platform_event:{event.key}")
    assert (settled.who, settled.verb) == ("editor", "message.settled")
