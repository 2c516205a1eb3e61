"""投放: did it arrive."""

from studio.ui.components.catch_up import catch_up
from studio.ui.components.delivery_board import delivery_board
from studio.ui.components.hold_switch import hold_switches
from studio.ui.components.next_hour import next_hour
from studio.ui.components.publish_parts import choose_part
from studio.ui.components.unknown_cases import unknown_cases
from studio.ui.desk import here
from studio.ui.glance.cast import cast
from studio.ui.glance.publishing import counts

PARTS = {"board": delivery_board, "catch_up": catch_up, "unknown": unknown_cases, "holds": hold_switches, "soon": next_hour}

desk = here()
by_state = counts(desk)
PARTS[choose_part(desk, by_state)](desk, cast(desk), by_state)
