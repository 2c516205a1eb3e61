"""Every act that changes something asks for the right of who acts: one walk through all of them, with somebody who has no role at all.

A function that writes is found by what it does, so a new one stands here or fails here: it takes `by`, a person or a process, and asks; or it
is named below with the reason why nobody has to be asked.
"""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import studio
from studio.errors import NotAllowed
from studio.people.person import Role, give_role
from studio.people.process import WHY, Process
from studio.publishing.notice import Notice

ROOT = Path(studio.__file__).parent
ROOMS = ("assets", "brands", "library", "people", "personas", "content", "posts", "calendars", "review", "publishing", "engagement")
WRITES = ("session.add(", "session.add_all(", "session.delete(", "history.record(", "session.execute(delete", "session.execute(update")
NOBODY_IS_ASKED = {
    "library.version.next_version": "makes a row and keeps nothing; save_document, remove_document and take_in ask",
    "people.session.begin": "signing in is how somebody becomes known; sign_in asks for the password",
    "people.session.forget_old": "what ended long ago is dropped, whoever it was",
    "people.session.sign_out_everywhere": "part of set_password and of leaving, which ask",
    "people.sign_in.sign_in": "the password is what is asked for",
    "posts.placement.take_out": "part of cancel, and of putting an account away, which ask",
    "review.approval.take_back": "part of withdraw, and of taking a picture down, which ask",
    "review.submission.back_to_its_author": "part of taking a picture down and of putting an account away, which ask",
    "publishing.begin.went_out": "the publisher writes down what it sent; the approval was asked at the claim",
    "publishing.claim.claim": "the publisher takes what was approved; the gate is asked in the same transaction",
    "publishing.dead_account.pause_if_dead": "the platform said that the account is gone",
    "publishing.delivery.as_it_is": "takes the row up and reads it; changes nothing",
    "publishing.delivery.moved": "the step inside every act on a delivery; each of them asks",
    "publishing.delivery.remember": "the same, in plain statements",
    "publishing.handoff.confirm": "its holder has the signed link of this one hand-off; on screens confirm_by_hand asks",
    "publishing.heartbeat.beat": "a process says that it is awake",
    "publishing.notice.no_longer": "what the notice was about is over",
    "publishing.notice.tell": "the studio tells somebody",
    "publishing.notice.tell_concerned": "the studio tells those concerned",
    "publishing.publish.settle": "the publisher writes down what the platform answered",
    "publishing.rate.take": "counting the calls to a platform",
    "publishing.schedule.schedule": "part of approve_and_schedule and catching up; the approval it needs was asked for",
    "publishing.stay_home.stay_home": "the gate said no between two steps",
    "publishing.wait_in_line.wait_in_line": "the publisher lets a delivery wait for its rate",
    "engagement.heard.hear": "the platform pushed it; its signature was checked at the door",
    "engagement.link.follow": "a reader of a short link, who is nobody here",
    "engagement.link.make": "a link to an allowed host, made while a message is written",
    "engagement.names.ask_anew": "the studio forgets a name and asks the platform again",
    "engagement.platform_event.settle": "the studio has dealt with a push; dealt_with asks the person",
    "engagement.platform_event.take_in": "the platform pushed it; its signature was checked at the door",
    "engagement.reading.keep_figures": "the platform was asked for its figures",
    "engagement.reading.keep_reactions": "the platform was asked for what people said",
}
READS_ONLY = {"posts.post.draft_of", "people.person.may_change", "review.somebody_else.require_somebody_else"}
OF_THE_WHOLE_STUDIO = {"publishing.reseal.reseal_everything"}


@dataclass(frozen=True)
class Act:
    """A public function of a room, and its text."""

    function: Callable[..., Any]
    text: str

    @property
    def parameters(self) -> Mapping[str, inspect.Parameter]:
        return inspect.signature(inspect.unwrap(self.function)).parameters

    @property
    def writes(self) -> bool:
        return "session" in self.parameters and any(word in self.text for word in WRITES)

    @property
    def by_somebody(self) -> bool:
        by = self.parameters.get("by")
        return by is not None and by.annotation is not str


def acts() -> Iterator[tuple[str, Act]]:
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        lines = path.read_text(encoding="utf-8").splitlines()
        for node in ast.parse("\n".join(lines)).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
                yield f"{name}.{node.name}", Act(getattr(importlib.import_module(f"studio.{name}"), node.name), text)


ALL = dict(acts())
ASK = {name: act for name, act in ALL.items() if act.by_somebody and name not in READS_ONLY | NOBODY_IS_ASKED.keys()}


def test_what_writes_has_somebody_who_acts_or_a_reason():
    assert {name for name, act in ALL.items() if act.writes and not act.by_somebody} - NOBODY_IS_ASKED.keys() == set()
    assert NOBODY_IS_ASKED.keys() - ALL.keys() == set()
    assert set(WHY) == set(Process)


def test_who_has_no_role_is_refused_by_every_act_before_it_looks_at_anything(house):
    assert let_in(house, ASK) == {}
    assert len(ASK) >= 45


def test_who_has_every_role_in_another_brand_is_refused_too(house):
    with house.act() as session:
        for role in Role:
            give_role(session, house.person("stranger"), role, brand=house.other_brand, by=Process.SET_UP, at=house.now)
    assert let_in(house, ASK.keys() - OF_THE_WHOLE_STUDIO) == {}


def let_in(house: Any, names: Iterable[str]) -> dict[str, str]:
    """The acts that did not refuse the stranger, and what they did instead."""
    found = {}
    for name in sorted(names):
        try:
            with house.act() as session:
                ASK[name].function(**given(ASK[name], house, session, house.person("stranger")))
        except NotAllowed:
            continue
        except Exception as error:  # noqa: BLE001 - it looked before it asked
            found[name] = repr(error)
        else:
            found[name] = "let in"
    return found


def given(act: Act, house: Any, session: Any, by: Any) -> dict[str, Any]:
    """Who acts, and where. What it is done to is left out: whoever may not act learns nothing about it."""
    here = {
        "session": session, "desk": house.desk(), "engine": house.engine, "opens": house.act, "by": by, "at": house.now, "brand": house.brand,
        "person": house.person("editor"), "notice": Notice(person_id=house.person("editor").key),
    }  # fmt: skip
    wanted = act.parameters.values()
    needed = [each for each in wanted if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]
    return {each.name: here.get(each.name) for each in needed if each.name in here or each.default is each.empty}
