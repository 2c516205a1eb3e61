"""Ticks over a list of several pages, a box for each row and one for all: a click counts, however late the browser redraws."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import streamlit as st

from studio.ui.components.markup import as_written


@dataclass
class Ticks:
    """What is ticked, on whichever page it stands. `shown`: each box by its name → the tick it had when it was last drawn or clicked."""

    key: str
    there: frozenset[int] = frozenset()
    chosen: set[int] = field(default_factory=set)
    shown: dict[str, bool] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)

    @property
    def all_chosen(self) -> bool:
        return bool(self.there) and self.chosen == self.there


def ticks(key: str, there: Collection[int]) -> Ticks:
    """The ticks of this list; what is not there any more is not ticked."""
    found = st.session_state.setdefault(f"{key}_ticks", Ticks(key))
    found.there = frozenset(there)
    found.chosen = found.chosen & found.there
    return found


def box_for_all(found: Ticks, words: str, *, disabled: bool) -> None:
    """Ticks or clears every row of every page."""
    _box(found, f"{found.key}_all", words, found.all_chosen, lambda ticked: set(found.there) if ticked else set(), disabled=disabled)


def box_for(found: Ticks, row: int, words: str, *, disabled: bool) -> None:
    """Ticks or clears one row."""
    _box(
        found, f"{found.key}_{row}", words, row in found.chosen,
        lambda ticked: found.chosen | {row} if ticked else found.chosen - {row}, disabled=disabled,
    )  # fmt: skip


def _box(found: Ticks, of: str, words: str, ticked: bool, chosen_then: Callable[[bool], set[int]], *, disabled: bool) -> None:  # noqa: FBT001 - a fact, not a switch
    """A box that another box changed gets a new name, because its browser may still hold the old tick under the old one."""
    turn = found.turns.get(of, 0)
    if found.shown.get(f"{of}_{turn}", ticked) != ticked:
        found.turns[of] = turn = turn + 1
    name = f"{of}_{turn}"
    found.shown[name] = ticked
    st.checkbox(as_written(words), ticked, key=name, on_change=_clicked, args=(found, name, chosen_then), disabled=disabled)


def _clicked(found: Ticks, name: str, chosen_then: Callable[[bool], set[int]]) -> None:
    # Streamlit 1.67 forgets the value of a box that is drawn no more, but keeps its callback: a browser that has not redrawn sends the old tick under
    # the old name with its next click, and that counts as a change. The tick that was there already is no click; the other one is.
    ticked = bool(st.session_state[name])
    if found.shown.get(name) != ticked:
        found.shown[name] = ticked
        found.chosen = chosen_then(ticked)
