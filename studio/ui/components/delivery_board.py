"""The board of 投放: the states with their counts, the deliveries of one page, and the chosen one in full."""

from collections.abc import Mapping

from studio.publishing.delivery import State
from studio.ui.components.delivery_rows import delivery_rows
from studio.ui.components.empty import empty
from studio.ui.components.pager import pager
from studio.ui.components.refusal import kept_refusal
from studio.ui.components.state_board import state_board
from studio.ui.desk import Desk
from studio.ui.glance.cast import Cast
from studio.ui.glance.publishing import board
from studio.ui.menu import go_to
from studio.ui.words import say


def delivery_board(desk: Desk, cast: Cast, by_state: Mapping[State, int]) -> None:
    if not by_state:
        if empty(say("publish.nothing"), action=say("publish.to_review"), key="publish_nothing"):
            go_to("review")
        return
    states = state_board(by_state, key="publish_states")
    found = board(desk, states, pager(sum(by_state.get(state, 0) for state in states), key="publish_page", rows=12))
    if not found.rows:
        kept_refusal()
        empty(say("publish.none_here"), key="publish_none")
        return
    delivery_rows(found.rows, desk, cast)
