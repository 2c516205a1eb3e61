"""Taking an approval back (撤回批准): what was approved and is still home stays home, and those concerned are told why."""

from datetime import datetime

from sqlmodel import Session

from studio.errors import Refused, Words, problem
from studio.people.person import Person, Role, require
from studio.posts.post import Post
from studio.publishing.delivery import Delivery, State, as_it_is, stop
from studio.publishing.notice import tell_concerned
from studio.review.approval import withdraw
from studio.review.rows import Approval

STILL_HOME = (State.PLANNED, State.MISSED, State.REFUSED)
MEND = Words("改好以后再送审", "mend it and hand it in again")


def withdraw_approval(session: Session, row: Delivery, *, reason: str, by: Person, at: datetime) -> None:
    """Take back the approval that this delivery carries, with a reason, and stop the delivery.

    Refused for what is on its way already or has gone out: that is taken down or cancelled on the platform.
    """
    require(session, by, Role.REVIEWER, Role.PUBLISHER)
    if not reason.strip():
        raise Refused(
            problem("没写原因", "no reason was given", field="reason", mend=("写一句为什么撤回", "say in a sentence why it is taken back"))
        )
    if as_it_is(session, row) not in STILL_HOME:
        raise Refused(
            problem(
                "已经在路上或发出去了，批准撤不回来", "it is on its way or has gone out: the approval cannot be taken back", where=f"delivery:{row.key}",
                mend=("在 投放 里撤下，或在平台取消", "take it down under Publish, or cancel it on the platform"),
            )
        )  # fmt: skip
    withdraw(session, session.get_one(Approval, row.approval_id), reason=reason.strip(), by=by, at=at)
    words = Words(f"{by.name} 撤回了批准：{reason.strip()}", f"{by.name} took the approval back: {reason.strip()}")
    stop(session, row, said={"zh": words.zh, "en": words.en, "mend_zh": MEND.zh, "mend_en": MEND.en}, who=by.handle, at=at)
    if post := session.get(Post, row.post_id):
        about = Words(f"「{post.idea}」：{words.zh}", f"“{post.idea}”: {words.en}")
        tell_concerned(session, post, about=f"post:{post.key}", words=about, mend=MEND, at=at)
