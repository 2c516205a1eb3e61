"""What worked best and least, by kind of content; under ten posts nothing is ranked."""

from collections import defaultdict
from collections.abc import Sequence
from html import escape
from statistics import mean

import streamlit as st

from studio.ui.components.markup import show
from studio.ui.glance.cast import Cast
from studio.ui.glance.engagement import Result
from studio.ui.words import say

LEAST = 10  # rule sample.min


def best_and_weakest(found: Sequence[Result], cast: Cast) -> None:
    """Mean likes per post of each pillar; only pillars with enough posts take part."""
    likes: dict[str, list[int]] = defaultdict(list)
    for each in found:
        if (value := each.figures.get("likes")) is not None:
            likes[each.going.post.pillar].append(value)
    ranked = sorted(((mean(values), pillar, len(values)) for pillar, values in likes.items() if len(values) >= LEAST), reverse=True)
    if len(ranked) < 2:
        st.caption(say("parts.too_few", n=sum(len(values) for values in likes.values())))
        return
    rows = ((say("engage.best"), ranked[0]), (say("engage.weakest"), ranked[-1]))
    show(f'<div class="rows">{"".join(_row(words, *row, cast) for words, row in rows)}</div>')


def _row(words: str, value: float, pillar: str, n: int, cast: Cast) -> str:
    said = say("engage.per_post", value=f"{value:.0f}", n=n)
    return f'<div><span class="muted">{escape(words)}</span><span class="grow">{escape(cast.pillar(pillar))}</span><span class="muted">{escape(said)}</span></div>'
