"""Named points of publishing at which a proof kills the process, as a power cut would; without the setting `kill_point` they do nothing."""

import os
import signal
from dataclasses import dataclass

from studio.errors import StudioError, problem

POINTS = (
    "after_claim",  # the delivery is ours, nothing was begun
    "after_intent",  # the intent is committed, the call has not left
    "call_left",  # the request is on its way, no answer came
    "answer_comes",  # the answer begins to arrive, nobody has read it
    "after_answer",  # the answer is known to the process and to nobody else
    "after_outcome",  # the outcome is committed, the next step has not begun
    "after_look",  # reconcile has looked on the platform and has not written down what it saw
)


@dataclass
class _Trigger:
    name: str = ""
    left: int = 0


_trigger = _Trigger()


def arm(wish: str) -> None:
    """`name:count`: die at the count-th passing of that point; empty: never."""
    name, _, count = wish.partition(":")
    if wish and (name not in POINTS or not count.isdigit() or int(count) < 1):
        raise StudioError(
            problem(
                f"没有「{wish}」这个断点", f"there is no kill point {wish!r}", field="kill_point",
                mend=(f"写成 名字:次数，名字可选 {'、'.join(POINTS)}", f"write name:count, with a name of {', '.join(POINTS)}"),
            )
        )  # fmt: skip
    _trigger.name, _trigger.left = name, int(count or 0)


def here(name: str) -> None:
    """Pass a point."""
    if _trigger.name != name:
        return
    _trigger.left -= 1
    if _trigger.left <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
