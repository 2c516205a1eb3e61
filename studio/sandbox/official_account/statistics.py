"""Reading figures under /datacube (wechat-api.md §1.7): to yesterday at the latest, late before eight, the old six retired."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from studio.clock import BEIJING
from studio.sandbox.call import Call, Json, Refusal, post
from studio.sandbox.official_account.accounts import caller
from studio.sandbox.official_account.comments import under
from studio.sandbox.official_account.followers import FollowerDay
from studio.sandbox.official_account.published import Figures, Published, articles_of, figures, finish_rate
from studio.sandbox.world import World, beijing, day_of

FIRST_DAY = date(2025, 11, 1)
READY_HOUR = 8
ARTICLE_DAYS = 30
_SCENES = (("公众号消息", 0.46), ("聊天会话", 0.16), ("朋友圈", 0.14), ("公众号主页", 0.09), ("推荐", 0.08), ("搜一搜", 0.04))
RETIRED = ("getarticlesummary", "getarticletotal", "getuserread", "getuserreadhour", "getusershare", "getusersharehour")


def _days(world: World, call: Call, *, most: int) -> list[date]:
    """The Beijing days asked for; 61500 for a wrong date, 61501 for a wrong span or a day that is not over."""
    if not caller(world, call).verified:
        raise Refusal(48001, "api unauthorized", rule="article statistics are for verified accounts")
    begin, end = _date(call, "begin_date"), _date(call, "end_date")
    yesterday = beijing(call.at).date() - timedelta(days=1)
    if begin > end or (end - begin).days >= most or end > yesterday:
        raise Refusal(61501, "date range error", rule=f"at most {most} days, to yesterday")
    return [begin + timedelta(days=n) for n in range((end - begin).days + 1)]


def _date(call: Call, name: str) -> date:
    try:
        said = datetime.strptime(call.text(name), "%Y-%m-%d").replace(tzinfo=BEIJING).date()
    except ValueError as wrong:
        raise Refusal(61500, "date format error", mark="S") from wrong
    if said.isoformat() != call.text(name):
        raise Refusal(61500, "date format error", mark="S")
    return said


def _is_late(at: float) -> bool:
    return beijing(at).hour < READY_HOUR


def _last_day(at: float) -> date:
    """The last day with figures: yesterday, or the day before while yesterday's are not ready."""
    return beijing(at).date() - timedelta(days=2 if _is_late(at) else 1)


def _end_of(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING).timestamp() + 86_400


def _commented(world: World, made: Published, index: int, until: float) -> int:
    return sum(1 for said in under(world, made.msg_data_id, index) if said.at < until)


def getarticletotaldetail(world: World, call: Call) -> Json:
    (day,) = _days(world, call, most=1)
    rows = [_detail(world, made, index, day, at=call.at) for made, index in articles_of(world, call.account) if _seen(made, day)]
    return {"list": rows, "is_delay": _is_late(call.at)}


def _seen(made: Published, day: date) -> bool:
    return day_of(made.at) == day.isoformat() and day >= FIRST_DAY


def _detail(world: World, made: Published, index: int, day: date, *, at: float) -> Json:
    last = min(_last_day(at), day + timedelta(days=ARTICLE_DAYS - 1))
    stats = [day + timedelta(days=n) for n in range((last - day).days + 1)]
    article = made.articles[index]
    return {
        "ref_date": day.isoformat(),
        "msgid": f"{made.msg_data_id}_{index + 1}",
        "publish_type": 0 if made.notified else 1,
        "title": article["title"],
        "content_url": article["url"],
        "detail_list": [_until(world, made, index, stat) for stat in stats],
    }


def _until(world: World, made: Published, index: int, day: date) -> Json:
    so_far = figures(world, made, index, at=_end_of(day))
    finish = finish_rate(world, made, index)
    return {
        "stat_date": day.isoformat(),
        "read_user": so_far.read,
        "read_user_source": _sources(so_far.read),
        "share_user": so_far.share,
        "zaikan_user": so_far.zaikan,
        "like_user": so_far.like,
        "comment_count": _commented(world, made, index, _end_of(day)),
        "collection_user": so_far.collect,
        "praise_money": 0,
        "read_subscribe_user": so_far.subscribed,
        "read_delivery_rate": round(so_far.read * _SCENES[0][1] / made.delivered, 4) if made.delivered else 0,
        "read_finish_rate": finish,
        "read_avg_activetime": round(20 + 90 * finish, 1),
    }


