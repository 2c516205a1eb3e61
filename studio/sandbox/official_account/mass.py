"""Mass messages (wechat-api.md §1.5, §2 rules 10-12): a job is accepted, then it reaches the followers whose month is not full."""

import copy
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from studio.sandbox.call import Call, Json, Refusal, post
from studio.sandbox.official_account.accounts import PLATFORM, Account, caller, event
from studio.sandbox.official_account.drafts import taken_out
from studio.sandbox.official_account.followers import Follower, follower, of, receive
from studio.sandbox.official_account.freepublish import next_msg_data_id, remove
from studio.sandbox.official_account.messages import Content, content_of
from studio.sandbox.official_account.published import Published, appear, articles_of, by_msg_data, record
from studio.sandbox.official_account.quota import count, used
from studio.sandbox.official_account.tags import tag_of
from studio.sandbox.official_account.verdicts import verdict
from studio.sandbox.world import World, day_of, month_of

MASS_S = 10.0
A_MINUTE = 60
A_MONTH_EACH = 4
REMEMBERED_S = 86_400
TOO_SOON_S = 60
ADMIN_ANSWERS_S = 1_800
SPEEDS = (80, 60, 45, 30, 10)
"""Ten thousand a minute, by speed 0 to 4 [R]."""


@dataclass
class MassJob:
    """A mass message on its way; `client_key` is the clientmsgid, or the digest of audience and content when it was omitted."""

    msg_id: int
    appid: str
    msg_data_id: str
    client_key: str
    at: float
    kind: str
    text: str
    pictures: list[str]
    articles: list[Json]
    audience: list[str]
    payload_sha256: str
    rid: str
    status: str = "SENDING"
    sent: int = 0
    remote: Json = field(default_factory=dict)


def sendall(world: World, call: Call) -> Json:
    account = _may_send(world, call)
    wanted = call.body.get("filter")
    if not isinstance(wanted, dict):
        raise Refusal(47001, "data format error: filter")
    _refuse_repeated(world, call, audience=wanted)
    if wanted.get("is_to_all"):
        people = of(world, call.account)
    else:
        tag = tag_of(world, call.account, wanted.get("tag_id"))
        people = [person for person in of(world, call.account) if tag.id in person.tags]
    return _accept(world, call, account, people, audience=wanted, to_all=bool(wanted.get("is_to_all")))


def send(world: World, call: Call) -> Json:
    account = _may_send(world, call)
    if account.kind == "subscription":
        raise Refusal(48001, "api unauthorized", rule="subscription accounts cannot send by openid")
    wanted = call.body.get("touser")
    if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
        raise Refusal(40031, "invalid openid list")
    if not 2 <= len(wanted) <= 10_000:
        raise Refusal(40032, "invalid openid list size")
    _refuse_repeated(world, call, audience=wanted)
    people = [person for person in of(world, call.account) if person.openid in set(wanted)]
    if not people:
        raise Refusal(40003, "invalid openid")
    return _accept(world, call, account, people, audience=wanted)


def _may_send(world: World, call: Call) -> Account:
    account = caller(world, call)
    if not account.verified:
        raise Refusal(48001, "api unauthorized", rule="mass messages are for verified accounts")
    if count(world, f"{call.account}|mass|{int(call.at // 60)}") > A_MINUTE:
        raise Refusal(45011, "api minute-quota reach limit, must slower, retry next minute", rule="60 mass requests a minute")
    return account


def _key(call: Call, audience: object) -> str:
    said = call.body.get("clientmsgid")
    if said:
        return str(said)
    message = {name: value for name, value in call.body.items() if name not in ("filter", "touser", "clientmsgid", "send_ignore_reprint")}
    return "digest:" + hashlib.sha256(json.dumps([audience, message], sort_keys=True).encode()).hexdigest()


def _refuse_repeated(world: World, call: Call, *, audience: object) -> None:
    """The last 24 hours know this message already [D O8]; asking again within a minute is 45066, later 45065 with the existing msg_id."""
    key = _key(call, audience)
    if len(key.encode()) > 64 and not key.startswith("digest:"):
        raise Refusal(45067, "clientmsgid size out of limit")
    known = [job for job in world.shelf(MassJob).values() if job.appid == call.account and job.client_key == key]
    if not known or call.at - known[-1].at > REMEMBERED_S:
        return
    if call.at - known[-1].at < TOO_SOON_S and not key.startswith("digest:"):
        raise Refusal(45066, "same clientmsgid retry too fast")
    raise Refusal(45065, "clientmsgid exist", extra=_ids(known[-1]))


