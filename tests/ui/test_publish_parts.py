"""投放 in its parts: what was missed, in doubt, on hold, and what goes out next; each is run without reading docs."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from studio.brands.account import ChannelAccount
from studio.engagement.names import KnownName
from studio.engagement.reading import Interaction
from studio.errors import Words
from studio.library.kinds import Audience
from studio.posts.placement import placement, readdress
from studio.publishing.delivery import Attempt, Delivery, State
from studio.publishing.hold import Hold
from studio.publishing.notice import Notice, tell
from studio.review.submission import waiting
from tests.ui.conftest import Studio
from tests.ui.test_every_page import said


def press(screen, key: str):
    return screen.button(key=key).click().run()


def planned(studio: Studio, channel: str = "moments", n: int = 1) -> list[Delivery]:
    """Planned deliveries of accounts of this channel, soonest first."""
    with studio.act() as session:
        query = select(Delivery).join(ChannelAccount, col(ChannelAccount.id) == col(Delivery.account_id))
        found = session.exec(
            query.where(ChannelAccount.channel == channel, Delivery.state == State.PLANNED.value).order_by(col(Delivery.due_at))
        )
        return list(found)[:n]


def left(studio: Studio, row: Delivery, state: State, **fields: object) -> Delivery:
    """The delivery as the publisher would leave it."""
    with studio.act() as session:
        kept = session.get(Delivery, row.key)
        kept.state = state.value
        for name, value in fields.items():
            setattr(kept, name, value)
        session.add(kept)
        return kept


def now(studio: Studio, row: Delivery) -> Delivery:
    with studio.act() as session:
        return session.get(Delivery, row.key)


def deliveries_of(studio: Studio, row: Delivery) -> list[Delivery]:
    with studio.act() as session:
        return list(session.exec(select(Delivery).where(Delivery.placement_id == row.placement_id).order_by(col(Delivery.id))))


def tried(studio: Studio, row: Delivery, step: str, outcome: str, **facts: object) -> None:
    with studio.act() as session:
        session.add(
            Attempt(
                delivery_id=row.key, step=step, intent_at=studio.now, by="publisher-1", outcome=outcome, outcome_at=studio.now, facts=facts
            )
        )


def test_what_was_missed_gets_free_slots_of_which_no_two_are_the_same(studio: Studio):
    rows = planned(studio, n=2)
    for row in rows:
        left(studio, row, State.MISSED)
    screen = studio.screen("publish", who="admin", part="catch_up")
    assert "2 条过点没发" in said(screen)
    screen.checkbox(key="catch_up_all_0").check().run()
    press(screen, "catch_up_slots")
    assert not screen.exception
    assert any("2 条已排好" in done.value for done in screen.success)
    again = [deliveries_of(studio, row)[-1] for row in rows]
    assert all(row.is_ is State.PLANNED and row.due_at > studio.now for row in again)
    assert len({row.due_at for row in again}) == 2
    assert all(now(studio, row).is_ is State.CANCELLED for row in rows)


def test_who_may_not_approve_hands_it_in_again_and_nothing_goes_out_before(studio: Studio):
    row = left(studio, planned(studio)[0], State.MISSED)
    screen = studio.screen("publish", who="publisher", part="catch_up")
    assert "先回到「审核」" in said(screen)
    screen.checkbox(key=f"catch_up_{row.key}_0").check().run()
    screen.text_input(key="catch_up_reason").set_value("客人在等今天的到店提醒")
    press(screen, "catch_up_now_1")
    assert any("送去审核" in done.value for done in screen.success)
    assert [each.state for each in deliveries_of(studio, row)] == ["cancelled"]
    with studio.act() as session:
        assert [each.note for each in waiting(session) if each.post_id == row.post_id] == ["客人在等今天的到店提醒"]


def test_sending_now_without_a_reason_is_refused_by_name_and_dropping_is_for_good(studio: Studio):
    row = left(studio, planned(studio)[0], State.MISSED)
    screen = studio.screen("publish", who="publisher", part="catch_up")
    screen.checkbox(key=f"catch_up_{row.key}_0").check().run()
    press(screen, "catch_up_now_1")
    assert "补发要写理由" in said(screen)
    assert now(studio, row).is_ is State.MISSED
    press(screen, "catch_up_drop_1")
    assert now(studio, row).is_ is State.CANCELLED
    assert 'class="empty"' in said(screen)


@pytest.mark.parametrize(("choice", "becomes"), [("went_out", State.DELIVERED), ("send_again", State.PLANNED), ("drop", State.CANCELLED)])
def test_what_is_in_doubt_is_settled_by_what_a_person_saw(studio: Studio, choice: str, becomes: State):
    row = left(studio, planned(studio)[0], State.UNKNOWN, next_at=None)
    tried(studio, row, "create", "unknown")
    screen = studio.screen("publish", who="publisher", delivery=str(row.key))
    assert "请平台「建朋友圈任务」" in said(screen)
    screen.radio(key=f"unknown_happened_{row.key}").set_value(choice).run()
    if choice == "send_again":
        assert screen.button(key="unknown_decide").disabled
        screen.checkbox(key=f"unknown_sure_{row.key}").check().run()
    press(screen, "unknown_decide")
    assert "请写下你看到了什么" in said(screen)
    screen.text_input(key="unknown_reason").set_value("后台 9:02 看过")
    press(screen, "unknown_decide")
    assert now(studio, row).is_ is becomes
    assert "后台 9:02 看过" in now(studio, row).said["zh"]


def test_a_hold_says_its_effect_is_seen_on_every_page_and_is_resumed(studio: Studio):
    screen = studio.screen("publish", who="publisher", part="holds")
    screen.get("button_group")[-1].set_value("brand").run()
    assert any("会拦住" in info.value for info in screen.info)
    screen.text_input(key="hold_reason").set_value("客户投诉，先停一停")
    press(screen, "hold_set")
    with studio.act() as session:
        row = session.exec(select(Hold)).one()
    assert (row.scope, row.reason) == ("brand", "客户投诉，先停一停")
    elsewhere = studio.screen("personas", who="editor")
    assert "客户投诉，先停一停" in said(elsewhere)
    assert "路远" in said(elsewhere)
    press(screen, f"lift_{row.key}")
    assert "客户投诉，先停一停" not in said(studio.screen("personas", who="editor"))
    assert "路远 暂停，路远 恢复" in said(screen)


@pytest.mark.parametrize(("who", "offered"), [("publisher", 3), ("admin", 4)])
def test_only_an_admin_is_offered_the_switch_of_the_whole_studio(studio: Studio, who: str, offered: int):
    scopes = studio.screen("publish", who=who, part="holds").get("button_group")[-1]
    assert len(scopes.options) == offered


def test_the_next_hour_says_every_reason_against_each(studio: Studio):
    row, planner = planned(studio)[0], studio.person("planner")
    with studio.act() as session:
        readdress(session, placement(session, row.placement_id), Audience(members=("nobody",)), by=planner, at=studio.now)
        session.add(Hold(brand=1, scope="brand", by="publisher", at=studio.now, reason="先停一停"))
    screen = studio.screen("publish", part="soon")
    screen.get("button_group")[-1].set_value(24).run()
    page = said(screen)
    assert "路远 暂停了发布：先停一停" in page
    assert "将要发出的内容和批准的不一样" in page
    assert now(studio, row).is_ is State.PLANNED


def test_members_who_have_not_confirmed_come_first_with_the_reminders_that_are_left(studio: Studio):
    row = planned(studio, "community")[0]
    left(studio, row, State.CREATED, waits_for_person=True, confirmed=1, expected=2, sent_at=studio.now)
    tried(studio, row, "create:lin-an:0", "accepted", owner="lin-an", chats=["wr-group-style-01"], msgid="m")
    confirmed = {"lin-an": {"confirmed": True, "at": int(studio.now.timestamp())}, "chen-he": {"confirmed": False}}
    tried(studio, row, "ask", "accepted", members=confirmed, chats={"wr-group-style-01": "sent"})
    with studio.act() as session:
        session.add(KnownName(remote_id="chen-he", name="陈禾", kind="member", asked_at=studio.now))
    page = said(studio.screen("publish", who="publisher", delivery=str(row.key)))
    assert page.index("陈禾") < page.index("lin-an")
    assert "已发到群里" in page
    assert "还能提醒 3 次" in page


def test_a_draft_that_waits_says_what_to_do_and_moments_say_who_can_see_them(studio: Studio):
    row = planned(studio)[0]
    left(studio, row, State.CREATED, waits_for_person=True, confirmed=0, expected=1, sent_at=studio.now)
    tried(studio, row, "ask", "accepted", members={"lin-an": {"confirmed": False}})
    page = said(studio.screen("publish", who="publisher", delivery=str(row.key)))
    assert "还没有人看得到" in page
    assert "平台不能代为提醒" in page
    tried(studio, row, "submit", "accepted", way="draft", refused=48001)
    page = said(studio.screen("publish", who="publisher", delivery=str(row.key)))
    assert "草稿已备好，等人发布" in page
    assert "48001" in page


def test_a_hand_off_shows_the_phone_link_and_a_code_for_whoever_posts(studio: Studio):
    row = _handed_off(studio)
    screen = studio.screen("publish", who="publisher", delivery=str(row.key))
    assert not screen.exception
    assert any("/h/" in each.value for each in screen.code)
    assert "data:image/png;base64," in said(screen)


def test_the_bell_gathers_what_one_act_settles(studio: Studio):
    rows, publisher = planned(studio, n=3), studio.person("publisher")
    for row in rows:
        left(studio, row, State.MISSED)
    with studio.act() as session:
        for row in rows:
            tell(
                session,
                publisher.key,
                about=f"delivery:{row.key}",
                words=Words("已过点 2 小时", "2 h late"),
                mend=Words("选新时间", "choose"),
                at=studio.now,
            )
    screen = studio.screen(who="publisher")
    assert "3 条过点没发" in said(screen)
    assert said(screen).count("已过点 2 小时") == 1
    press(screen, "bell_read_missed")
    with studio.act() as session:
        assert all(each.read_at for each in session.exec(select(Notice)))


def test_customers_have_names_and_comments_without_words_are_gathered(studio: Studio):
    row = left(studio, planned(studio)[0], State.DELIVERED, sent_at=studio.now)
    known, stranger = "wmAAAAknown00000000000000000001", "wmAAAAstranger0000000000000002"
    with studio.act() as session:
        session.add(KnownName(remote_id=known, name="王太太", kind="person", asked_at=studio.now))
        for number, person in enumerate((known, stranger)):
            at: datetime = studio.now - timedelta(hours=80)
            session.add(Interaction(delivery_id=row.key, kind="comment", remote_id=f"c{number}", person=person, text=None, at=at))
    screen = studio.screen("engage", who="editor")
    page = said(screen)
    assert "王太太" in page
    assert "顾客 …0002" in page
    assert stranger not in page
    assert "等了 3 天" in page
    with studio.act() as session:
        first = session.exec(select(Interaction).order_by(col(Interaction.id))).first()
    press(screen, f"answered_{first.key}")
    with studio.act() as session:
        assert all(each.answered_at for each in session.exec(select(Interaction)))


def test_a_mail_address_is_set_by_oneself_and_a_secret_is_never_shown(studio: Studio):
    screen = studio.screen("settings", who="editor")
    screen.text_input(key="email_editor").set_value("su@example.com")
    press(screen, "email_save")
    assert studio.person("editor").email == "su@example.com"
    admin = studio.screen("settings", who="admin", part="accounts")
    assert "40164" in said(admin)
    assert "可调用接口的应用" in said(admin)
    admin.text_input(key="account_secret").set_value("very-secret-0001")
    press(admin, "account_secret_set")
    assert not admin.exception
    assert "very-secret-0001" not in said(admin)


def _handed_off(studio: Studio) -> Delivery:
    """A delivery turned over to the brand's hand-off account, and handed over."""
    row = planned(studio)[0]
    with studio.act() as session:
        account = session.exec(select(ChannelAccount).where(ChannelAccount.channel == "handoff")).first()
        kept = session.get(Delivery, row.key)
        where = placement(session, kept.placement_id)
        where.channel, where.account_id, where.audience, kept.account_id = "handoff", account.key, {}, account.key
        session.add_all([where, kept])
    return left(studio, row, State.CREATED, waits_for_person=True, confirmed=0, expected=1, sent_at=studio.now)


def test_each_row_of_the_board_says_its_next_step_and_leads_there(studio: Studio):
    missed, unsure, refused = planned(studio, n=3)
    left(studio, missed, State.MISSED)
    left(studio, unsure, State.UNKNOWN, next_at=None)
    left(studio, refused, State.REFUSED, said={"zh": "平台不收这张图", "en": "the platform takes no such picture"})
    board = studio.screen("publish", who="publisher")
    assert "先去平台看一眼" in said(board)
    press(board, f"delivery_go_{missed.key}")
    assert board.checkbox(key=f"catch_up_{missed.key}_0").value
    board = studio.screen("publish", who="publisher")
    press(board, f"delivery_go_{unsure.key}")
    assert board.radio(key="unknown_choice").value == unsure.key
    board = studio.screen("publish", who="publisher")
    press(board, f"delivery_see_{refused.key}")
    press(board, "try_again")
    assert now(studio, refused).is_ is State.PLANNED
    press(board, f"delivery_see_{refused.key}")
    assert "try_again" not in [button.key for button in board.button]
