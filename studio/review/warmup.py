"""The warm-up gate (养成): a persona that is still earning trust does not advertise, whichever door it comes through."""

from datetime import datetime

from sqlmodel import Session

from studio.errors import Refused, problem
from studio.library.kinds import Stage
from studio.personas.stage import override_stands, stage_of
from studio.posts.post import Post, PostVersion


def may_go_out(session: Session, post: Post, version: PostVersion, *, at: datetime) -> bool:
    """Whether the persona's stage lets this version out: not promotional, not warming, or overridden by a second person."""
    if not version.promotional or stage_of(session, post.persona, at) is Stage.SELLING:
        return True
    return override_stands(session, post.persona, version.digest)


def require_may_go_out(session: Session, post: Post, version: PostVersion, *, at: datetime) -> None:
    """Refuse a promotional version of a persona that is not selling yet."""
    if may_go_out(session, post, version, at=at):
        return
    raise Refused(
        problem(
            f"人设「{post.persona}」还在养成期，不发推广内容", f"persona {post.persona} is warming up and does not advertise", where=f"post:{post.key}",
            field="promotional", rule="persona.warmup_days",
            mend=("改成不推广的内容；确有必要时申请例外，由另一个人写明理由批准", "make it non-promotional, or ask for an exception that a second person grants with a reason"),
        )
    )  # fmt: skip
