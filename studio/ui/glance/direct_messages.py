"""What followers wrote to an Official Account and nobody has dealt with yet."""

from dataclasses import dataclass
from datetime import datetime

from studio.brands.account import ChannelAccount
from studio.channels.events import FollowerWrote
from studio.engagement.names import names_of
from studio.engagement.platform_event import event_in, waiting
from studio.ui.desk import Desk


@dataclass(frozen=True)
class DirectMessage:
    key: int  # of the event
    person: str  # openid
    name: str  # the openid where there is none
    text: str
    account: str
    at: datetime


def direct_messages(desk: Desk) -> list[DirectMessage]:
    """The oldest hundred, oldest first."""
    with desk.look() as session:
        rows = [(row, event_in(row, FollowerWrote)) for row in waiting(session, FollowerWrote)]
        names = names_of(session, (said.person for _, said in rows))
        found = []
        for row, said in rows:
            account = session.get(ChannelAccount, row.account_id)
            found.append(DirectMessage(row.key, said.person, names[said.person], said.text, account.name if account else "", said.at))
        return found
