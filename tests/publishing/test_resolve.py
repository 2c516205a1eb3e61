"""What a person decides by hand: try again, say what the platform shows, cancel there, remind. Nothing goes out twice by a click."""

from datetime import timedelta

import pytest

from studio.channels.answer import Blame, NotSent
from studio.errors import NotAllowed, Refused, Words
from studio.publishing.delivery import State, attempts, delivery
from studio.publishing.notice import unread
from studio.publishing.publish import publish
from studio.publishing.resolve import Happened, cancel_on_platform, confirm_by_hand, decide_unknown, remind, try_again
from studio.publishing.schedule import cancel
from studio.publishing.work import work_through
from tests.fake_channel import FakeChannel, Killed


def due(house, **how):
    row = house.scheduled(**how)
    house.clock.advance(timedelta(hours=1, seconds=1))
    return row


def run(house, passes: int = 4, step: timedelta = timedelta(seconds=31)):
    for _ in range(passes):
        work_through(house.desk())
        house.clock.advance(step)


def unknown(house):
    """A delivery whose answer was lost, on a platform that shows nothing."""
    house.platform.faults, house.platform.visible = ["lost_after"], False
    row = due(house)
    run(house)
    assert house.delivery(row).is_ is State.UNKNOWN
    return row


def decide(house, row, act, **how):
    with house.act() as session:
        return act(session, delivery(session, row.key), by=house.person("publisher"), at=house.now, **how)


def test_what_may_have_gone_out_is_neither_tried_again_nor_cancelled_as_if_it_had_not(house):
    row = unknown(house)
    with pytest.raises(Refused, match="待核实") as again:
        decide(house, row, try_again)
    assert "先说清" in again.value.problems[0].mend.zh
    with pytest.raises(Refused, match="也许已经发出去"):
        decide(house, row, cancel, reason="不发了")
    run(house)
    assert house.delivery(row).is_ is State.UNKNOWN
    assert len(house.platform.ledger) == 1


def test_what_is_being_sent_is_neither_tried_again_nor_cancelled(house):
    house.platform.faults = ["killed_after"]
    row = due(house)
    with pytest.raises(Killed):
        publish(house.desk(), row.key, brand=1)
    assert house.delivery(row).is_ is State.SENDING
    with pytest.raises(Refused, match="发送中"):
        decide(house, row, try_again)
    with pytest.raises(Refused, match="正在发送"):
        decide(house, row, cancel, reason="不发了")
    house.clock.advance(timedelta(seconds=121))
    run(house)
    assert house.delivery(row).is_ is State.DELIVERED
    assert len(house.platform.ledger) == 1


@pytest.mark.parametrize(("happened", "ends"), [(Happened.IT_WENT_OUT, State.DELIVERED), (Happened.IT_DID_NOT, State.CANCELLED)])
def test_a_person_settles_an_unknown_outcome_with_a_reason(house, happened, ends):
    row = unknown(house)
    with pytest.raises(Refused, match="看到了什么"):
        decide(house, row, decide_unknown, happened=happened, reason="  ")
    decide(house, row, decide_unknown, happened=happened, reason="后台 9:02 有这条")
    run(house)
    settled = house.delivery(row)
    assert settled.is_ is ends
    assert "后台 9:02" in settled.said["zh"]
    assert len(house.platform.ledger) == 1
    with pytest.raises(Refused, match="不是待核实"):
        decide(house, row, decide_unknown, happened=happened, reason="再说一次")


def test_only_a_publisher_decides(house):
    row = unknown(house)
    for role in ("editor", "reviewer", "stranger"):
        with house.act() as session, pytest.raises(NotAllowed):
            decide_unknown(session, delivery(session, row.key), Happened.IT_WENT_OUT, reason="看到了", by=house.person(role), at=house.now)


def test_a_refused_post_is_tried_again_after_its_cause_was_mended(house):
    house.platform.faults = ["bad_words"]
    row = due(house)
    run(house)
    assert house.delivery(row).is_ is State.REFUSED
    decide(house, row, try_again)
    run(house)
    assert house.delivery(row).is_ is State.DELIVERED
    assert len(house.platform.ledger) == 1


def test_what_the_platform_took_and_then_refused_is_really_sent_when_tried_again(house, monkeypatch):
    refuses = [NotSent(Blame.FIX_THE_POST, Words("平台审核不通过", "refused by the platform's review"), Words("改掉再发", "change it"))]
    asks = FakeChannel.ask
    monkeypatch.setattr(FakeChannel, "ask", lambda self, *what, now: refuses.pop() if refuses else asks(self, *what, now=now))
    row = due(house)
    run(house)
    assert house.delivery(row).is_ is State.REFUSED
    with house.act() as session:
        assert [notice.zh for notice in unread(session, house.person("editor"))] == ["平台审核不通过"]
    decide(house, row, try_again)
    run(house)
    assert house.delivery(row).is_ is State.DELIVERED
    assert len(house.platform.ledger) == 2  # the first was taken and thrown away by the platform, which said so
    with house.act() as session:
        assert [(each.step, each.outcome) for each in attempts(session, row)] == [
            ("upload", "done"), ("create", "not_sent"), ("create", "accepted"), ("ask", "sent"),
        ]  # fmt: skip


def test_a_delivery_whose_picture_is_lost_after_it_was_sent_is_still_followed_up(house):
    row = due(house)
    work_through(house.desk())
    assert house.delivery(row).is_ is State.CREATED
    for path in house.files.folder.rglob("*"):
        if path.is_file():
            path.unlink()
    house.clock.advance(timedelta(seconds=31))
    run(house)
    assert house.delivery(row).is_ is State.DELIVERED


def test_a_task_is_cancelled_where_it_is_and_reminders_count_in_the_history(house):
    house.platform.confirms_after = 99
    row = due(house)
    run(house)
    remind(house.desk(), row.key, brand=1, by=house.person("publisher"))
    with pytest.raises(Refused, match="平台取消"):
        decide(house, row, cancel, reason="不发了")
    cancel_on_platform(house.desk(), row.key, brand=1, by=house.person("publisher"), reason="写错了")
    assert house.delivery(row).is_ is State.CANCELLED
    assert "写错了" in house.delivery(row).said["zh"]
    with house.act() as session:
        assert [each.step for each in attempts(session, row)][-2:] == ["remind", "cancel"]
    with pytest.raises(Refused, match="现在不能"):
        remind(house.desk(), row.key, brand=1, by=house.person("publisher"))


def test_nobody_confirms_by_hand_what_does_not_wait_for_a_person(house):
    row = due(house)
    work_through(house.desk())
    with pytest.raises(Refused, match="不在等人"):
        decide(house, row, confirm_by_hand)


def test_a_row_that_surprises_is_put_off_and_missed_in_the_end_while_others_go_out(house):
    good, broken = house.scheduled(account="groups-founder"), due(house, text="坏的")
    with house.act() as session:
        session.connection().exec_driver_sql(
            "UPDATE post_version SET variants = '{\"moments\": {}}' WHERE post_id = " + str(broken.post_id)
        )
    run(house, passes=2, step=timedelta(seconds=61))
    assert house.delivery(good).is_ is State.DELIVERED
    assert house.delivery(broken).is_ is State.PLANNED
    assert house.delivery(broken).next_at is not None
    house.clock.advance(timedelta(hours=3))
    work_through(house.desk())
    assert house.delivery(broken).is_ is State.MISSED
    with house.act() as session:
        assert any("工作室自己出了错" in notice.zh for notice in unread(session, house.person("editor")))
