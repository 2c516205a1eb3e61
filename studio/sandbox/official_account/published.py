"""Articles that readers can see, from a publication or a mass send, and how many read them as time goes by."""

import base64
import hashlib
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from studio.sandbox.call import Json
from studio.sandbox.official_account.accounts import PLATFORM
from studio.sandbox.official_account.followers import of
from studio.sandbox.world import World, beijing

HALF_OF_READS_H = 9.0
SHARE, LIKE, ZAIKAN, COLLECT, COMMENT = 0.045, 0.035, 0.018, 0.015, 0.012
SUBSCRIBE, LEAVE, WRITE = 0.01, 0.0012, 0.002


@dataclass
class Published:
    """One publication: its articles with `url` and `is_deleted`, how many followers got it pushed, how many will ever read it."""

    article_id: str
    appid: str
    msg_data_id: str
    articles: list[Json]
    at: float
    notified: bool
    delivered: int
    reach: float


@dataclass(frozen=True)
class Figures:
    """Cumulative figures of one article at one moment."""

    read: int
    share: int
    like: int
    zaikan: int
    collect: int
    subscribed: int


def appear(world: World, *, appid: str, msg_data_id: str, articles: list[Json], at: float, notified: bool, delivered: int) -> Published:
    """Articles become visible; from now on people read them and some will comment."""
    article_id = _letters(world, f"article|{msg_data_id}")
    for n, article in enumerate(articles, 1):
        article["url"] = f"http://mp.weixin.qq.com/s/{_letters(world, f'url|{msg_data_id}|{n}')[:22]}"
        article["is_deleted"] = False
    followers = len(of(world, appid))
    chance = world.chance("reach", msg_data_id)
    pushed = delivered * chance.uniform(0.07, 0.16)
    found = followers * chance.uniform(0.04, 0.10)
    made = Published(article_id, appid, msg_data_id, articles, at, notified, delivered, (pushed + found) * _hour_appeal(at))
    world.shelf(Published).put(article_id, made)
    if not world.tuning("people_off", 0):
        _plan_followers(world, made)
        for n, article in enumerate(articles):
            _plan_comments(world, made, article, n)
    return made


def _letters(world: World, about: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(f"{world.facts.seed}|{about}".encode()).digest()).decode().rstrip("=")


def _hour_appeal(at: float) -> float:
    """Evenings are read most, then lunch and the way to work; the small hours least."""
    hour = beijing(at).hour
    return 1.25 if 20 <= hour <= 22 else 1.1 if hour in (7, 8, 12, 13) else 0.6 if hour < 6 else 1.0


def _plan_followers(world: World, made: Published) -> None:
    """Some readers follow, some of those who were pushed to leave, and a few write to the account."""
    chance = world.chance("moved", made.msg_data_id)
    moves = [("subscribes", made.reach * SUBSCRIBE, {"scene": "ADD_SCENE_PROFILE_LINK"}), ("somebody_leaves", made.delivered * LEAVE, {})]
    for what, many, args in [*moves, ("follower_writes", made.delivered * WRITE, {})]:
        for _ in range(int(many * chance.uniform(0.6, 1.4) + chance.random())):
            world.plan(made.at + _later(chance), PLATFORM, what, appid=made.appid, **args)


def _later(chance: random.Random) -> float:
    """Seconds until one of the readers acts: many soon, few late."""
    return min(chance.expovariate(math.log(2) / HALF_OF_READS_H) * 3600 + 120, 20 * 86_400)


def _plan_comments(world: World, made: Published, article: Json, index: int) -> None:
    if not article["need_open_comment"]:
        return
    chance = world.chance("comments", made.msg_data_id, index)
    readers = made.reach * _place_appeal(index)
    number = min(40, round(readers * COMMENT * 2 * world.tuning("comment_rate", 1) * chance.uniform(0.5, 1.5) + chance.random()))
    for _ in range(number):
        world.plan(made.at + _later(chance), PLATFORM, "reader_comments", article_id=made.article_id, index=index)


def _place_appeal(index: int) -> float:
    """The second and later articles of one publication are read far less."""
    return 1.0 if index == 0 else 0.35 / index


@lru_cache(maxsize=4096)
def _rates(seed: str, msg_data_id: str, index: int) -> tuple[float, ...]:
    chance = World.chance_of(seed, "rates", msg_data_id, index)
    return tuple(chance.uniform(0.5, 1.7) for _ in range(7))


def figures(world: World, made: Published, index: int, *, at: float) -> Figures:
    """What would be counted at this moment; never less than at an earlier one."""
    rates = _rates(world.facts.seed, made.msg_data_id, index)
    gone_at = made.articles[index].get("deleted_at") or at
    hours = max(0.0, min(at, gone_at) - made.at) / 3600
    seen = 1 - 2 ** (-hours / (HALF_OF_READS_H * rates[0]))
    readers = made.reach * _place_appeal(index) * rates[1] * world.tuning("read_rate", 1)
    read = readers * seen
    return Figures(
        read=int(read),
        share=int(read * SHARE * rates[2]),
        like=int(read * LIKE * rates[3]),
        zaikan=int(read * ZAIKAN * rates[4]),
        collect=int(read * COLLECT * rates[5]),
        subscribed=int(read * SUBSCRIBE * rates[6]),
    )


def finish_rate(world: World, made: Published, index: int) -> float:
    """Which part of the readers comes to the end, 0 to 1: long articles lose more."""
    length = len(made.articles[index]["content"])
    return round(max(0.15, 0.8 - length / 40_000) * min(1.2, _rates(world.facts.seed, made.msg_data_id, index)[6]), 4)


def of_account(world: World, appid: str) -> list[Published]:
    """What an account ever published, newest first."""
    return sorted((made for made in world.shelf(Published).values() if made.appid == appid), key=lambda made: made.at, reverse=True)


def articles_of(world: World, appid: str) -> Iterator[tuple[Published, int]]:
    """Every single article with its 0-based index."""
    for made in of_account(world, appid):
        for index in range(len(made.articles)):
            yield made, index


def by_msg_data(world: World, appid: str, msg_data_id: str) -> Published | None:
    return next((made for made in world.shelf(Published).values() if made.msg_data_id == msg_data_id and made.appid == appid), None)


def record(world: World, made: Published, *, effect: str, remote: Json, at: float, rid: str, payload_sha256: str) -> None:
    """One ledger row for the articles that came out together; `payload_sha256` is that of the body which wrote the draft."""
    first = made.articles[0]
    ids = {"article_id": made.article_id, "msg_data_id": made.msg_data_id, "url": first["url"], "cover_sha256": first["cover_sha256"]}
    world.ledger.add(
        at=at,
        platform=PLATFORM,
        account=made.appid,
        effect=effect,
        remote=remote | ids,
        title=first["title"],
        text=first["content"],
        pictures=[picture for article in made.articles for picture in article["pictures"]],
        payload_sha256=payload_sha256,
        rid=rid,
    )
