"""Publishing without a push (wechat-api.md §1.4): submitted, checked, then an article with a permanent address."""

import copy
from dataclasses import dataclass, field

from studio.sandbox.call import Call, Json, Refusal, post
from studio.sandbox.official_account.accounts import PLATFORM, caller, event
from studio.sandbox.official_account.articles import shown
from studio.sandbox.official_account.drafts import content_of, standing, taken_out
from studio.sandbox.official_account.material import paged
from studio.sandbox.official_account.published import Published, appear, of_account, record
from studio.sandbox.official_account.verdicts import verdict
from studio.sandbox.world import World

PUBLISH_S = 5.0
OK, PUBLISHING, NOT_ORIGINAL, FAILED, REFUSED, DELETED, BANNED = range(7)


@dataclass
class PublishJob:
    """A submission on its way; `status` as the platform numbers it, `article_id` once it is out."""

    publish_id: str
    appid: str
    msg_data_id: str
    articles: list[Json]
    submitted_at: float
    payload_sha256: str
    rid: str
    status: int = PUBLISHING
    article_id: str = ""
    fail_idx: list[int] = field(default_factory=list)


def _may_publish(world: World, call: Call) -> None:
    account = caller(world, call)
    if not account.verified or account.entity == "personal":
        raise Refusal(48001, "api unauthorized", rule="freepublish is for verified companies since 2025-07, never for persons")


def submit(world: World, call: Call) -> Json:
    _may_publish(world, call)
    draft = taken_out(world, standing(world, call.account, call.body.get("media_id")))
    publish_id = str(world.number("publish_id", first=100_000_001))
    msg_data_id = next_msg_data_id(world)
    job = PublishJob(publish_id, call.account, msg_data_id, draft.articles, call.at, draft.payload_sha256, call.rid)
    world.shelf(PublishJob).put(publish_id, job)
    world.plan(call.at + world.tuning("publish_s", PUBLISH_S), PLATFORM, "publish_finishes", publish_id=publish_id)
    return {"errcode": 0, "errmsg": "ok", "publish_id": publish_id, "msg_data_id": msg_data_id}


def next_msg_data_id(world: World) -> str:
    return str(world.number("msg_data_id", first=2_247_490_001))


def publish_finishes(world: World, at: float, *, publish_id: str) -> None:
    """The platform has checked the articles: they are out, or refused."""
    job = world.shelf(PublishJob)[publish_id]
    said = verdict(world, job.appid)
    job.status = said.status if said else OK
    if job.status == OK:
        made = appear(
            world, appid=job.appid, msg_data_id=job.msg_data_id, articles=copy.deepcopy(job.articles), at=at, notified=False, delivered=0
        )
        job.article_id = made.article_id
        remote = {"publish_id": publish_id}
        record(world, made, effect="article_published", remote=remote, at=at, rid=job.rid, payload_sha256=job.payload_sha256)
    else:
        job.fail_idx = (said.fail_idx or [1]) if said and job.status in (NOT_ORIGINAL, REFUSED) else []
    world.shelf(PublishJob).put(publish_id, job)
    event(world, job.appid, "PUBLISHJOBFINISH", {"PublishEventInfo": _job(world, job, for_event=True)}, at=at)


def published_by_hand(world: World, at: float, *, appid: str, media_id: str) -> Published:
    """Somebody taps publish in the console. Nothing is told to the callback address [C]: no page says that it would be."""
    draft = taken_out(world, standing(world, appid, media_id))
    articles = copy.deepcopy(draft.articles)
    made = appear(world, appid=appid, msg_data_id=next_msg_data_id(world), articles=articles, at=at, notified=False, delivered=0)
    remote = {"media_id": media_id}
    record(world, made, effect="article_published_by_hand", remote=remote, at=at, rid="", payload_sha256=draft.payload_sha256)
    return made


def _job(world: World, job: PublishJob, *, for_event: bool = False) -> Json:
    answer: Json = {"publish_id": job.publish_id, "publish_status": job.status}
    made = world.shelf(Published).get(job.article_id)
    if made is not None:
        answer["article_id"] = job.article_id
        items = [{"idx": n, "article_url": article["url"]} for n, article in enumerate(made.articles, 1)]
        answer["article_detail"] = {"count": len(items), "item": items}
    if job.fail_idx or not for_event:
        answer["fail_idx"] = job.fail_idx
    return answer


def status(world: World, call: Call) -> Json:
    _may_publish(world, call)
    job = world.shelf(PublishJob).get(str(call.body.get("publish_id")))
    if job is None or job.appid != call.account:
        raise Refusal(40097, "invalid args", rule="unknown publish_id", mark="C")
    return _job(world, job)


def batchget(world: World, call: Call) -> Json:
    _may_publish(world, call)
    everything = [made for made in of_account(world, call.account) if not made.notified]  # mass messages are not listed [R]
    items = [
        {"article_id": m.article_id, "update_time": int(m.at)}
        | content_of(world, call, lambda content, m=m: _items(m, content=content), made=m.at, changed=m.at)
        for m in paged(everything, call)
    ]
    return {"total_count": len(everything), "item_count": len(items), "item": items}


def getarticle(world: World, call: Call) -> Json:
    _may_publish(world, call)
    made = _standing(world, call)
    return {"news_item": _items(made, content=True), "create_time": int(made.at), "update_time": int(made.at)}


def delete(world: World, call: Call) -> Json:
    """Index from 1; 0 or absent deletes all. The article page stays listed as deleted."""
    _may_publish(world, call)
    made = _standing(world, call)
    index = call.number("index")
    if not 0 <= index <= len(made.articles):
        raise Refusal(40114, "invalid index value", mark="C")
    remove(world, made, index)
    return {"errcode": 0, "errmsg": "ok"}


def remove(world: World, made: Published, index: int) -> None:
    """Take one article (from 1) or all (0) away from the readers."""
    for n, article in enumerate(made.articles, 1):
        if index in (0, n) and not article["is_deleted"]:
            article |= {"is_deleted": True, "deleted_at": world.at()}
    world.shelf(Published).put(made.article_id, made)
    job = next((job for job in world.shelf(PublishJob).values() if job.article_id == made.article_id), None)
    if job is not None and all(article["is_deleted"] for article in made.articles):
        job.status = DELETED
        world.shelf(PublishJob).put(job.publish_id, job)


def _standing(world: World, call: Call) -> Published:
    made = world.shelf(Published).get(call.text("article_id"))
    if made is None or made.appid != call.account or made.notified:
        raise Refusal(53600, "invalid article_id")
    return made


def _items(made: Published, *, content: bool) -> list[Json]:
    return [shown(article, content=content) for article in made.articles]


routes = {
    "/cgi-bin/freepublish/submit": post(submit),
    "/cgi-bin/freepublish/get": post(status),
    "/cgi-bin/freepublish/batchget": post(batchget),
    "/cgi-bin/freepublish/getarticle": post(getarticle),
    "/cgi-bin/freepublish/delete": post(delete),
}
