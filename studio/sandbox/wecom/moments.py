"""Customer Moments (客户朋友圈): a job, then a task per member, who publishes it (wechat-api.md §1.11, §2 rules 33-36)."""

from dataclasses import dataclass, field

from studio.sandbox.call import Call, Json, Refusal, get, post
from studio.sandbox.wecom.corps import EVERYBODY, PLATFORM, Department, in_sight
from studio.sandbox.wecom.ids import fixed_id, new_id
from studio.sandbox.wecom.moment_content import moment_content
from studio.sandbox.wecom.pages import numbers, part, strings
from studio.sandbox.wecom.tags import is_corp_tag
from studio.sandbox.world import World, month_of

A_MINUTE, A_MONTH = 10, 100_000
JOB_S = 86_400
RUNNING_AFTER_S, DONE_AFTER_S = 1.0, 3.0
SENDERS = 100_000


@dataclass
class Moment:
    """A Moment made through the API: `content` is what the list shows with media ids issued anew, `done_at` when the job is done."""

    corpid: str
    jobid: str
    moment_id: str
    created_at: float
    running_at: float
    done_at: float
    text: str
    content: Json
    pictures: list[str]
    files: list[str]
    tags: list[str]
    invalid: Json
    payload: str
    cancelled_at: float = 0.0


@dataclass
class MomentTask:
    """One member's part: `range` is chosen when published, `seen_by` those to whom it is really shown."""

    corpid: str
    moment_id: str
    userid: str
    published_at: float = 0.0
    range: list[str] = field(default_factory=list)
    seen_by: list[str] = field(default_factory=list)


def add_moment_task(world: World, call: Call) -> Json:
    """Accept the job; nobody sees anything before a member publishes."""
    wish = moment_content(world, call)
    senders, tags, invalid = _visible_range(world, call)
    _within_rates(world, call)
    jobid = new_id(world, "moment_job", prefix="jobid_moment_", length=48)
    moment_id = new_id(world, "moment", prefix="mom", length=40)
    moment = Moment(
        call.account,
        jobid,
        moment_id,
        call.at,
        call.at + world.tuning("moment_running_s", RUNNING_AFTER_S),
        call.at + world.tuning("moment_done_s", DONE_AFTER_S),
        wish.text,
        {kind: _reissued(world, payload) for kind, payload in wish.shown.items()},
        wish.pictures,
        wish.files,
        tags,
        invalid,
        world.journal.keep(call.raw),
    )
    world.shelf(Moment).put(moment_id, moment)
    for userid in senders:
        world.shelf(MomentTask).put(f"{moment_id}|{userid}", MomentTask(call.account, moment_id, userid))
    world.plan(moment.done_at, PLATFORM, "moment_ready", moment_id=moment_id)
    remote = {"jobid": jobid, "moment_id": moment_id, "visible_type": 0 if tags else 1, "tags": tags, "members": senders}
    note(world, moment, "moment_created", at=call.at, remote=remote, rid=call.rid)
    return {"errcode": 0, "errmsg": "ok", "jobid": jobid}


def _within_rates(world: World, call: Call) -> None:
    made = [m.created_at for m in world.shelf(Moment).values() if m.corpid == call.account]
    if sum(at > call.at - 60 for at in made) >= A_MINUTE:
        raise Refusal(45009, "api freq out of limit", rule="10 Moments a minute per corp (rule 33)")
    if len(made) >= A_MONTH and sum(month_of(at) == month_of(call.at) for at in made) >= A_MONTH:
        raise Refusal(45009, "api freq out of limit", rule="100 000 Moments a month per corp (rule 33)")


