"""公众号: the article page, and the card by which followers find it in their message list."""

import re
from collections.abc import Mapping
from html import escape

from studio.channels.preview.escape import address, line
from studio.channels.preview.frame import phone, portrait
from studio.channels.preview.message import PreviewMessage

_POLICY = "default-src 'none'; img-src * data:; style-src 'unsafe-inline'"
_PAGE = """*{box-sizing:border-box}html{scrollbar-width:none}body{margin:0;padding:20px 16px 32px;background:#fff;color:rgba(0,0,0,.9);
font:17px/1.6 -apple-system,"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
h1{margin:0 0 14px;font-size:22px;line-height:1.4;font-weight:600}.m{margin:0 0 22px;font-size:15px;line-height:20px;color:rgba(0,0,0,.5)}
.m b{font-weight:400;color:#576b95;margin:0 10px 0 0}.m span{margin-right:10px}img{max-width:100%;height:auto}.none{color:rgba(0,0,0,.5)}
.end{margin-top:28px;font-size:15px;color:#576b95}"""
_EMPTY = '<p class="none">正文还没有写。</p>'


def official_account(message: PreviewMessage) -> str:
    """The article page in its phone; the body stands in an iframe that can run nothing and load nothing but pictures."""
    meta = (f"<span>{line(message.author)}</span>" if message.author else "") + f"<b>{line(message.place or message.name)}</b>"
    page = (
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}"><style>{_PAGE}</style>'
        f'<h1>{line(message.title) or "（没有标题）"}</h1><p class="m">{meta}{line(message.when)}</p>{message.html or _EMPTY}'
    )
    screen = (
        f'<iframe class="sp-article" sandbox="" title="{line(message.title)}" srcdoc="{escape(page, quote=True)}"></iframe>{_bar(message)}'
    )
    return phone(screen, title=message.place or message.name, look="article", fixed=True)


def message_card(message: PreviewMessage) -> str:
    """The card in the list of messages: a cover of 2.35:1, the title, the summary."""
    source = address(message.cover.url) if message.cover else ""
    cover = f'<img class="sp-cover" src="{source}" alt="">' if source else '<span class="sp-cover sp-nopic">2.35 : 1</span>'
    summary = f"<p>{line(message.summary)}</p>" if message.summary else ""
    card = (
        f'<div class="sp-source">{portrait(message, size=28)}<b>{line(message.place or message.name)}</b><time>{line(message.when)}</time></div>'
        f'<div class="sp-issue">{cover}<h4>{line(message.title) or "（没有标题）"}</h4>{summary}</div>'
    )
    return phone(card, title="订阅号消息", look="list")


def with_addresses(html: str, addresses: Mapping[str, str]) -> str:
    """The article's `<img src="file:DIGEST">` with each digest's address; a picture without one stays empty."""
    return re.sub(r"file:([0-9a-f]{64})", lambda found: address(addresses.get(found[1], "")), html)


def _bar(message: PreviewMessage) -> str:
    acts = "".join(f"<span>{word}</span>" for word in ("点赞", "分享", "推荐", "留言"))
    return f'<div class="sp-actions">{portrait(message, size=26)}<b>{line(message.place or message.name)}</b>{acts}</div>'
