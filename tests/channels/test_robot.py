"""Alerts into the team's own group."""

from studio.channels.answer import Blame, Done, NotSent
from studio.channels.channel import Secret
from studio.channels.robot import alert
from studio.excerpt import excerpt_bytes
from tests.channels.desk import Sandbox

KEY = "sandbox-robot-key-0001"


def test_the_team_hears_an_alert_by_key_or_by_address(sandbox: Sandbox):
    assert isinstance(alert(Secret(KEY), "三条朋友圈等成员确认", now=sandbox.now, base_url=sandbox.base, mention=["lin-an"]), Done)
    address = Secret(f"{sandbox.base}/cgi-bin/webhook/send?key={KEY}")
    assert isinstance(alert(address, "公众号被拒了", now=sandbox.now), Done)
    assert [row["text"] for row in sandbox.ledger("robot_message_sent")] == ["三条朋友圈等成员确认", "公众号被拒了"]


def test_the_twenty_first_alert_of_a_minute_waits(sandbox: Sandbox):
    for number in range(20):
        assert isinstance(alert(Secret(KEY), f"{number}", now=sandbox.now, base_url=sandbox.base), Done)
    answer = alert(Secret(KEY), "二十一", now=sandbox.now, base_url=sandbox.base)
    assert isinstance(answer, NotSent)
    assert answer.blame is Blame.WAIT_FOR_QUOTA
    assert answer.retry_at is not None


def test_a_removed_robot_is_the_admins_to_mend(sandbox: Sandbox):
    answer = alert(Secret("nobody"), "在吗", now=sandbox.now, base_url=sandbox.base)
    assert isinstance(answer, NotSent)
    assert (answer.blame, answer.code) == (Blame.FIX_THE_CHANNEL, 93000)


def test_a_long_alert_is_cut_between_characters(sandbox: Sandbox):
    assert excerpt_bytes("短", 10) == "短"
    short = excerpt_bytes("长" * 1_000, 2_048)
    assert len(short.encode()) <= 2_048
    assert short.endswith("长…")
    assert isinstance(alert(Secret(KEY), "长" * 1_000, now=sandbox.now, base_url=sandbox.base), Done)
