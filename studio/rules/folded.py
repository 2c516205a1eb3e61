"""A text as a reader reads it: half-width, lower-case, simplified, without what hides a word; and where each letter stood.

Lists of words are looked up in folded text only, so that one disguise is undone in one place for all of them.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain

import yaml
from opencc import OpenCC
from pydantic import BaseModel, ConfigDict

_HAN = "\u3400-\u9fff"
_ODD = re.compile(rf"[^{_HAN}0-9a-z，。！？、；\n]|[囯朂冣蕞樶苐劵丨圓]")
_FULL = {",": "，", "!": "！", "?": "？", ";": "；", "︰": ":"}
_UNSEEN = frozenset({"Cf", "Mn", "Me", "Cc", "Co", "Cs", "Cn"})
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Between two Chinese characters these part nothing: 最.佳, 最**佳, 最丨佳. A line break, a comma and three dots do.
_BETWEEN = re.compile(rf"(?<=[{_HAN}])(?:[-._·•・∙⋅*~^`'\"|丨/\\+=#@&%°]{{1,3}})(?=[{_HAN}])(?<!\.\.\.)")
_EMOJI = re.compile(rf"(?<=[{_HAN}])[\u2190-\u2bff\U0001f000-\U0001faff](?=[{_HAN}])")
_BRACKETED = re.compile(rf"[(\[【「『“‘〔{{<《]([{_HAN}])[)\]】」』”’〕}}>》]")
_THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")


@dataclass(frozen=True)
class Folded:
    """`text` to look words up in; letter n of it was written at `starts[n]` to `ends[n]` of what was folded."""

    text: str
    starts: list[int]
    ends: list[int]

    def written_at(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the folded text stood in what was written."""
        return self.starts[start], self.ends[end - 1]


class _Word(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    write: str
    means: str


@lru_cache(maxsize=256)  # the checks of one post fold its texts and the names of its goods again and again
def fold(text: str) -> Folded:
    """Never raises, whatever the text; takes time in proportion to its length."""
    found = _rewritten(Folded(text, list(range(len(text))), list(range(1, len(text) + 1))), _ODD, _plain)
    found = _simplified(found)
    for pattern in (_BETWEEN, _EMOJI, _THOUSANDS):
        found = _rewritten(found, pattern, "")
    found = _rewritten(found, _BRACKETED, r"\1")
    for pattern, means in _disguises():
        found = _rewritten(found, pattern, means)
    return found


def _rewritten(found: Folded, pattern: re.Pattern[str], means: str | Callable[[str], str]) -> Folded:
    """The text with every hit replaced; each new letter stands where the whole hit stood."""
    hits = list(pattern.finditer(found.text))
    if not hits:
        return found
    texts, starts, ends, at = [], [], [], 0
    for hit in hits:
        start, end = hit.span()
        said = means(hit[0]) if not isinstance(means, str) else hit.expand(means) if "\\" in means else means
        texts += [found.text[at:start], said]
        starts += [found.starts[at:start], [found.starts[start]] * len(said)]
        ends += [found.ends[at:start], [found.ends[end - 1]] * len(said)]
        at = end
    text = "".join([*texts, found.text[at:]])
    return Folded(text, [*chain.from_iterable(starts), *found.starts[at:]], [*chain.from_iterable(ends), *found.ends[at:]])


@cache
def _plain(letter: str) -> str:
    """What one letter is read as; nothing where it is not seen."""
    letters = _spellings()[0]
    if letter in letters:
        return letters[letter]
    if letter in _BLANK or letter.isspace() or unicodedata.category(letter) in _UNSEEN:
        return ""
    said = unicodedata.normalize("NFKC", letter).lower()
    bare = "".join(part for part in unicodedata.normalize("NFD", said) if not unicodedata.combining(part)) if said[0] < "\u0250" else said
    return "".join(_FULL.get(part, letters.get(part, part)) for part in bare if not part.isspace())


def _simplified(found: Folded) -> Folded:
    """Traditional characters as simplified ones, letter for letter."""
    if found.text.isascii():
        return found
    said = _simplify(found.text)
    if len(said) != len(found.text):
        said = "".join(one if len(one) == 1 else letter for letter, one in ((letter, _simplify(letter)) for letter in found.text))
    return Folded(said, found.starts, found.ends)


def _simplify(text: str) -> str:
    return _converter().convert(text)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _spellings() -> tuple[dict[str, str], tuple[_Word, ...]]:
    read = yaml.safe_load((files("studio.rules") / "disguises.yaml").read_text(encoding="utf-8"))
    return {str(letter): str(means) for letter, means in read["letters"].items()}, tuple(
        _Word.model_validate(word) for word in read["words"]
    )


@cache
def _disguises() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(word.write, re.MULTILINE), word.means) for word in _spellings()[1])
