"""Group-message tasks: creating one, finding one whose answer got lost, reminding and stopping (wechat-api.md §1.10, §3.2)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from studio.channels.answer import Adopted, Answer, AskAPerson, Done, Facts, Found, LookAgain, SafeToRepeat
from studio.channels.community.content import content_of, is_this, pictures_of
from studio.channels.community.owners import Task, created_in
from studio.channels.community.results import members_of
from studio.channels.each import each, name
from studio.channels.message import Message
from studio.channels.wechat_http import Stopped
from studio.channels.wecom import CONTACT, around, forget_uploads, pages
from studio.channels.wire import Wire
from studio.errors import Words

_LOOKS, _BETWEEN = 3, timedelta(seconds=90)


def create(wire: Wire, message: Message, task: Task, *, now: datetime) -> Facts:
    """Make the task; nothing is sent before its owner confirms. Groups that cannot get it are named in `failed`."""
    try:
        return _created(wire, message, task, now=now)
    except Stopped as stopped:
        if stopped.code != 40007:
            raise
    forget_uploads(wire, *pictures_of(message))  # 40007: refused before anything was made, an upload had expired
    return _created(wire, message, task, now=now)


def _created(wire: Wire, message: Message, task: Task, *, now: datetime) -> Facts:
    wish = {"chat_type": "group", "sender": task.owner, "chat_id_list": list(task.chats), **content_of(wire, message, now=now)}
    said = wire.create(f"{CONTACT}/add_msg_template", wish, now=now, gives=("msgid",))
    return _facts(task, str(said["msgid"]), failed=list(each(said.get("fail_list"), name, of="add_msg_template").good), at=now)


def _facts(task: Task, msgid: str, *, failed: list[str], at: datetime) -> Facts:
    return {"msgid": msgid, "owner": task.owner, "chats": list(task.chats), "failed": failed, "at": at.isoformat()}


def find(wire: Wire, message: Message, task: Task, done: Mapping[str, Facts], *, since: datetime, looks: int, now: datetime) -> Found:
    """Look for the task by its content, its time and its owner. A duplicate would cost every customer a slot, so it takes three looks to be sure."""
    known = {facts["msgid"] for _, facts in created_in(done)}
    wish = {"chat_type": "group", "filter_type": 0, "limit": 100, **around(since, now=now)}
    listed = pages(
        wire, f"{CONTACT}/get_groupmsg_list_v2", wish, "group_msg_list", lambda one: (name(one["msgid"]), is_this(one, message)), now=now
    )
    odd = listed.odd
    matches: list[str] = []
    for msgid in (msgid for msgid, same in listed.good if same and msgid not in known):
        members = members_of(wire, msgid, now=now)
        odd += members.odd
        matches += [msgid] if task.owner in dict(members.good) else []
    match matches:
        case [msgid]:
            return Adopted(_facts(task, msgid, failed=[], at=since), saw=f"task {msgid}")
        case []:
            if looks + 1 < _LOOKS or now - since < _BETWEEN * (_LOOKS - 1):
                return LookAgain(now + _BETWEEN, saw="no such task yet")
            if odd:
                words = Words(f"平台的任务列表里有 {odd} 行读不懂", f"{odd} lines of the platform's list of tasks cannot be read")
                return AskAPerson(words)
            return SafeToRepeat(saw="three looks over three minutes, no such task")
        case several:
            words = Words(f"平台上有 {len(several)} 个一样的群发任务", f"the platform holds {len(several)} such tasks")
            return AskAPerson(words, candidates=tuple(_facts(task, msgid, failed=[], at=since) for msgid in several))


def remind(wire: Wire, done: Mapping[str, Facts], *, now: datetime) -> Answer:
    """Remind the owners who have not confirmed; three times in 24 hours, and never repeated when the answer is lost."""
    reminded = []
    for task, facts in created_in(done):
        found = members_of(wire, facts["msgid"], now=now)
        if found.odd or not all(member["confirmed"] for _, member in found.good):
            wire.create(f"{CONTACT}/remind_groupmsg_send", {"msgid": facts["msgid"]}, now=now)
            reminded.append(task.owner)
    return Done({"reminded": reminded})


def cancel(wire: Wire, done: Mapping[str, Facts], *, now: datetime) -> Answer:
    """Stop the owners who have not confirmed; what was sent stays, and the facts say where."""
    stopped, stays = [], []
    for _, facts in created_in(done):
        wire.read(f"{CONTACT}/cancel_groupmsg_send", {"msgid": facts["msgid"]}, now=now)
        for userid, member in members_of(wire, facts["msgid"], now=now).good:
            (stays if member["confirmed"] else stopped).append(userid)
    return Done({"stopped": stopped, "stays": stays})
