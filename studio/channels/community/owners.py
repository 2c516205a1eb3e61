"""Who owns which groups: one task per owner, two thousand groups at most in one (wechat-api.md §1.10, §1.12)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from studio.channels.answer import Answer, Blame, Done, Facts, NotSent
from studio.channels.each import ODD, name
from studio.channels.message import Addressees
from studio.channels.uploads import uploaded
from studio.channels.wechat_http import Stopped
from studio.channels.wecom import CONTACT, pages
from studio.channels.wire import Wire
from studio.clock import BEIJING
from studio.errors import Words
from studio.rules.lookup import lookup

log = structlog.get_logger("studio.channels")
_OWNERS_CHANGE = timedelta(hours=12)
_GONE = (40050, 86001, 86003)  # dismissed, or not this corp's


@dataclass(frozen=True)
class Task:
    """One add_msg_template: the step's name, who confirms, and into which groups it goes."""

    name: str
    owner: str
    chats: tuple[str, ...]


def find_owners(wire: Wire, to: Addressees, *, now: datetime) -> Answer:
    """The tasks to create. Nothing named means every group in range; named members mean only the groups they own."""
    owners: dict[str, list[str]] = {}
    gone: list[str] = []
    unreadable: list[str] = []
    for chat_id in to.groups or _all_groups(wire, to.members, now=now):
        try:
            owner = _owner(wire, chat_id, now=now)
        except Stopped as stopped:
            if stopped.code not in _GONE:
                raise
            gone.append(chat_id)
            continue
        except ODD as why:  # this group stays out, and is named; the others go
            log.warning("odd group", chat=chat_id, why=str(why)[:120])
            unreadable.append(chat_id)
            continue
        if not to.members or owner in to.members:
            owners.setdefault(owner, []).append(chat_id)
    if not owners:
        return NotSent(
            Blame.FIX_THE_POST, Words("受众里没有可以发送的群", "no group of the audience can be sent to"),
            Words("在受众里重新选群", "choose the groups of the audience again"), field="audience",
        )  # fmt: skip
    size = lookup("wecom.mass.chats", now.astimezone(BEIJING).date()).count
    tasks = [{"name": task.name, "owner": task.owner, "chats": list(task.chats)} for task in _tasks(owners, size)]
    return Done({"tasks": tasks, "gone": gone} | ({"unreadable": unreadable} if unreadable else {}))


def tasks_in(done: Mapping[str, Facts]) -> list[Task]:
    """The tasks that find_owners found, in their order; empty before it ran."""
    return [Task(row["name"], row["owner"], tuple(row["chats"])) for row in done.get("owners", {}).get("tasks", [])]


def created_in(done: Mapping[str, Facts]) -> list[tuple[Task, Facts]]:
    """The tasks that stand on the platform, with what it said."""
    return [(task, done[task.name]) for task in tasks_in(done) if task.name in done]


def _tasks(owners: Mapping[str, list[str]], size: int) -> Iterator[Task]:
    for owner in sorted(owners):
        chats = owners[owner]
        for number, start in enumerate(range(0, len(chats), size)):
            yield Task(f"create:{owner}:{number}", owner, tuple(chats[start : start + size]))


def _all_groups(wire: Wire, members: Iterable[str], *, now: datetime) -> list[str]:
    wanted: dict[str, Any] = {"status_filter": 0, "limit": 1000}
    if members:
        wanted["owner_filter"] = {"userid_list": list(members)}
    return list(pages(wire, f"{CONTACT}/groupchat/list", wanted, "group_chat_list", lambda chat: name(chat["chat_id"]), now=now).good)


def _owner(wire: Wire, chat_id: str, *, now: datetime) -> str:
    return uploaded(
        wire.drawer, f"owner:{chat_id}", now=now, until=now + _OWNERS_CHANGE,
        send=lambda: name(group(wire, chat_id, now=now)["owner"]),
    )  # fmt: skip


def group(wire: Wire, chat_id: str, *, now: datetime) -> dict[str, Any]:
    return wire.read(f"{CONTACT}/groupchat/get", {"chat_id": chat_id, "need_name": 0}, now=now, gives=("group_chat",))["group_chat"]
