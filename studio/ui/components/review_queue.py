"""The queue of a reviewer: oldest first, the chosen one remembered in the address."""

from collections.abc import Sequence

import streamlit as st

from studio.excerpt import excerpt
from studio.ui.components.choice import apart
from studio.ui.components.pager import pager
from studio.ui.components.when import span
from studio.ui.desk import Desk
from studio.ui.glance.cast import Cast
from studio.ui.glance.review import Queued, waited
from studio.ui.words import say


def choose(queued: Sequence[Queued], desk: Desk, cast: Cast) -> int:
    """Draw the queue; gives the submission that is on the table."""
    shown = {row.submission.key: row for row in queued[pager(len(queued), key="review_page")]}
    if st.session_state.get("review_choice") not in shown:
        st.session_state["review_choice"] = next(iter(shown))
    chosen = st.radio(
        say("review.queue"), list(shown), key="review_choice", label_visibility="collapsed", format_func=apart(shown, lambda key: excerpt(shown[key].headline, 26)),
        captions=[_caption(row, desk, cast) for row in shown.values()],
    )  # fmt: skip
    return int(chosen or next(iter(shown)))


def _caption(row: Queued, desk: Desk, cast: Cast) -> str:
    name, pillar = cast.name(row.post.persona), cast.pillar(row.post.pillar)
    return say("review.queue_line", persona=name, pillar=pillar, author=row.author, late=span(waited(desk, row.submission.at)))
