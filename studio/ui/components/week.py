"""This week against the last, with how many posts stand behind each figure."""

from studio.ui.components.figures import Figure, figures
from studio.ui.glance.engagement import METRICS, Week
from studio.ui.words import say


def week_figures(now: Week, before: Week) -> None:
    figures(*(Figure(_words(metric, now, before), now.sums.get(metric)) for metric in METRICS))


def _words(metric: str, now: Week, before: Week) -> str:
    was, value = before.sums.get(metric), now.sums.get(metric)
    name = say(f"engage.{metric}")
    if was is None or value is None:
        return f"{name} · {say('engage.no_before')}"
    return f"{name} · {say('engage.before', n=was)}"
