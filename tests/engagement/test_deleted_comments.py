"""Comments that were deleted on the platform stop waiting: found out by a reply, or by a list that no longer shows them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from studio.channels.answer import NotSent
from studio.engagement.collect import collect
from studio.engagement.reading import Interaction, how_many_unanswered, unanswered
from studio.engagement.reply import reply
from studio.publishing.delivery import State, attempts
from tests.house import House
from tests.on_the_sandbox import OA, Town, town


@pytest.fixture
def place(house: House, tmp_path: Path) -> Iterator[Town]:
    with town(house, tmp_path) as where:
        where.control("/world", {"tuning": {"people_off": 1, "comment_rate": 0}})
        yield where


def test_a_deleted_comment_stops_waiting(place):
    row = place.sent(OA)
    place.wait(seconds=10)
    place.work()
    assert place.house.delivery(row).is_ is State.DELIVERED
    with place.house.act() as session:
        (about,) = [each.facts["msg_data_id"] for each in attempts(session, row) if each.step == "submit"]
    for words in ("好看", "哪里买", "多少钱"):
        place.control(
            "/people", {"side": "official_account", "act": "comment", "appid": "wxsandboxservice01", "msg_data_id": about, "content": words}
        )
    place.wait(hours=1, minutes=1)
    collect(place.desk)
    with place.house.act() as session:
        waiting = [each.key for each in unanswered(session)]
    assert len(waiting) == 3
    wish = {"grant_type": "client_credential", "appid": "wxsandboxservice01", "secret": "sandbox-secret-service-01"}
    token = place.http.post(f"{place.base}/cgi-bin/stable_token", json=wish).json()["access_token"]
    for number in (1, 2, 3):
        gone = {"msg_data_id": int(about), "index": 0, "user_comment_id": number}
        assert place.http.post(f"{place.base}/cgi-bin/comment/delete", params={"access_token": token}, json=gone).json()["errcode"] == 0
    answer = reply(place.desk, waiting[0], "谢谢", brand=place.house.brand, by=place.house.person("editor"))
    assert isinstance(answer, NotSent)
    assert "已经被删除" in answer.reason.zh
    assert "不用再回" in answer.mend.zh
    with place.house.act() as session:
        assert [each.key for each in unanswered(session)] == waiting[1:]
    place.wait(hours=6)
    collect(place.desk)
    with place.house.act() as session:
        assert how_many_unanswered(session) == 0
        assert [each.answered_at for each in session.exec(select(Interaction).where(Interaction.kind == "comment"))] == [None] * 3
