"""How alike two texts are, by the pairs of characters they share: for copy used again too soon, and for two personas with one story."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

SIZE = 2  # characters; Chinese words are mostly two long
STORY = 0.5  # from here on two texts tell the same story
Key = TypeVar("Key")
_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Near(Generic[Key]):
    """A text that is too much alike; `score` as in similarity()."""

    key: Key
    score: float


def similarity(a: str, b: str) -> float:
    """0 (nothing in common) to 1 (the same but for punctuation, case, width and emoji): the share of common pairs, after Dice."""
    left, right = _grams(a), _grams(b)
    if not left or not right:
        return 1.0 if _bare(a) == _bare(b) else 0.0
    return 2 * len(left & right) / (len(left) + len(right))


def near(text: str, others: Mapping[Key, str], threshold: float = STORY) -> list[Near[Key]]:
    """The others that are at least `threshold` alike, the most alike first."""
    mine = _grams(text)
    if not mine:
        return []
    scored = [Near(key, similarity(text, other)) for key, other in others.items() if _could_reach(threshold, len(mine), len(_grams(other)))]
    return sorted((found for found in scored if found.score >= threshold), key=lambda found: -found.score)


def _could_reach(threshold: float, mine: int, theirs: int) -> bool:
    """The best that two sizes allow; most pairs of texts are settled here, without comparing them."""
    return 2 * min(mine, theirs) >= threshold * (mine + theirs)


@lru_cache(maxsize=4096)
def _grams(text: str) -> frozenset[str]:
    bare = _bare(text)
    return frozenset(bare[at : at + SIZE] for at in range(len(bare) - SIZE + 1))


def _bare(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()
