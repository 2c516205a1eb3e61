"""Comments under articles (wechat-api.md §1.6); the index of an article counts from 0 here."""

from dataclasses import dataclass

from studio.sandbox.call import Call, Json, Refusal, post
from studio.sandbox.official_account.accounts import caller
from studio.sandbox.official_account.followers import of
from studio.sandbox.official_account.published import Published, by_msg_data
from studio.sandbox.official_account.voices import comment
from studio.sandbox.world import World

PAGE = 50
MOST_ELECTED = 100
REPLY = 300


@dataclass
class Comment:
    """What a reader said under an article; `reply` is the account's one answer."""

    key: str
    id: int
    appid: str
    msg_data_id: str
    index: int
    openid: str
    at: float
    content: str
    elected: bool = False
    deleted: bool = False
    reply: str = ""
    replied_at: float = 0.0


def says(world: World, at: float, *, made: Published, index: int, content: str, openid: str) -> Comment:
    """A reader comments now."""
    number = world.number(f"comment|{made.msg_data_id}|{index}")
    key = f"{made.msg_data_id}|{index}|{number}"
    said = Comment(key, number, made.appid, made.msg_data_id, index, openid, at, content)
    return world.shelf(Comment).put(key, said)


def reader_comments(world: World, at: float, *, article_id: str, index: int) -> None:
    """The planned comment of somebody in the crowd, unless the article is gone or closed for comments by then."""
    made = world.shelf(Published)[article_id]
    article = made.articles[index]
    people = of(world, made.appid)
    if article["is_deleted"] or not article["need_open_comment"] or not people:
        return
    chance = world.chance("says", article_id, index, int(at))
    said = comment(chance, about=article["title"] + article["content"])
    says(world, at, made=made, index=index, content=said, openid=chance.choice(people).openid)


def under(world: World, msg_data_id: str, index: int) -> list[Comment]:
    """Comments that still stand, newest first."""
    found = [c for c in world.shelf(Comment).values() if c.msg_data_id == msg_data_id and c.index == index and not c.deleted]
    return sorted(found, key=lambda c: c.at, reverse=True)


def _article(world: World, call: Call) -> tuple[Published, int]:
    if not caller(world, call).comments:
        raise Refusal(88000, "without comment privilege")
    made = by_msg_data(world, call.account, str(call.body.get("msg_data_id")))
    index = call.number("index")
    if made is None or not 0 <= index < len(made.articles):
        raise Refusal(88001, "msg_data is not exists")
    return made, index


def _comment(world: World, call: Call) -> Comment:
    made, index = _article(world, call)
    found = world.shelf(Comment).get(f"{made.msg_data_id}|{index}|{call.number('user_comment_id')}")
    if found is None:
        raise Refusal(88008, "comment is not exists", mark="R")
    if found.deleted:
        raise Refusal(88004, "comment is deleted", mark="R")
    return found


def comment_list(world: World, call: Call) -> Json:
    made, index = _article(world, call)
    begin, count, kind = call.number("begin"), call.number("count"), call.number("type")
    if begin < 0 or not 0 < count < PAGE:
        raise Refusal(88010, "count range error. count <= 0 or count >= 50", mark="R")
    found = [c for c in under(world, made.msg_data_id, index) if kind == 0 or c.elected == (kind == 2)]
    return {"errcode": 0, "errmsg": "ok", "total": len(found), "comment": [_shown(c) for c in found[begin : begin + count]]}


def _shown(said: Comment) -> Json:
    reply = {"reply": {"content": said.reply, "create_time": int(said.replied_at)}} if said.reply else {}
    shown = {"user_comment_id": said.id, "create_time": int(said.at), "content": said.content}
    shown |= {"openid": said.openid} if said.openid else {}
    return shown | {"comment_type": int(said.elected)} | reply


def _open(world: World, call: Call, *, flag: int) -> Json:
    made, index = _article(world, call)
    made.articles[index]["need_open_comment"] = flag
    world.shelf(Published).put(made.article_id, made)
    return {"errcode": 0, "errmsg": "ok"}


def comment_open(world: World, call: Call) -> Json:
    return _open(world, call, flag=1)


def comment_close(world: World, call: Call) -> Json:
    return _open(world, call, flag=0)


def markelect(world: World, call: Call) -> Json:
    said = _comment(world, call)
    elected = [c for c in under(world, said.msg_data_id, said.index) if c.elected]
    if not said.elected and len(elected) >= MOST_ELECTED:
        raise Refusal(88003, "elected comment upper limit", mark="R")
    return _put(world, said, elected=True)


def unmarkelect(world: World, call: Call) -> Json:
    return _put(world, _comment(world, call), elected=False)


def comment_delete(world: World, call: Call) -> Json:
    return _put(world, _comment(world, call), deleted=True)


def reply_add(world: World, call: Call) -> Json:
    said = _comment(world, call)
    content = call.text("content")
    if said.reply:
        raise Refusal(88005, "already reply")
    if not 0 < len(content) <= REPLY:
        raise Refusal(88007, "reply content beyond max len or content len is zero", mark="R")
    world.ledger.add(
        at=call.at,
        platform=call.side,
        account=call.account,
        effect="comment_replied",
        remote={"msg_data_id": said.msg_data_id, "index": said.index, "user_comment_id": said.id},
        text=content,
        payload=call.raw,
        rid=call.rid,
    )
    return _put(world, said, reply=content, replied_at=call.at)


def reply_delete(world: World, call: Call) -> Json:
    said = _comment(world, call)
    if not said.reply:
        raise Refusal(88008, "reply is not exists", mark="R")
    return _put(world, said, reply="", replied_at=0.0)


def _put(world: World, said: Comment, **changes: object) -> Json:
    for name, value in changes.items():
        setattr(said, name, value)
    world.shelf(Comment).put(said.key, said)
    return {"errcode": 0, "errmsg": "ok"}


routes = {
    "/cgi-bin/comment/open": post(comment_open),
    "/cgi-bin/comment/close": post(comment_close),
    "/cgi-bin/comment/list": post(comment_list),
    "/cgi-bin/comment/markelect": post(markelect),
    "/cgi-bin/comment/unmarkelect": post(unmarkelect),
    "/cgi-bin/comment/delete": post(comment_delete),
    "/cgi-bin/comment/reply/add": post(reply_add),
    "/cgi-bin/comment/reply/delete": post(reply_delete),
}
