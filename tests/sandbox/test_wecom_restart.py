"""A sandbox that was stopped goes on where it was: members still confirm, ids are not given twice, nobody is asked again."""

from datetime import timedelta
from pathlib import Path

from studio.clock import FixedClock
from studio.sandbox.serve import running
from tests.sandbox.corp import OWNER, Corp
from tests.sandbox.running import NOON, Sandbox


def test_members_confirm_after_a_restart_what_was_created_before(tmp_path: Path):
    clock = FixedClock(NOON)
    with running(clock, database=tmp_path / "sandbox.db") as url:
        corp = Corp(Sandbox(url, clock))
        first = corp.to_group("重启之前")["msgid"]
        customers = corp.customers()
    clock.moment = NOON + timedelta(minutes=20)
    with running(clock, database=tmp_path / "sandbox.db") as url:
        corp = Corp(Sandbox(url, clock))
        assert [row["remote"]["msgid"] for row in corp.ledger("group_message_sent")] == [first]
        assert corp.contact("get_groupmsg_task", msgid=first)["task_list"][0]["userid"] == OWNER
        assert corp.to_group("重启之后")["msgid"] != first
        assert corp.customers() == customers
