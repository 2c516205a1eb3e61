"""What customers' phones show of the corp: groups, Moments, private chats; and the robot's group of the team."""

from collections.abc import Callable
from html import escape

from studio.sandbox.call import Json
from studio.sandbox.phone import phone, picture
from studio.sandbox.side import Section
from studio.sandbox.wecom.avatars import avatar
from studio.sandbox.wecom.corps import Corp, Member, member, members
from studio.sandbox.wecom.customers import friendships, name_of
from studio.sandbox.wecom.group_chats import GroupChat, Utterance, group_chats, seats
from studio.sandbox.wecom.moments_on_screen import feed_of_customer, feed_of_member
from studio.sandbox.wecom.webhook import Robot
from studio.sandbox.world import World, beijing

LINES = 60
PRIVATE_CHATS = 3
PAUSE_S = 600
_STYLE = """<style>
.screen:has(>.wc-talk){display:flex;flex-direction:column-reverse}.wc-talk{margin-bottom:auto}
.wc-note{text-align:center;color:#9aa0a6;font-size:12px;margin:10px 0}.wc-note i{font-style:normal;background:#dadada;color:#fff;border-radius:4px;padding:1px 8px}
.wc-said{display:flex;gap:8px;margin:0 0 12px}.wc-said .who{font-size:15px}.wc-words{max-width:236px;min-width:0}.wc-name{color:#8a9099;font-size:12px;line-height:1.3;
 margin:0 0 3px}.wc-name em{font-style:normal;color:#e0821a}.wc-words .bubble{display:inline-block;max-width:100%}.wc-words img.wc-pic{display:block;max-width:170px;
 max-height:230px;border-radius:6px}.wc-link,.wc-file{display:block;background:#fff;border-radius:6px;padding:10px 12px;width:226px}.wc-link b{display:block;font-weight:500;
 line-height:1.4}.wc-link span{display:flex;gap:8px;justify-content:space-between}.wc-link small,.wc-file small{color:#8a9099;font-size:12px;line-height:1.45;
 display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;overflow:hidden}.wc-link img,.wc-link u{flex:none;width:44px;height:44px;object-fit:cover;
 background:#eef1f0;text-decoration:none;display:grid;place-items:center;color:#a6adb4}.wc-notice{background:#fff;border-radius:8px;padding:8px 12px;margin:0 0 12px;
 font-size:13px;color:#555b63}.wc-notice b{color:#e0821a;font-weight:500;margin-right:6px}
.wc-cover{position:relative;height:128px;margin:-12px -12px 36px;background:linear-gradient(135deg,#8fa79a,#d8c3a5)}.wc-cover b{position:absolute;right:76px;bottom:8px;
 color:#fff;text-shadow:0 1px 3px rgba(0,0,0,.45)}.wc-cover .who{position:absolute;right:12px;bottom:-20px;width:56px;height:56px;font-size:22px}
.wc-moment{display:flex;gap:10px;padding:12px 0;border-bottom:1px solid #eee}.wc-moment>div{min-width:0;flex:1}.wc-moment .by{color:#576b95;font-weight:600;line-height:1.3}
.wc-moment .by em{font-style:normal;font-weight:400;color:#e0821a;font-size:13px}.wc-moment p{margin:3px 0 6px;white-space:pre-wrap;overflow-wrap:anywhere}
.wc-moment .grid{max-width:236px}.wc-moment .grid.one{display:block}.wc-moment .grid.one img{width:auto;max-width:190px;max-height:250px;aspect-ratio:auto}
.wc-moment .grid.four{max-width:158px;grid-template-columns:1fr 1fr}.wc-card{display:flex;gap:8px;align-items:center;background:#f4f5f6;padding:6px;font-size:14px}
.wc-card img,.wc-card u{flex:none;width:42px;height:42px;object-fit:cover;background:#e2e6e4;text-decoration:none;display:grid;place-items:center}
.wc-reactions{background:#f5f6f7;border-radius:4px;margin-top:6px;font-size:14px}.wc-reactions div{padding:4px 8px}.wc-reactions div+div{border-top:1px solid #e8eaec}
.wc-reactions a,.wc-reactions .likes{color:#576b95;font-weight:500}
</style>"""


def sections(world: World, account: str) -> list[Section]:
    """Rows of phones per corp: groups, Moments, private chats, robots; what nobody used yet is left out but the groups."""
    rows: list[Section] = []
    for corp in (c for c in world.shelf(Corp).values() if account in ("", c.corpid)):
        rows.append(Section(f"{corp.name} · 客户群（企业微信）", _STYLE + _groups(world, corp)))
        rows.append(Section(f"{corp.name} · 客户朋友圈", _moments(world, corp)))
        if chats := _private_chats(world, corp):
            rows.append(Section(f"{corp.name} · 一对一", chats))
        if robots := _robots(world, corp):
            rows.append(Section(f"{corp.name} · 内部群机器人", robots))
    return rows


def _groups(world: World, corp: Corp) -> str:
    chats = group_chats(world, corp.corpid)
    return "".join(_group(world, corp, chat) for chat in chats) or "<p class=empty>还没有客户群。</p>"


def _group(world: World, corp: Corp, chat: GroupChat) -> str:
    notice = f"<div class=wc-notice><b>群公告</b>{escape(chat.notice)}</div>" if chat.notice else ""
    lines = _lines(world, chat.chat_id)
    return phone(f"{chat.name}（{len(seats(world, chat.chat_id))}）", _conversation(world, corp, lines, before=notice))


