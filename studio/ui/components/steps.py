"""Steps of sending in the words of people, and what a look at the platform showed."""

from collections.abc import Mapping

from studio.ui.words import say, sentences

SAW = {  # as the connectors write it down → our sentence
    "no such task yet": "saw_no_task", "no such moment yet": "saw_no_moment", "no such draft yet": "saw_no_draft",
    "not among the published articles yet": "saw_not_published", "the same key may be used again after a minute": "saw_wait",
}  # fmt: skip


def step_words(step: str, names: Mapping[str, str]) -> str:
    """`create:lin-an:0` is the first task of that owner; a step that has no words is shown as it is."""
    name, _, of = step.partition(":")
    key = f"publish.step_{name}_of" if of else f"publish.step_{name}"
    owner = of.rpartition(":")[0] or of
    return say(key, owner=names.get(owner, owner)) if key in sentences() else step
