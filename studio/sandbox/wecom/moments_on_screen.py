"""Moments as phones show them: words, pictures, who liked, who said what."""

from html import escape

from studio.sandbox.phone import picture
from studio.sandbox.wecom.avatars import avatar
from studio.sandbox.wecom.corps import Corp, Member
from studio.sandbox.wecom.customers import name_of
from studio.sandbox.wecom.moment_records import Reaction
from studio.sandbox.wecom.moments import Moment, MomentTask
from studio.sandbox.world import World, beijing

POSTS = 20


def feed_of_member(world: World, who: Member) -> str:
    """All this member published, newest first; empty when there is nothing."""
    own = [t for t in world.shelf(MomentTask).values() if t.corpid == who.corpid and t.userid == who.userid and t.published_at]
    return _feed(world, own)


def feed_of_customer(world: World, corpid: str, external_userid: str) -> str:
    """All that is shown to this customer, from whomever they know."""
    shown = [t for t in world.shelf(MomentTask).values() if t.corpid == corpid and t.published_at and external_userid in t.seen_by]
    return _feed(world, shown)


def _feed(world: World, parts: list[MomentTask]) -> str:
    newest = sorted(parts, key=lambda part: part.published_at, reverse=True)[:POSTS]
    return "".join(_post(world, part) for part in newest)


def _post(world: World, part: MomentTask) -> str:
    moment = world.shelf(Moment)[part.moment_id]
    name, brand = name_of(world, part.corpid, part.userid), world.shelf(Corp)[part.corpid].name
    words = f"<p>{escape(moment.text)}</p>" if moment.text else ""
    when = f"{beijing(part.published_at):%m月%d日 %H:%M} · {len(part.seen_by)} 位客户可见"
    by = f"<div class=by>{escape(name)} <em>@{escape(brand)}</em></div>"
    body = f"{by}{words}{_shown(moment)}<div class=small>{when}</div>{_reactions(world, part)}"
    return f"<div class=wc-moment>{avatar(name, staff=True)}<div>{body}</div></div>"


def _shown(moment: Moment) -> str:
    link = moment.content.get("link")
    if isinstance(link, dict):
        return f"<div class=wc-card>{picture(moment.pictures[0])}<span>{escape(str(link['title'] or link['url']))}</span></div>"
    if "video" in moment.content:
        return "<div class=wc-card><u>▶</u><span>视频</span></div>"
    kind = {1: "one", 4: "four"}.get(len(moment.pictures), "")
    return f"<div class='grid {kind}'>{''.join(picture(p) for p in moment.pictures)}</div>" if moment.pictures else ""


def _reactions(world: World, part: MomentTask) -> str:
    own = [r for r in world.shelf(Reaction).values() if r.moment_id == part.moment_id and r.userid == part.userid]
    own.sort(key=lambda r: r.at)
    likes = [escape(name_of(world, r.corpid, r.who)) for r in own if r.kind == "like"]
    said = [f"<a>{escape(name_of(world, r.corpid, r.who))}</a>：{escape(r.text)}" for r in own if r.kind == "comment"]
    if not likes and not said:
        return ""
    liked = f"<div class=likes>♡ {'，'.join(likes)}</div>" if likes else ""
    return f"<div class=wc-reactions>{liked}{'<div>' + '<br>'.join(said) + '</div>' if said else ''}</div>"
