"""The warm-up gate (养成): a persona that is still earning trust does not advertise, whichever door it comes through.

Two personas are asked: the one that speaks, and the one whose account it is.
"""

from datetime import datetime

from sqlmodel import Session

from studio.brands.account import ChannelAccount
from studio.errors import Problem, Refused, problem
from studio.library.kinds import Stage
from studio.personas.stage import override_stands, stage_of
from studio.posts.post import Post, PostVersion


def still_warming(
    session: Session, post: Post, account: ChannelAccount | None, *, promotional: bool, wording: str, at: datetime
) -> str | None:
    """The persona that keeps this advert at home: warming up, and nobody granted it this wording. None: it may go out."""
    if not promotional:
        return None
    asked = dict.fromkeys((post.persona, account.persona if account and account.persona else post.persona))
    return next(
        (each for each in asked if stage_of(session, each, at) is not Stage.SELLING and not override_stands(session, each, wording)), None
    )


def may_go_out(session: Session, post: Post, version: PostVersion, account: ChannelAccount | None = None, *, at: datetime) -> bool:
    """Whether the stages let this version out there: not promotional, nobody warming, or overridden by a second person."""
    return still_warming(session, post, account, promotional=version.promotional, wording=version.digest, at=at) is None


def require_may_go_out(session: Session, post: Post, version: PostVersion, account: ChannelAccount | None = None, *, at: datetime) -> None:
    """Refuse a promotional version of a persona, or on the account of a persona, that is not selling yet."""
    if persona := still_warming(session, post, account, promotional=version.promotional, wording=version.digest, at=at):
        raise Refused(warming(post, persona))


def warming(post: Post, persona: str) -> Problem:
    whose = f"人设「{persona}」" if persona == post.persona else f"这个账号的人设「{persona}」"
    return problem(
        f"{whose}还在养成期，不发推广内容", f"persona {persona} is warming up and does not advertise", where=f"post:{post.key}",
        field="promotional", rule="persona.warmup_days",
        mend=("改成不推广的内容；确有必要时申请例外，由另一个人写明理由批准", "make it non-promotional, or ask for an exception that a second person grants with a reason"),
    )  # fmt: skip