def _visible_range(world: World, call: Call) -> tuple[list[str], list[str], Json]:
    """Senders, tags, and what of the request was invalid; no senders named means every member in sight."""
    wanted = part(call.body, "visible_range")
    by_name = strings(part(wanted, "sender_list"), "user_list", most=SENDERS)
    departments = numbers(part(wanted, "sender_list"), "department_list", most=SENDERS)
    tags = strings(part(wanted, "external_contact_list"), "tag_list", most=10_000)
    visible = {m.userid: m for m in in_sight(world, call)}
    known = {d.id for d in world.shelf(Department).values() if d.corpid == call.account}
    chosen = [
        userid
        for userid, m in visible.items()
        if not (by_name or departments) or userid in by_name or m.department in departments or EVERYBODY in departments
    ]
    invalid = {
        "invalid_sender_list": {
            "user_list": [userid for userid in by_name if userid not in visible],
            "department_list": [number for number in departments if number not in known],
        },
        "invalid_external_contact_list": {"tag_list": [tag for tag in tags if not is_corp_tag(world, call.account, tag)]},
    }
    if tags and not (set(tags) - set(invalid["invalid_external_contact_list"]["tag_list"])):
        raise Refusal(40068, "invalid tagid", rule="no valid tag is left: public by accident must not happen", mark="C")
    return chosen, [tag for tag in tags if is_corp_tag(world, call.account, tag)], invalid


def _reissued(world: World, payload: object) -> object:
    """The list shows other media ids than were sent [C]."""
    if isinstance(payload, list):
        return [_reissued(world, one) for one in payload]
    if isinstance(payload, dict):
        return {
            name: fixed_id(world, "reissued", value, prefix="3", length=64) if name == "media_id" else value
            for name, value in payload.items()
        }
    return payload


def get_moment_task_result(world: World, call: Call) -> Json:
    """1 started, 2 running, 3 done; only then with a result. The job id lives for 24 h (rule 36)."""
    jobid = call.query.get("jobid", "")
    moment = next((m for m in world.shelf(Moment).values() if m.jobid == jobid and m.corpid == call.account), None)
    if moment is None or call.at >= moment.created_at + JOB_S:
        raise Refusal(40058, "invalid Request Parameter: jobid", rule="unknown job, or older than 24 h", mark="C")
    answer: Json = {"errcode": 0, "errmsg": "ok", "status": 1, "type": "add_moment_task"}
    if call.at < moment.done_at:
        return answer | {"status": 2 if call.at >= moment.running_at else 1}
    return answer | {"status": 3, "result": {"errcode": 0, "errmsg": "ok", "moment_id": moment.moment_id, **moment.invalid}}


def cancel_moment_task(world: World, call: Call) -> Json:
    """Members who have not published cannot any more; what is published stays; a second cancel changes nothing."""
    moment = asked_moment(world, call)
    if not moment.cancelled_at:
        moment.cancelled_at = call.at
        world.shelf(Moment).put(moment.moment_id, moment)
        stopped = [t.userid for t in moment_tasks(world, moment.moment_id) if not t.published_at]
        note(world, moment, "moment_cancelled", at=call.at, remote={"moment_id": moment.moment_id, "members": stopped}, rid=call.rid)
    return {"errcode": 0, "errmsg": "ok"}


def asked_moment(world: World, call: Call) -> Moment:
    """The Moment the call names; 41059 without an id, 41060 for a wrong one."""
    moment_id = call.text("moment_id")
    if not moment_id:
        raise Refusal(41059, "missing moment_id")
    moment = world.shelf(Moment).get(moment_id)
    if moment is None or moment.corpid != call.account or call.at < moment.done_at:
        raise Refusal(41060, "invalid moment_id")
    return moment


def moment_tasks(world: World, moment_id: str) -> list[MomentTask]:
    return [t for t in world.shelf(MomentTask).values() if t.moment_id == moment_id]


def moment_task(world: World, moment_id: str, userid: str) -> MomentTask | None:
    return world.shelf(MomentTask).get(f"{moment_id}|{userid}")


def note(world: World, moment: Moment, effect: str, *, at: float, remote: Json, rid: str = "") -> None:
    """A row of the ledger about this Moment, with its text and pictures."""
    world.ledger.add(
        at=at,
        platform=PLATFORM,
        account=moment.corpid,
        effect=effect,
        remote=remote | ({"files": moment.files} if moment.files else {}),
        text=moment.text,
        pictures=moment.pictures,
        payload=world.journal.content(moment.payload),
        rid=rid,
    )


routes = {
    "/cgi-bin/externalcontact/add_moment_task": post(add_moment_task),
    "/cgi-bin/externalcontact/get_moment_task_result": get(get_moment_task_result),
    "/cgi-bin/externalcontact/cancel_moment_task": post(cancel_moment_task),
}
