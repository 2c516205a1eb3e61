"""Until when a call may still leave: whoever has a delivery in hand says it, and every call that makes something new asks just before it goes.

A step may upload for minutes before its one call that counts. By then the claim can be over, and somebody else may have the delivery.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from studio.channels.answer import Blame, NotSent
from studio.errors import Words

HELD_UP = NotSent(
    Blame.TRY_AGAIN, Words("发布进程停顿太久，这一步没有执行", "the publishing process was held up for too long: the step was not made"),
    Words("会自动再试", "it is tried again"),
)  # fmt: skip


def _always() -> bool:
    return True


_still: ContextVar[Callable[[], bool]] = ContextVar("still", default=_always)


@contextmanager
def only_while(still: Callable[[], bool]) -> Iterator[None]:
    """Calls that make something leave in this block only while `still` says so."""
    token = _still.set(still)
    try:
        yield
    finally:
        _still.reset(token)


def may_leave() -> bool:
    """Whether a call that makes something may leave now; always where nobody has said otherwise."""
    return _still.get()()
