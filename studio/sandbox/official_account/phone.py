"""What a follower's phone shows of an Official Account: the messages it got, the account's page, an article with its comments."""

import re
from html import escape

from studio.sandbox.call import Json
from studio.sandbox.official_account.accounts import Account
from studio.sandbox.official_account.comments import under
from studio.sandbox.official_account.followers import Follower, of
from studio.sandbox.official_account.media import PICTURE_HOST, picture_behind
from studio.sandbox.official_account.published import Published, figures, of_account
from studio.sandbox.phone import phone, picture
from studio.sandbox.side import Section
from studio.sandbox.world import World, beijing

SHOWN = 12
_ADDRESS = re.compile(rf"https?://{re.escape(PICTURE_HOST)}/[^\"'\s)]+")
_ARTICLE_STYLE = "body{margin:16px;font:16px/1.7 sans-serif;color:#1f2329;overflow-wrap:anywhere}img{max-width:100%}"


def sections(world: World, only: str) -> list[Section]:
    """One row of phones per account; those that published something first."""
    accounts = [account for account in world.shelf(Account).values() if only in ("", account.appid)]
    accounts.sort(key=lambda account: not of_account(world, account.appid))
    return [Section(f"{account.name} · {_kind(account)}", _phones(world, account)) for account in accounts]


def _kind(account: Account) -> str:
    return ("服务号" if account.kind == "service" else "订阅号") + (" 已认证" if account.verified else " 未认证")


def _phones(world: World, account: Account) -> str:
    everything = of_account(world, account.appid)
    if not everything and not any(person.inbox for person in of(world, account.appid)):
        return "<p class=small>还没有发布文章，也没有群发过消息。</p>"
    reader = max(of(world, account.appid), key=lambda person: len(person.inbox), default=None)
    newest = everything[0] if everything else None
    return _inbox(everything, reader) + _profile(world, account, everything) + (_article(world, newest, 0) if newest else "")


def _inbox(everything: list[Published], reader: Follower | None) -> str:
    """What was pushed to one follower who got the most."""
    pushed = [made for made in everything if made.notified][:SHOWN]
    cards = "".join(_card(article) for made in pushed for article in made.articles)
    titles = {article["title"] for made in pushed for article in made.articles}
    words = (
        "".join(f"<div class=said><div class=bubble>{escape(word)}</div></div>" for word in reader.inbox if word not in titles)
        if reader
        else ""
    )
    return phone(
        f"{reader.name if reader else '粉丝'} 收到的消息",
        cards + words or "<p class=empty>没有收到群发。<br>只发布、不群发的文章不会推送到这里。</p>",
    )


def _card(article: Json) -> str:
    gone = " deleted" if article["is_deleted"] else ""
    return f"<div class='card{gone}'>{picture(article['cover_sha256'], kind='cover')}<div class=words><b>{escape(article['title'])}</b>{_digest(article)}</div></div>"


def _digest(article: Json) -> str:
    return f"<span class=small>{escape(article.get('digest') or '')}</span>"


def _profile(world: World, account: Account, everything: list[Published]) -> str:
    rows = "".join(_entry(world, made, index) for made in everything[:SHOWN] for index in range(len(made.articles)))
    return phone(f"{account.name} 的主页", rows or "<p class=empty>还没有发布过文章。</p>")


def _entry(world: World, made: Published, index: int) -> str:
    article = made.articles[index]
    when = beijing(made.at).strftime("%m-%d %H:%M")
    words = f"<div class=words><b>{escape(article['title'])}</b><span class=small>{when} · {_counted(world, made, index)}</span></div>"
    gone = " deleted" if article["is_deleted"] else ""
    return f"<details class='card{gone}'><summary>{picture(article['cover_sha256'], kind='cover')}{words}</summary>{_body(world, article)}</details>"


def _counted(world: World, made: Published, index: int) -> str:
    now = figures(world, made, index, at=world.at())
    return f"阅读 {now.read} · 赞 {now.like} · 在看 {now.zaikan} · 分享 {now.share}"


def _body(world: World, article: Json, *, height: int = 420) -> str:
    """The received HTML in a frame that may do nothing, or the pictures of a picture post."""
    if article["article_type"] == "newspic":
        return (
            f"<div class=grid>{''.join(picture(sha) for sha in article['pictures'])}</div><p class=words>{escape(article['content'])}</p>"
        )
    html = _ADDRESS.sub(lambda found: _local(world, found[0]), article["content"])
    inside = f"<!doctype html><meta charset=utf-8><style>{_ARTICLE_STYLE}</style>{html}"
    return f'<iframe sandbox loading=lazy height={height} title="文章" srcdoc="{escape(inside)}"></iframe>'


def _local(world: World, address: str) -> str:
    media = picture_behind(world, address.replace("&amp;", "&"))
    return f"/_sandbox/bytes/{media.sha256}" if media else "about:blank"


def _article(world: World, made: Published, index: int) -> str:
    article = made.articles[index]
    said = "".join(
        f"<div class=said><div class=who>友</div><div><span class=small>{beijing(c.at).strftime('%m-%d %H:%M')}{' · 精选' if c.elected else ''}</span>"
        f"<div>{escape(c.content)}</div></div></div>" + (f"<p class=reply>作者：{escape(c.reply)}</p>" if c.reply else "")
        for c in under(world, made.msg_data_id, index)
    )
    head = f"<h3>{escape(article['title'])}</h3><p class=small>{escape(article['author'])} · {_counted(world, made, index)}</p>"
    return phone(
        "最新文章", head + _body(world, article, height=340) + f"<h4>留言</h4>{said or '<p class=small>还没有留言</p>'}", white=True
    )
