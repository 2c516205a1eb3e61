"""One pass of the distributed engine in this process, as the embedded engine has one: hand out, work, until nothing more is due."""

import asyncio

from studio.publishing.desk import Desk
from studio.publishing.hand_out import hand_out
from studio.publishing.run_procrastinate import stalled_after, work

ROUNDS = 5  # an errand can make another due: taken back, then asked about


def hand_out_and_work(desk: Desk) -> None:
    for _ in range(ROUNDS):
        given = hand_out(desk, stalled=stalled_after(desk))
        if given is None or not given.errands:
            return
        asyncio.run(work(desk, pool=2, wait=False))
