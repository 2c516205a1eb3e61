"""A platform side: everything the core needs to know of one platform, as one value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from studio.sandbox.call import Call, Endpoint, Json, Refusal

if TYPE_CHECKING:
    from studio.sandbox.callback import Receiver
    from studio.sandbox.world import World

Happening = Callable[..., None]
"""Something that was planned and is now due: `happening(world, at, **args)`; `at` is when it was due, in Unix seconds."""

PersonAct = Callable[["World", Json], Any]
"""Something a person does on request of the control plane: gets the JSON body, gives back a JSON value."""


@dataclass(frozen=True)
class Section:
    """A block of the phone page: a heading, and trusted HTML in which everything received has been escaped."""

    title: str
    html: str


def _nothing(_world: "World") -> None:
    return


def _no_sections(_world: "World", _account: str) -> list[Section]:
    return []


def _nobody(_world: "World", _account: str) -> "Receiver | None":
    return None


def _no_profiles(_world: "World") -> list[Json]:
    return []


def _no_quota(_world: "World", _account: str, _path: str) -> None:
    return


@dataclass(frozen=True)
class Side:
    """One platform; only `name`, `host`, `routes`, `admit` and `words` are needed, the rest plugs into the control plane.

    `admit(world, call)` checks the access token, fills `call.account`, counts quotas, or raises Refusal.
    `words(refusal, endpoint, call)` shapes the JSON of a refusal.
    """

    name: str
    host: str
    routes: Mapping[str, Endpoint]
    admit: Callable[["World", Call], None]
    words: Callable[[Refusal, Endpoint | None, Call], Json]
    content_type: str = "application/json; charset=UTF-8"
    begin: Callable[["World"], None] = _nothing
    happenings: Mapping[str, Happening] = field(default_factory=dict)
    people: Mapping[str, PersonAct] = field(default_factory=dict)
    profiles: Callable[["World"], list[Json]] = _no_profiles
    alter: PersonAct | None = None
    receiver: Callable[["World", str], "Receiver | None"] = _nobody
    exhaust: Callable[["World", str, str], None] = _no_quota
    phone: Callable[["World", str], list[Section]] = _no_sections
