"""Answering from here: the words are checked, the platform gets the reply, and the comment no longer waits."""

import re
from datetime import datetime

from sqlmodel import Session

from studio import history
from studio.brands.account import ChannelAccount
from studio.brands.brand import current
from studio.channels.answer import Answer, Done, NotSent
from studio.channels.channel import Replies
from studio.channels.official_account.readings import GONE
from studio.database import act, not_found
from studio.engagement.answered import ANSWERERS
from studio.engagement.reading import Interaction
from studio.errors import Refused, problem
from studio.library.current import library
from studio.people.person import Person, require
from studio.posts.post import post
from studio.publishing.delivery import delivery
from studio.publishing.desk import Desk
from studio.review.checks import as_problem
from studio.review.compliance import ComplianceContext, check, evidence_of
from studio.rules.finding import Weight

_ADDRESS = re.compile(r"https?://[^\s，。！？、；）)\"'<>]+")


def reply(desk: Desk, interaction_id: int, text: str, *, brand: int, by: Person) -> Answer:
    """Reply to a comment on the platform; Refused where it has no call for that.

    When the answer gets lost nothing is repeated: the next reading shows whether the reply is there, and marks the comment answered.
    """
    now = desk.clock.now()
    with act(desk.engine, brand=brand) as session:
        require(session, by, *ANSWERERS)
        row = _interaction(session, interaction_id)
        account = session.get(ChannelAccount, delivery(session, row.delivery_id).account_id)
        if not text.strip():
            raise Refused(problem("回复是空的", "the reply is empty", field="text", mend=("写一句话", "write a sentence")))
        _require_fit(session, row, text.strip(), now=now)
    channel: object = desk.channel(account) if account else None
    if not isinstance(channel, Replies):
        raise Refused(
            problem(
                "这个渠道没有回复接口", "this channel has no call for replies", where=f"interaction:{interaction_id}",
                mend=("在手机上回复，再回来点「已回」", "reply on the phone, then say here that it is answered"),
            )
        )  # fmt: skip
    answer = channel.reply(row.remote_id, text.strip(), now=now)
    with act(desk.engine, brand=brand) as session:
        row = _interaction(session, interaction_id)
        if isinstance(answer, Done) and row.answered_at is None:
            row.answered_at, row.answered_by = now, by.handle
        if isinstance(answer, NotSent) and answer.code in GONE:  # deleted there: nobody has to answer it any more
            row.gone_at = row.gone_at or now
        session.add(row)
        about, outcome = f"delivery:{row.delivery_id}", type(answer).__name__
        history.record(
            session, "interaction.replied", about, who=by.handle, at=now, interaction=row.key, text=text.strip(), outcome=outcome
        )
    return answer


def _require_fit(session: Session, row: Interaction, text: str, *, now: datetime) -> None:
    """What the law forbids is not said in a reply either; what the product's own record proves may be. A price is no finding: whoever asks is answered."""
    shelf, about = library(session), post(session, delivery(session, row.delivery_id).post_id)
    product = shelf.products.get(about.product or "")
    context = ComplianceContext(
        category=product.category if product else "", lane=product.lane if product else None, evidence=evidence_of(product) if product else (),
        names=(product.name,) if product else (), links=tuple(_ADDRESS.findall(text)), allowed_hosts=tuple(current(session).allowed_link_hosts),
        on=now.date(),
    )  # fmt: skip
    if blocks := [each for each in check(text, field="reply", context=context) if each.weight is Weight.BLOCK]:
        raise Refused(*(as_problem(each, where=f"interaction:{row.key}") for each in blocks))


def _interaction(session: Session, interaction_id: int) -> Interaction:
    row = session.get(Interaction, interaction_id)
    if row is None:
        raise not_found("互动", "interaction", interaction_id)
    return row
