"""Steps of sending in the words of people, and what a look at the platform showed."""

from studio.ui.words import say, sentences

SAW = {  # as the connectors write it down → our sentence
    "no such task yet": "saw_no_task", "no such moment yet": "saw_no_moment", "no such draft yet": "saw_no_draft",
    "not among the published articles yet": "saw_not_published", "the same key may be used again after a minute": "saw_wait",
}  # fmt: skip


def step_words(step: str) -> str:
    """`create:2` → 建第 2 个任务; a step that has no words is shown as it is."""
    name, _, number = step.partition(":")
    key = f"publish.step_{name}_many" if number else f"publish.step_{name}"
    return say(key, n=number) if key in sentences() else step