def _ids(job: MassJob) -> Json:
    ids: Json = {"msg_id": job.msg_id}
    return ids | {"msg_data_id": int(job.msg_data_id)} if job.kind == "mpnews" else ids


def _accept(world: World, call: Call, account: Account, people: Iterable[Follower], *, audience: object, to_all: bool = False) -> Json:
    message = content_of(world, call)
    _use_quota(world, account, at=call.at, to_all=to_all)
    if message.draft is not None:
        taken_out(world, message.draft)
    job = MassJob(
        msg_id=world.number("msg_id", first=34_182),
        appid=call.account,
        msg_data_id=next_msg_data_id(world),
        client_key=_key(call, audience),
        at=call.at,
        kind=message.kind,
        text=message.text,
        pictures=message.pictures,
        articles=message.articles,
        audience=[person.openid for person in people],
        payload_sha256=message.draft.payload_sha256 if message.draft else hashlib.sha256(call.raw).hexdigest(),
        rid=call.rid,
    )
    world.shelf(MassJob).put(str(job.msg_id), job)
    if account.guarded:
        job.status = "WAITING"  # only the sandbox says so; the platform shows SENDING
        world.plan(call.at + ADMIN_ANSWERS_S, PLATFORM, "admin_was_silent", msg_id=job.msg_id)
    else:
        world.plan(call.at + world.tuning("mass_s", MASS_S), PLATFORM, "mass_finishes", msg_id=job.msg_id)
    return {"errcode": 0, "errmsg": "send job submission success", **_ids(job)}


def _use_quota(world: World, account: Account, *, at: float, to_all: bool) -> None:
    """A subscription account sends once a day, a service account once a day to all; else it is limited per follower, when the message arrives."""
    if account.kind == "subscription" or to_all:
        today = mass_quota_key(account.appid, at)
        if used(world, today):
            raise Refusal(45028, "has no masssend quota", rule="one mass message a Beijing day", mark="R")
        count(world, today)


def mass_quota_key(appid: str, at: float) -> str:
    return f"{appid}|masssend|{day_of(at)}"


def admin_confirms(world: World, wish: Json) -> Json:
    """The administrator confirms a guarded mass message: `{"msg_id"}`."""
    job = world.shelf(MassJob)[str(wish["msg_id"])]
    if job.status != "WAITING":
        raise ValueError("this message does not wait for the administrator")
    _put(world, job, "SENDING")
    world.plan(world.at() + world.tuning("mass_s", MASS_S), PLATFORM, "mass_finishes", msg_id=job.msg_id)
    return {"msg_id": job.msg_id}


def admin_was_silent(world: World, at: float, *, msg_id: int) -> None:
    """Nobody confirmed a guarded message within half an hour: it fails [D O5]."""
    job = world.shelf(MassJob)[str(msg_id)]
    if job.status == "WAITING":
        _fail(world, job, "err(40002)", at=at)


def mass_finishes(world: World, at: float, *, msg_id: int) -> None:
    """The job reaches the followers, or the checkers refused it."""
    job = world.shelf(MassJob)[str(msg_id)]
    if (said := verdict(world, job.appid)) is not None:
        _fail(world, job, said.mass, at=at)
        return
    month = month_of(at)
    everybody = {person.openid: person for person in of(world, job.appid)}
    still_here = [everybody[openid] for openid in job.audience if openid in everybody]
    is_service = world.shelf(Account)[job.appid].kind == "service"
    reached = [person for person in still_here if not is_service or person.received_in(month) < A_MONTH_EACH]
    for person in reached:
        receive(world, person, job.articles[0]["title"] if job.articles else job.text or job.kind, at=at)
    job.sent = len(reached)
    _put(world, job, "SEND_SUCCESS")
    made = _comes_out(world, job, at=at)
    counts = {"TotalCount": len(job.audience), "FilterCount": len(reached), "SentCount": len(reached), "ErrorCount": 0}
    event(world, job.appid, "MASSSENDJOBFINISH", {"MsgID": job.msg_id, "Status": "send success"} | counts | _results(made), at=at)


def _comes_out(world: World, job: MassJob, *, at: float) -> Published | None:
    remote: Json = {"msg_id": job.msg_id, "sent": job.sent}
    if not job.articles:
        fields = {
            "platform": PLATFORM,
            "account": job.appid,
            "effect": "mass_sent",
            "remote": remote,
            "text": job.text,
            "pictures": job.pictures,
        }
        world.ledger.add(at=at, payload_sha256=job.payload_sha256, rid=job.rid, **fields)
        return None
    made = appear(
        world, appid=job.appid, msg_data_id=job.msg_data_id, articles=copy.deepcopy(job.articles), at=at, notified=True, delivered=job.sent
    )
    record(world, made, effect="mass_sent", remote=remote, at=at, rid=job.rid, payload_sha256=job.payload_sha256)
    return made


