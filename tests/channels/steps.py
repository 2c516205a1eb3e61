"""Walking a channel through its steps the way the publisher does."""

from studio.channels.answer import Accepted, Done
from studio.channels.channel import Channel, Step
from studio.channels.message import Message
from tests.channels.desk import Sandbox


def carried(channel: Channel, message: Message, sandbox: Sandbox, *, until: str = "") -> dict:
    """Do the steps in order, up to and with `until`; the facts so far."""
    done: dict = {}
    while step := next((one for one in channel.steps(message, done) if one.name not in done), None):
        answer = channel.do(step, message, done, now=sandbox.now)
        assert isinstance(answer, Done | Accepted), answer
        done[step.name] = answer.facts
        if step.name == until:
            break
    return done


def step(channel: Channel, message: Message, name: str, done: dict | None = None) -> Step:
    return next(one for one in channel.steps(message, done or {}) if one.name == name)
