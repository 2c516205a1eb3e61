"""The beginning of what somebody wrote, never cut inside what people see as one character: a flag, a family, a letter with its accent."""

from itertools import islice

import regex

_SEEN = regex.compile(r"\X")


def seen(words: str) -> list[str]:
    """The characters as people see them."""
    return [found[0] for found in _SEEN.finditer(words)]


def cut(words: str, at_most: int) -> str:
    """As much of the beginning as fits into so many characters of the platforms (code points); nothing shows that there was more."""
    if len(words) <= at_most:
        return words
    end = 0
    for found in _SEEN.finditer(words):
        if found.end() > at_most:
            break
        end = found.end()
    return words[:end]


def excerpt(words: str, at_most: int) -> str:
    """The beginning in so many characters; … says that there is more."""
    return words if len(words) <= at_most else f"{cut(words, max(0, at_most - 1)).rstrip()}…"


def excerpt_bytes(words: str, at_most: int) -> str:
    """The beginning in so many bytes, for platforms that count those."""
    if len(words.encode("utf-8", "replace")) <= at_most:
        return words
    kept: list[str] = []
    room = at_most - len("…".encode())
    for found in _SEEN.finditer(words):
        room -= len(found[0].encode("utf-8", "replace"))
        if room < 0:
            break
        kept.append(found[0])
    return f"{''.join(kept)}…"


def initial(name: str) -> str:
    """The first character of a name, for the face of somebody without a picture."""
    return next((found[0] for found in islice(_SEEN.finditer(name.strip()), 1)), "")