def _results(made: Published | None) -> Json:
    if made is None:
        return {}
    copyright_check = {"Count": 0, "ResultList": "", "CheckState": 2}
    items = [{"ArticleIdx": n, "ArticleUrl": article["url"]} for n, article in enumerate(made.articles, 1)]
    return {"CopyrightCheckResult": copyright_check, "ArticleUrlResult": {"Count": len(items), "ResultList": {"item": items}}}


def _fail(world: World, job: MassJob, words: str, *, at: float) -> None:
    _put(world, job, "SEND_FAIL")
    counts = {"TotalCount": len(job.audience), "FilterCount": 0, "SentCount": 0, "ErrorCount": 0}
    event(world, job.appid, "MASSSENDJOBFINISH", {"MsgID": job.msg_id, "Status": words} | counts, at=at)


def _put(world: World, job: MassJob, status: str) -> None:
    job.status = status
    world.shelf(MassJob).put(str(job.msg_id), job)


def preview(world: World, call: Call) -> Json:
    """To one chosen follower; the draft stays in its box."""
    _may_send(world, call)
    message: Content = content_of(world, call)
    if call.body.get("towxname"):
        to = next((person for person in of(world, call.account) if person.name == call.body["towxname"]), None)
        if to is None:
            raise Refusal(40132, "invalid towxname", mark="R")
    else:
        to = follower(world, call.account, call.body.get("touser"))
    msg_id = world.number("msg_id", first=34_182)
    title = message.articles[0]["title"] if message.articles else ""
    fields = {"remote": {"msg_id": msg_id, "openid": to.openid}, "title": title, "text": message.text, "pictures": message.pictures}
    world.ledger.add(at=call.at, platform=PLATFORM, account=call.account, effect="preview_sent", payload=call.raw, rid=call.rid, **fields)
    return {"errcode": 0, "errmsg": "preview success", "msg_id": msg_id}


def status(world: World, call: Call) -> Json:
    job = _job(world, call)
    return {"msg_id": job.msg_id, "msg_status": "SENDING" if job.status == "WAITING" else job.status}


def delete(world: World, call: Call) -> Json:
    """Article index from 1, 0 or absent for all, or by `url` [R]: the page goes, the card in the chat stays [R]."""
    if call.text("url"):
        made, index = _by_url(world, call)
        job = next(job for job in world.shelf(MassJob).values() if job.msg_data_id == made.msg_data_id)
    else:
        job = _job(world, call)
        made, index = by_msg_data(world, call.account, job.msg_data_id), call.number("article_idx")
    if made is None or not 0 <= index <= len(made.articles):
        raise Refusal(40114, "invalid index value", mark="C")
    remove(world, made, index)
    if all(article["is_deleted"] for article in made.articles):
        _put(world, job, "DELETE")
    return {"errcode": 0, "errmsg": "ok"}


def _by_url(world: World, call: Call) -> tuple[Published, int]:
    for made, index in articles_of(world, call.account):
        if made.notified and made.articles[index]["url"] == call.text("url"):
            return made, index + 1
    raise Refusal(40059, "invalid message id", mark="R")


def _job(world: World, call: Call) -> MassJob:
    job = world.shelf(MassJob).get(str(call.body.get("msg_id")))
    if job is None or job.appid != call.account:
        raise Refusal(40059, "invalid message id", mark="R")
    return job


def speed_get(world: World, call: Call) -> Json:
    speed = caller(world, call).speed
    return {"errcode": 0, "errmsg": "ok", "speed": speed, "realspeed": SPEEDS[speed]}


def speed_set(world: World, call: Call) -> Json:
    account = caller(world, call)
    speed = call.number("speed", -1)
    if not 0 <= speed < len(SPEEDS):
        raise Refusal(45083, "speed must be 0 to 4")
    account.speed = speed
    world.shelf(Account).put(account.appid, account)
    return {"errcode": 0, "errmsg": "ok"}


routes = {
    "/cgi-bin/message/mass/sendall": post(sendall),
    "/cgi-bin/message/mass/send": post(send),
    "/cgi-bin/message/mass/preview": post(preview),
    "/cgi-bin/message/mass/get": post(status),
    "/cgi-bin/message/mass/delete": post(delete),
    "/cgi-bin/message/mass/speed/get": post(speed_get),
    "/cgi-bin/message/mass/speed/set": post(speed_set),
}
happenings = {"mass_finishes": mass_finishes, "admin_was_silent": admin_was_silent}
