"""Followers of an Official Account as far as they are known: those who followed, wrote, scanned a code or commented."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from studio.channels.events import FollowerWrote, Scanned, Subscribed
from studio.engagement.names import names_of
from studio.engagement.platform_event import PlatformEvent
from studio.engagement.reading import Interaction
from studio.posts.opt_out import Recipient, opt_outs
from studio.publishing.delivery import Delivery
from studio.ui.desk import Desk

MET = tuple(kind.__name__ for kind in (Subscribed, FollowerWrote, Scanned))
MOST = 200  # of each kind, the newest


def known_followers(desk: Desk, account_id: int) -> Mapping[str, str]:
    """Names by openid (the openid itself where there is none), newest first; who opted out is left out."""
    with desk.look() as session:
        gone = {row.whom for row in opt_outs(session) if row.kind == Recipient.PERSON}
        met = dict.fromkeys([*_pushed(session, account_id), *_commented(session, account_id)])
        return names_of(session, (openid for openid in met if openid and openid not in gone))


def _pushed(session: Session, account_id: int) -> list[str]:
    query = select(PlatformEvent).where(PlatformEvent.account_id == account_id, col(PlatformEvent.kind).in_(MET))
    rows = session.exec(query.order_by(col(PlatformEvent.received_at).desc()).limit(MOST))
    return [str(row.fields.get("person", "")) for row in rows]


def _commented(session: Session, account_id: int) -> list[str]:
    query = select(Interaction.person).join(Delivery, col(Delivery.id) == col(Interaction.delivery_id))
    return list(session.exec(query.where(Delivery.account_id == account_id).order_by(col(Interaction.at).desc()).limit(MOST)))