def _sources(readers: int) -> list[Json]:
    """Where the readers came from; the named scenes and the rest add up to all."""
    named = [(scene, int(readers * part)) for scene, part in _SCENES]
    rest = readers - sum(number for _, number in named)
    return [{"user_count": number, "scene_desc": scene} for scene, number in [("全部", readers), *named, ("其它", rest)]]


def _of_day(world: World, call: Call, day: date) -> Iterator[tuple[Published, int, Figures, Figures]]:
    """Every article with its figures at the end of the day before and of this day, while figures exist."""
    if day < FIRST_DAY or day > _last_day(call.at):
        return
    for made, index in articles_of(world, call.account):
        if made.at < _end_of(day):
            yield made, index, figures(world, made, index, at=_end_of(day) - 86_400), figures(world, made, index, at=_end_of(day))


def getarticleread(world: World, call: Call) -> Json:
    (day,) = _days(world, call, most=1)
    rows: list[Json] = []
    for made, index, before, after in _of_day(world, call, day):
        read = after.read - before.read
        detail = {"read_user": read, "read_user_source": _sources(read)}
        rows.append({"ref_date": day.isoformat(), "msgid": f"{made.msg_data_id}_{index + 1}", "detail": detail})
    return {"list": rows, "is_delay": _is_late(call.at)}


def getarticleshare(world: World, call: Call) -> Json:
    """Only what was shared that day is listed, with `share_user` alone."""
    (day,) = _days(world, call, most=1)
    rows: list[Json] = []
    for made, index, before, after in _of_day(world, call, day):
        if shared := after.share - before.share:
            rows.append({"ref_date": day.isoformat(), "msgid": f"{made.msg_data_id}_{index + 1}", "detail": {"share_user": shared}})
    return {"list": rows, "is_delay": _is_late(call.at)}


def getbizsummary(world: World, call: Call) -> Json:
    days = _days(world, call, most=30)
    shown = [day for day in days if FIRST_DAY <= day <= _last_day(call.at)]
    return {"list": [{"ref_date": day.isoformat(), "detail": _summary(world, call, day)} for day in shown], "is_delay": _is_late(call.at)}


def _summary(world: World, call: Call, day: date) -> Json:
    moved = list(_of_day(world, call, day))
    read = sum(after.read - before.read for _, _, before, after in moved)
    comments = [_commented(world, m, i, _end_of(day)) - _commented(world, m, i, _end_of(day) - 86_400) for m, i, _, _ in moved]
    return {
        "read_user": read,
        "share_user": sum(after.share - before.share for _, _, before, after in moved),
        "zaikan_user": sum(after.zaikan - before.zaikan for _, _, before, after in moved),
        "like_user": sum(after.like - before.like for _, _, before, after in moved),
        "comment_count": sum(comments),
        "collection_user": sum(after.collect - before.collect for _, _, before, after in moved),
        "redirect_ori_page_user": 0,
        "send_page_count": sum(len(m.articles) for m, i, _, _ in moved if i == 0 and day_of(m.at) == day.isoformat()),
        "read_user_source": _sources(read),
    }


def getusersummary(world: World, call: Call) -> Json:
    rows: list[Json] = []
    for day in _days(world, call, most=7):
        moved = world.shelf(FollowerDay).get(f"{call.account}|{day.isoformat()}")
        came, left = (moved.came, moved.left) if moved else ({}, {})
        rows += [
            {"ref_date": day.isoformat(), "user_source": int(source), "new_user": came.get(source, 0), "cancel_user": left.get(source, 0)}
            for source in sorted({"0", *came, *left}, key=int)
        ]
    return {"list": rows}


def getusercumulate(world: World, call: Call) -> Json:
    rows: list[Json] = []
    for day in _days(world, call, most=7):
        known = world.shelf(FollowerDay).get(f"{call.account}|{day.isoformat()}")
        if known:
            rows.append({"ref_date": day.isoformat(), "cumulate_user": known.total})
    return {"list": rows}


def retired(_world: World, _call: Call) -> Json:
    raise Refusal(47009, "this api is offline, please use the new api", rule="the old article statistics are retired", mark="P")


routes = {f"/datacube/{name}": post(retired) for name in RETIRED} | {
    "/datacube/getarticletotaldetail": post(getarticletotaldetail),
    "/datacube/getarticleread": post(getarticleread),
    "/datacube/getarticleshare": post(getarticleshare),
    "/datacube/getbizsummary": post(getbizsummary),
    "/datacube/getusersummary": post(getusersummary),
    "/datacube/getusercumulate": post(getusercumulate),
}
