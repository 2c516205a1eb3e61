"""The phone page: what followers, groups and Moments would show of what was really received, always marked 沙盒.

A side gives Sections; each is a row of phones. Their HTML may use: `phone` (a frame, with `phone-top` and `screen` inside), `card`, `bubble` (`mine`),
`who` (avatar letter), `grid` of pictures, `small`, `empty`. Whatever was received must be escaped by the side.
"""

from html import escape

from studio.sandbox.world import World, beijing

_MAGIC = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"BM": "image/bmp"}
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'"
_STYLE = """
:root{--ink:#1f2329;--soft:#8a9099;--line:#e6e8eb;--green:#07c160;--paper:#fff;--desk:#eef1f0}
*{box-sizing:border-box}body{margin:0;background:var(--desk);color:var(--ink);font:15px/1.6 "PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif}
header{position:sticky;top:0;z-index:2;display:flex;gap:12px;align-items:center;padding:10px 24px;background:#fffaf0;border-bottom:2px dashed #f0a020}
header b{background:#f0a020;color:#fff;border-radius:6px;padding:2px 10px;letter-spacing:.2em;white-space:nowrap}header span{color:#8a6d3b;font-size:13px}
main{max-width:1280px;margin:0 auto;padding:8px 24px 64px}h2{font-size:17px;margin:28px 0 12px}
.row{display:flex;flex-wrap:wrap;gap:24px;align-items:flex-start}
.phone{position:relative;width:360px;max-width:100%;height:680px;display:flex;flex-direction:column;overflow:hidden;background:#ededed;
 border:8px solid #24292f;border-radius:34px;box-shadow:0 12px 32px rgba(20,30,40,.16)}
.phone::after{content:"沙盒";position:absolute;right:-34px;top:16px;width:120px;transform:rotate(45deg);text-align:center;background:#f0a020;color:#fff;
 font-size:12px;letter-spacing:.2em}
.phone-top{flex:none;padding:14px 56px 10px;text-align:center;font-weight:600;background:#f7f7f7;border-bottom:1px solid var(--line);white-space:nowrap;
 overflow:hidden;text-overflow:ellipsis}
.screen{flex:1;overflow:auto;padding:12px}.screen.white{background:var(--paper)}
.card{display:block;background:var(--paper);border-radius:10px;overflow:hidden;margin:0 0 12px}.card .cover{width:100%;height:138px;object-fit:cover;display:block}
.card .words{padding:10px 12px}.card b{display:block;line-height:1.45}.small{color:var(--soft);font-size:12px}
.who{flex:none;width:36px;height:36px;border-radius:6px;background:var(--green);color:#fff;display:grid;place-items:center;font-weight:600}
.said{display:flex;gap:8px;margin:0 0 12px}.bubble{background:var(--paper);border-radius:6px;padding:8px 12px;max-width:250px;white-space:pre-wrap;
 overflow-wrap:anywhere}
.bubble.mine{background:#95ec69}.grid{display:grid;grid-template-columns:repeat(3,1fr);gap:4px;margin:6px 0}
.grid img{width:100%;aspect-ratio:1;object-fit:cover;display:block}
.empty{color:var(--soft);text-align:center;padding:80px 16px}details summary{cursor:pointer;list-style:none}details summary::-webkit-details-marker{display:none}
iframe{width:100%;border:0;background:var(--paper)}.deleted{opacity:.45;text-decoration:line-through}.reply{border-left:3px solid var(--green);padding-left:8px;
 margin:4px 0 0 44px;font-size:13px}
@media(max-width:480px){main{padding:8px 12px 48px}.phone{width:100%}}
"""


def picture_type(content: bytes) -> str:
    """The media type of a picture by its first bytes."""
    return next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), "application/octet-stream")


def page(world: World, *, account: str = "") -> str:
    """The whole page as HTML; `account` narrows it to one account or corp."""
    sections = [section for side in world.sides.values() for section in side.phone(world, account)]
    rows = "".join(f"<section><h2>{escape(s.title)}</h2><div class=row>{s.html}</div></section>" for s in sections)
    now = beijing(world.at()).strftime("%Y-%m-%d %H:%M")
    warning = (
        f"<header><b>沙盒</b><span>这里显示的是沙盒真正收到的内容，不是微信；沙盒时间 {now}（北京） · A sandbox, not WeChat</span></header>"
    )
    head = "<meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'><title>沙盒 · 手机</title>"
    nobody = "<p class=empty>还没有账号。</p>"
    return f"<!doctype html><html lang=zh-CN><head>{head}<style>{_STYLE}</style></head><body>{warning}<main>{rows or nobody}</main></body></html>"


def phone(title: str, screen: str, *, white: bool = False) -> str:
    """One phone; `title` is escaped here, `screen` is HTML."""
    return f"<div class=phone><div class=phone-top>{escape(title)}</div><div class='screen{' white' if white else ''}'>{screen}</div></div>"


def picture(sha256: str, *, kind: str = "") -> str:
    """An <img> of received bytes."""
    return f"<img src='/_sandbox/bytes/{escape(sha256)}' class='{kind}' alt='' loading=lazy>"
