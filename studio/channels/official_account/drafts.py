"""Drafts: adding one, changing it, deleting it, and finding one whose answer got lost (wechat-api.md §1.3, §3.2)."""

from datetime import datetime, timedelta

from studio.channels.answer import Adopted, AskAPerson, Done, Facts, Found, LookAgain, SafeToRepeat
from studio.channels.message import Message
from studio.channels.official_account.article import OnPlatform, article_of
from studio.channels.official_account.news import listed
from studio.channels.official_account.pictures import bring, forget_material
from studio.channels.official_account.settings import Settings
from studio.channels.wechat_http import Stopped
from studio.channels.wire import Wire
from studio.errors import Words


def add_draft(wire: Wire, message: Message, settings: Settings, *, now: datetime, counted: bool = False) -> Done:
    """The draft's media_id; an account without comments gets it without, and the facts say so. `counted`: no step took a token for the first try."""
    held = bring(wire, message, now=now)
    try:
        return _added(wire, message, held, settings, comments=settings.comments, counted=counted, now=now)
    except Stopped as stopped:
        if stopped.code != 40007:
            raise
    forget_material(wire, message)  # 40007: a cover kept from earlier was deleted on the platform
    return _added(wire, message, bring(wire, message, now=now), settings, comments=settings.comments, counted=True, now=now)


def _added(wire: Wire, message: Message, held: OnPlatform, settings: Settings, *, comments: bool, counted: bool, now: datetime) -> Done:
    article = article_of(message, held, comments=comments, fans_only=settings.fans_only)
    try:
        made = wire.create("/cgi-bin/draft/add", {"articles": [article]}, now=now, gives=("media_id",), counted=counted)
    except Stopped as stopped:
        if stopped.code == 88000 and comments:  # refused before anything was made
            return _added(wire, message, held, settings, comments=False, counted=True, now=now)
        raise
    without = {"comments": "off: the account has no comments"} if settings.comments and not comments else {}
    return Done({"media_id": str(made["media_id"]), "thumb": held.cover, "gallery": list(held.gallery)} | without)


def update_draft(wire: Wire, message: Message, media_id: str, settings: Settings, *, now: datetime) -> Done:
    """Put the message in place of the draft's article; the same however often it is done. Index counts from 0 here."""
    article = article_of(message, bring(wire, message, now=now), comments=settings.comments, fans_only=settings.fans_only)
    wire.read("/cgi-bin/draft/update", {"media_id": media_id, "index": 0, "articles": article}, now=now)
    return Done({"media_id": media_id})


def delete_draft(wire: Wire, media_id: str, *, now: datetime) -> Done:
    """Irreversible; a draft that is gone already counts as deleted."""
    try:
        wire.read("/cgi-bin/draft/delete", {"media_id": media_id}, now=now)
    except Stopped as stopped:
        if stopped.code != 40007:
            raise
    return Done({"deleted": media_id})


def still_there(wire: Wire, media_id: str, *, now: datetime) -> bool:
    """Whether the draft is in the box; it leaves it when it is published, mass-sent or deleted."""
    try:
        wire.read("/cgi-bin/draft/get", {"media_id": media_id}, now=now)
    except Stopped as stopped:
        if stopped.code == 40007:
            return False
        raise
    return True


def find_draft(wire: Wire, message: Message, *, since: datetime, looks: int, now: datetime) -> Found:
    """Look for the draft by title, author, cover and time; two looks half a minute apart make sure that there is none."""
    held = bring(wire, message, now=now)
    box = listed(wire, "/cgi-bin/draft/batchget", since=since, now=now)
    match [item.id for item in box.good if item.is_(message, held.cover)]:
        case [media_id]:
            facts: Facts = {"media_id": media_id, "thumb": held.cover, "gallery": list(held.gallery)}
            return Adopted(facts, saw=f"draft {media_id}")
        case [] if looks == 0:
            return LookAgain(now + timedelta(seconds=30), saw="no such draft yet")
        case [] if box.odd:
            return AskAPerson(
                Words(
                    f"草稿箱里有 {box.odd} 篇读不懂，看不出是不是这篇", f"{box.odd} drafts in the box cannot be read: it may be one of them"
                )
            )
        case []:
            return SafeToRepeat(saw="two looks, no such draft; one too many could be deleted", proof=True)
        case several:
            words = Words(f"草稿箱里有 {len(several)} 篇一样的草稿", f"the draft box holds {len(several)} such drafts")
            return AskAPerson(words, candidates=tuple({"media_id": media_id} for media_id in several))
