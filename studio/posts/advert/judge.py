"""Judging a text: every passage is weighed by what it offers, what it asks the reader to do and who speaks; the heaviest passage decides."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from studio.errors import Words
from studio.posts.advert.words import SUPPORT, Role, Setting, lists
from studio.rules.folded import Folded, fold

Answer = Literal[True, False, "unsure"]
PASSAGE = 4  # sentences that are read together; in a long text one fewer
LONG = 7
LENT, MOST_LENT = 0.4, 0.5  # what supporting roles lend at most: as much as the others weigh, and no more than this
SHOWN = 0.7  # weight from which a price or an offer counts as shown
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+|[^。！？；\n]+$")


@dataclass(frozen=True)
class Reason:
    """Words that decided: `span` is where they stand in the text that was judged; `innocent` ones spoke against it."""

    rule: str
    hit: str
    span: tuple[int, int]
    what: Words
    weight: float
    innocent: bool = False


@dataclass(frozen=True)
class Judged:
    """Whether a text advertises, and because of which words. As a truth value it is an advert until somebody says that it is none."""

    advertises: Answer
    reasons: tuple[Reason, ...] = ()
    score: float = 0.0

    @property
    def unsure(self) -> bool:
        return self.advertises == "unsure"

    def __bool__(self) -> bool:
        return self.advertises is not False


@dataclass(frozen=True)
class _Hit:
    rule: str
    role: Role
    weight: float
    span: tuple[int, int]
    what: Words


def judge(text: str, *, names: Sequence[str] = ()) -> Judged:
    """`names` are what the brand's goods are called: a name beside a reason to buy counts as goods."""
    folded = fold(text)
    if not folded.text:
        return Judged(advertises=False)
    starts, settings, hits = _read(folded.text, names)
    score, deciding = _heaviest(hits, starts, PASSAGE - (len(starts) > LONG))
    known = lists()
    answer: Answer = True if score >= known.advertises else "unsure" if score >= known.unsure else False
    reasons = [_reason(text, folded, hit) for hit in deciding]
    reasons += [_reason(text, folded, _Hit(one.id, Role.GOODS, one.times, span, one.what), innocent=True) for one, span, _ in settings]
    return Judged(advertises=answer, reasons=tuple(reasons) if hits or answer else (), score=round(score, 3))


@lru_cache(maxsize=256)  # the checks of a post ask for the same text several times
def shown(text: str) -> Mapping[str, tuple[int, int]]:
    """What a text shows by itself: the id of a signal and where it stands first, without what its setting makes innocent. For the labels that a post owes."""
    folded = fold(text)
    found: dict[str, tuple[int, int]] = {}
    for hit in sorted(_read(folded.text, ())[2] if folded.text else (), key=lambda hit: hit.span):
        if hit.weight >= SHOWN:
            found.setdefault(hit.rule, folded.written_at(*hit.span))
    return MappingProxyType(found)


def _read(text: str, names: Sequence[str]) -> tuple[list[int], list[tuple[Setting, tuple[int, int], int]], list[_Hit]]:
    """Where the sentences begin, what the words stand in, and the signals with the weight that this leaves them."""
    starts = [found.start() for found in _SENTENCE.finditer(text)]
    hits = list(_hits(text, names))
    if other := [found.span() for found in lists().other.finditer(text)] if hits else []:
        hits = [hit for hit in hits if not any(start < hit.span[1] and hit.span[0] < end for start, end in other)]
    settings = list(_settings(text, starts)) if hits else []
    return starts, settings, [_lightened(hit, settings, starts) for hit in hits]


def _hits(text: str, names: Sequence[str]) -> Iterable[_Hit]:
    for signal in lists().signals:
        for found in signal.pattern.finditer(text):
            if found.end() > found.start():
                yield _Hit(signal.id, signal.role, -signal.weight if signal.firm else signal.weight, found.span(), signal.what)
    for name in filter(None, (fold(name).text for name in names)):
        if (at := text.find(name)) >= 0:
            yield _Hit("goods.named", Role.GOODS, 0.5, (at, at + len(name)), Words("商品名", "the name of a product"))


def _settings(text: str, starts: list[int]) -> Iterable[tuple[Setting, tuple[int, int], int]]:
    """Every setting that is there, where, and the number of its sentence."""
    for setting in lists().settings:
        for found in setting.pattern.finditer(text):
            yield setting, found.span(), bisect_right(starts, found.start()) - 1


def _lightened(hit: _Hit, settings: list[tuple[Setting, tuple[int, int], int]], starts: list[int]) -> _Hit:
    if hit.weight < 0:
        return _Hit(hit.rule, hit.role, -hit.weight, hit.span, hit.what)
    sentence = bisect_right(starts, hit.span[0]) - 1
    times = {one.id: one.times for one, _, where in settings if hit.role in one.roles and abs(where - sentence) <= one.reach}
    weight = hit.weight
    for factor in times.values():
        weight *= factor
    return _Hit(hit.rule, hit.role, weight, hit.span, hit.what)


def _heaviest(hits: list[_Hit], starts: list[int], passage: int) -> tuple[float, list[_Hit]]:
    placed = sorted(((bisect_right(starts, hit.span[0]) - 1, hit) for hit in hits), key=lambda pair: pair[0])
    best: tuple[float, list[_Hit]] = (0.0, [])
    low = 0
    for high, (sentence, _) in enumerate(placed):
        if high + 1 < len(placed) and placed[high + 1][0] == sentence:
            continue
        while placed[low][0] <= sentence - passage:
            low += 1
        if (weighed := _weigh([hit for _, hit in placed[low : high + 1]]))[0] > best[0]:
            best = weighed
    return best


def _weigh(hits: list[_Hit]) -> tuple[float, list[_Hit]]:
    """The heaviest hit of each role, and a little for each further rule of it."""
    parts, deciding = {False: 0.0, True: 0.0}, []
    by_rule: dict[str, _Hit] = {}
    for hit in hits:
        if hit.rule not in by_rule or by_rule[hit.rule].weight < hit.weight:
            by_rule[hit.rule] = hit
    for role in Role:
        ranked = sorted((hit for hit in by_rule.values() if hit.role is role), key=lambda hit: -hit.weight)
        for hit, share in zip(ranked, (1.0, 0.3), strict=False):
            parts[role in SUPPORT] += hit.weight * share
            deciding.append(hit)
    return parts[False] + min(parts[True], LENT * parts[False], MOST_LENT), deciding


def _reason(text: str, folded: Folded, hit: _Hit, *, innocent: bool = False) -> Reason:
    start, end = folded.written_at(*hit.span) if hit.span[1] > hit.span[0] else (0, 0)
    return Reason(hit.rule, text[start:end], (start, end), hit.what, round(hit.weight, 3), innocent)