def _moments(world: World, corp: Corp) -> str:
    staff = members(world, corp.corpid)
    screens = [(m, feed_of_member(world, m)) for m in staff]
    shown = [phone(f"{m.name}的客户看到的朋友圈", _cover(m) + feed, white=True) for m, feed in screens if feed]
    if not shown:
        return phone("朋友圈", "<p class=empty>还没有成员发表客户朋友圈。<br>任务建好之后，要等成员在手机上点一下。</p>", white=True)
    return "".join(shown) + _one_customer(world, corp)


def _one_customer(world: World, corp: Corp) -> str:
    """The Moments of a customer who knows several members: the same post may come twice, once from each."""
    known: dict[str, int] = {}
    for relation in friendships(world, corp.corpid):
        known[relation.external_userid] = known.get(relation.external_userid, 0) + (not relation.ended_by)
    if not known:
        return ""
    who = max(known, key=lambda one: known[one])
    feed = feed_of_customer(world, corp.corpid, who)
    return phone(f"客户「{name_of(world, corp.corpid, who)}」的朋友圈", feed or "<p class=empty>看不到任何一条。</p>", white=True)


def _cover(who: Member) -> str:
    return f"<div class=wc-cover><b>{escape(who.name)}</b>{avatar(who.name, staff=True)}</div>"


def _private_chats(world: World, corp: Corp) -> str:
    """The chats in which something was said last."""
    last: dict[str, Utterance] = {}
    for said in world.shelf(Utterance).values():
        if said.corpid == corp.corpid and "|" in said.chat_id and not said.chat_id.startswith("robot|"):
            last[said.chat_id] = said
    newest = sorted(last.values(), key=lambda said: said.at, reverse=True)[:PRIVATE_CHATS]
    return "".join(_private_chat(world, corp, said.chat_id) for said in newest)


def _private_chat(world: World, corp: Corp, chat_id: str) -> str:
    userid, _, customer = chat_id.partition("|")
    title = f"{name_of(world, corp.corpid, userid)} @{corp.name}"
    note = f"<div class=wc-note>{escape(name_of(world, corp.corpid, customer))} 的手机</div>"
    return phone(title, _conversation(world, corp, _lines(world, chat_id), before=note))


def _robots(world: World, corp: Corp) -> str:
    own = [r for r in world.shelf(Robot).values() if r.corpid == corp.corpid]
    shown = [(r, _lines(world, f"robot|{r.key}")) for r in own]
    return "".join(phone(r.name, _conversation(world, corp, lines)) for r, lines in shown if lines)


def _lines(world: World, chat_id: str) -> list[Utterance]:
    said = [u for u in world.shelf(Utterance).values() if u.chat_id == chat_id]
    return sorted(said, key=lambda u: u.at)[-LINES:]


def _conversation(world: World, corp: Corp, lines: list[Utterance], *, before: str = "") -> str:
    """Bubbles in order, scrolled to the last, with the time where there was a pause."""
    shown, last = [before], 0.0
    for said in lines:
        if said.at - last > PAUSE_S:
            shown.append(f"<div class=wc-note><i>{beijing(said.at):%m月%d日 %H:%M}</i></div>")
        last = said.at
        shown += [_bubble(world, corp, said, html) for html in _parts(said)]
    return f"<div class=wc-talk>{''.join(shown)}</div>"


def _bubble(world: World, corp: Corp, said: Utterance, html: str) -> str:
    name = name_of(world, said.corpid, said.who)
    staff = member(world, said.corpid, said.who) is not None
    at = f" <em>@{escape(corp.name)}</em>" if staff else ""
    return (
        f"<div class=wc-said>{avatar(name, staff=staff)}<div class=wc-words><div class=wc-name>{escape(name)}{at}</div>{html}</div></div>"
    )


def _parts(said: Utterance) -> list[str]:
    """Text and each attachment are messages of their own."""
    parts = [f"<div class=bubble>{escape(said.text)}</div>"] if said.text else []
    pictures = iter(said.pictures)
    if not said.attachments:
        return parts + [picture(sha256, kind="wc-pic") for sha256 in pictures]
    for attachment in said.attachments:
        kind = attachment["msgtype"]
        sha256 = next(pictures, "") if kind in ("image", "miniprogram") else ""
        parts.append(_ATTACHMENTS[kind](attachment[kind], sha256))
    return parts


def _image(_payload: Json, sha256: str) -> str:
    return picture(sha256, kind="wc-pic")


def _link(payload: Json, _sha256: str) -> str:
    words = escape(str(payload.get("desc", "") or payload.get("url", "")))
    return f"<div class=wc-link><b>{escape(str(payload['title']))}</b><span><small>{words}</small><u>链接</u></span></div>"


def _miniprogram(payload: Json, sha256: str) -> str:
    return (
        f"<div class=wc-link><small>小程序</small><b>{escape(str(payload['title']))}</b><span>{picture(sha256)}<small></small></span></div>"
    )


def _file(_payload: Json, _sha256: str) -> str:
    return "<div class=wc-file>文件<small>已收到</small></div>"


def _video(_payload: Json, _sha256: str) -> str:
    return "<div class=wc-file>▶ 视频<small>已收到</small></div>"


_ATTACHMENTS: dict[str, Callable[[Json, str], str]] = {
    "image": _image,
    "link": _link,
    "miniprogram": _miniprogram,
    "file": _file,
    "video": _video,
}
