"""Finding out whether a submission happened when its answer got lost (wechat-api.md §3.2)."""

from datetime import datetime, timedelta

from studio.channels.answer import Adopted, AskAPerson, Facts, Found, LookAgain, SafeToRepeat
from studio.channels.message import Message
from studio.channels.official_account.drafts import still_there
from studio.channels.official_account.outcome import published_since
from studio.channels.official_account.settings import Way
from studio.channels.wire import Wire
from studio.clock import BEIJING
from studio.errors import Words
from studio.rules.lookup import lookup

_SURE_AFTER = timedelta(minutes=10)
_SAME_KEY_AFTER = timedelta(seconds=61)  # 45066 within a minute


def find_submission(wire: Wire, message: Message, way: Way, facts: Facts, *, since: datetime, now: datetime) -> Found:
    """`facts` are those of the draft."""
    if way is Way.DRAFT:
        return SafeToRepeat(saw="nothing is called to leave a draft", proof=True)
    if way is Way.MASS:
        return _mass(since=since, now=now)
    return _published(wire, message, facts, since=since, now=now)


def _mass(*, since: datetime, now: datetime) -> Found:
    """Sending again with the same clientmsgid is safe for a day: either it is fresh, or 45065 gives the existing id."""
    if now - since >= lookup("oa.mass.dedupe", now.astimezone(BEIJING).date()).length:
        return AskAPerson(
            Words(
                "超过 24 小时，平台已不去重，请在群发记录里核对",
                "after 24 hours the platform no longer refuses duplicates: check the send history",
            )
        )
    if now - since < _SAME_KEY_AFTER:
        return LookAgain(since + _SAME_KEY_AFTER, saw="the same key may be used again after a minute")
    return SafeToRepeat(saw="the clientmsgid protects a second try", proof=True)


def _published(wire: Wire, message: Message, facts: Facts, *, since: datetime, now: datetime) -> Found:
    found = published_since(wire, message, facts | {"at": since.isoformat()}, since=since, now=now, fresh=True)
    if found:
        return Adopted({"way": Way.FREEPUBLISH.value, "media_id": facts["media_id"], "at": since.isoformat(), **found}, saw=found["url"])
    if now - since < _SURE_AFTER:
        return LookAgain(now + timedelta(minutes=1), saw="not among the published articles yet")
    if still_there(wire, facts["media_id"], now=now):
        return SafeToRepeat(saw="the draft is still in the box and nothing was published", proof=True)
    return AskAPerson(
        Words(
            "草稿已离开草稿箱，但发布列表里没有：可能在审核、发布失败或已被处理，请在公众号后台核对",
            "the draft left the box but is not among the published articles: it may be under review or have failed; check the console",
        )
    )
