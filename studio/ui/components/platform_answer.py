"""What a platform answered to a button: refused and never answered are said as refusals, with what to do."""

from studio.channels.answer import Answer, NotSent, Unknown
from studio.errors import Problem, Refused, Words

LOOK_FIRST = Words("到平台上看看有没有，再决定要不要重来", "look on the platform whether it happened before doing it again")


def must_have_worked(answer: Answer, *, where: str) -> None:
    """Refused with the platform's reason when it did not do it, or when nobody knows."""
    match answer:
        case NotSent(reason=reason, mend=mend):
            raise Refused(Problem(reason, where=where, mend=mend))
        case Unknown(reason=reason):
            raise Refused(Problem(reason, where=where, mend=LOOK_FIRST))
        case _:
            return
