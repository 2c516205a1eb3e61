"""Pictures go ahead: they are brought to the platform shortly before their post is due, so that the post goes out at its minute and not after its uploads.

Bringing is the one step that nobody sees and that may be done twice. At its time the delivery asks everything anew, does the same step, and finds the
pictures where the channel kept them; when nothing was brought, it brings them then.
"""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import Integer, bindparam, select, update

from studio.channels.channel import Channel, Step
from studio.channels.message import Message
from studio.database import UTCDateTime, act, look_across_brands
from studio.errors import StudioError
from studio.plain import Plain, of_brand, table
from studio.posts.message import message_for
from studio.publishing.delivery import Delivery, State
from studio.publishing.desk import Desk
from studio.publishing.hold import held_by
from studio.publishing.papers import papers
from studio.publishing.rate import take
from studio.review.approval import why_not

log = structlog.get_logger("studio.publishing")
AHEAD = timedelta(minutes=10)
AT_ONCE = 300  # in one go; the rest at the next tick


def bring_ahead(desk: Desk) -> int:
    """Bring the pictures of what is due within the next minutes; gives of how many. Each is tried once, by one process."""
    now = desk.clock.now()
    with look_across_brands(desk.engine) as session:
        soon = session.execute(_SOON, {"now": now, "until": now + AHEAD, "most": AT_ONCE}).all()
    return sum(_bring(desk, delivery_id, brand=brand) for brand, delivery_id in soon)


def _bring(desk: Desk, delivery_id: int, *, brand: int) -> bool:
    now = desk.clock.now()
    with act(desk.engine, brand=brand) as session:
        if _MINE.run(session, delivery=delivery_id, now=now).rowcount != 1:
            return False
        found = papers(session, delivery_id)
        if held_by(session, brand=brand, account=found.account.slug, persona=found.post.persona):
            return False
        carries = found.delivery.placement_id, found.delivery.account_id
        if why_not(session, found.approval, files=desk.files, now=now, newest=found.newest, carries=carries) is not None:
            return False  # it stays at home, and its pictures with it
        channel = desk.channel(found.account)
        message = message_for(found.version, found.placement, files=desk.files, marker=found.delivery.marker)
        step = _bringing(channel, message)
        if step is None or take(session, found.account, step.endpoints, now=now) is not None:
            return False
    return _done(channel, step, message, delivery_id, now=now)


def _bringing(channel: Channel, message: Message) -> Step | None:
    """The step that brings pictures and may be repeated, where the message has any."""
    if not (message.cover or message.pictures or message.link or message.mini_program):
        return None
    return next((step for step in channel.steps(message) if step.brings), None)


def _done(channel: Channel, step: Step, message: Message, delivery_id: int, *, now: datetime) -> bool:
    try:
        answer = channel.do(step, message, {}, now=now)
    except StudioError as error:  # said to the author at its time, when it is tried again
        log.info("not brought", delivery=delivery_id, why=str(error).splitlines()[0])
        return False
    log.info("brought", delivery=delivery_id, answer=type(answer).__name__)
    return True


_DELIVERY = table(Delivery)
_WAITS = (_DELIVERY.c.state == State.PLANNED.value, _DELIVERY.c.brought_at.is_(None))
_SOON = (
    select(_DELIVERY.c.brand_id, _DELIVERY.c.id)
    .where(*_WAITS, _DELIVERY.c.due_at > bindparam("now"), _DELIVERY.c.due_at <= bindparam("until"))
    .order_by(_DELIVERY.c.due_at, _DELIVERY.c.id)
    .limit(bindparam("most", type_=Integer))
)
_MINE = Plain(
    update(_DELIVERY)
    .where(of_brand(_DELIVERY), _DELIVERY.c.id == bindparam("delivery"), *_WAITS)
    .values(brought_at=bindparam("now", type_=UTCDateTime))
)
