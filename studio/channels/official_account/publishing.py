"""From the draft box to the readers: published, mass-sent, or left for a person (wechat-api.md §1.4, §1.5)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from studio.channels.answer import Accepted, Answer, Facts, Unknown
from studio.channels.message import Message
from studio.channels.official_account.outcome import DRAFT_READY
from studio.channels.official_account.settings import Way
from studio.channels.wechat_http import Stopped
from studio.channels.wire import Wire
from studio.errors import Words

CONSUMED = Words("草稿已不在，可能上一次请求已经成功", "the draft is gone; an earlier request may have succeeded")


def submit(wire: Wire, message: Message, way: Way, draft: Facts, *, now: datetime) -> Answer:
    """Publish, mass-send or leave the draft. An account that may not publish (48001) falls back to the draft."""
    facts: Facts = {"way": way.value, "media_id": draft["media_id"], "at": now.isoformat()}
    if way is Way.DRAFT:
        return left_to_a_person(facts, now=now)
    try:
        return _ACTS[way](wire, message, facts, now)
    except Stopped as stopped:
        match stopped.code:
            case 48001:
                return left_to_a_person(facts | {"way": Way.DRAFT.value, "refused": 48001}, now=now)
            case 45065 if stopped.body.get("msg_id"):  # our own clientmsgid: the mass send exists, its id is in the answer
                return _mass_accepted(facts, stopped.body, now=now)
            case 40007:
                return Unknown(CONSUMED, stopped.answer.rid)
            case _:
                raise


def left_to_a_person(facts: Facts, *, now: datetime) -> Accepted:
    return Accepted(facts, ask_at=now + timedelta(minutes=10), waiting_for=DRAFT_READY, person=True)


def _publish(wire: Wire, _message: Message, facts: Facts, now: datetime) -> Answer:
    said = wire.create("/cgi-bin/freepublish/submit", {"media_id": facts["media_id"]}, now=now, gives=("publish_id",))
    ids = {"publish_id": str(said["publish_id"]), "msg_data_id": str(said.get("msg_data_id", ""))}
    return Accepted(facts | ids, ask_at=now + timedelta(seconds=5))


def _mass_send(wire: Wire, message: Message, facts: Facts, now: datetime) -> Answer:
    body: dict[str, Any] = {"msgtype": "mpnews", "mpnews": {"media_id": facts["media_id"]}, "send_ignore_reprint": 0}
    path, whom = _audience(message)
    said = wire.create(path, {**whom, **body, "clientmsgid": message.marker}, now=now, gives=("msg_id",))
    return _mass_accepted(facts, said, now=now)


def _audience(message: Message) -> tuple[str, dict[str, Any]]:
    if message.to.people:
        return "/cgi-bin/message/mass/send", {"touser": list(message.to.people)}
    if message.to.tags:
        return "/cgi-bin/message/mass/sendall", {"filter": {"is_to_all": False, "tag_id": int(message.to.tags[0])}}
    return "/cgi-bin/message/mass/sendall", {"filter": {"is_to_all": True}}


def _mass_accepted(facts: Facts, said: dict[str, Any], *, now: datetime) -> Accepted:
    ids = {"msg_id": str(said["msg_id"]), "msg_data_id": str(said.get("msg_data_id", ""))}
    return Accepted(facts | ids, ask_at=now + timedelta(seconds=10))


_ACTS: dict[Way, Callable[[Wire, Message, Facts, datetime], Answer]] = {Way.FREEPUBLISH: _publish, Way.MASS: _mass_send}
