"""Choices among things that people named: whatever two of them are called, the one that was chosen is the one that is meant."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

Option = TypeVar("Option")


def apart(options: Iterable[Option], label: Callable[[Option], str]) -> Callable[[Option], str]:
    """Labels of which no two are the same, for `format_func`: a choice comes back from the browser as its label, and of two alike the last one wins."""
    said = {option: label(option) for option in options}
    often = Counter(said.values())
    labels = {option: words if often[words] == 1 else f"{words} · {option}" for option, words in said.items()}
    return lambda option: labels.get(option) or label(option)


def as_shown(options: Iterable[Option], label: Callable[[Option], str]) -> str:
    """Something to put into the key of a choice whose labels change with what is done: under new labels the old choice would be found no more."""
    return hashlib.sha256("\n".join(label(option) for option in options).encode()).hexdigest()[:8]
