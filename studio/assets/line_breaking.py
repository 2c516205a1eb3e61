"""Where a line of Chinese may end (避头尾禁则): GB/T 15834 says what may not begin or end a line; words, numbers and offers stay whole.

Lines given back, joined, are the text without its own line breaks: a space at a line's end stays there and is not measured.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate, pairwise

from studio.assets.word_borders import word_ends

NEVER_FIRST = frozenset("，。、；：？！）】》」』〉〕〗”’…—～·‧％‰℃,.;:!?)]}%»›ー々〻゛゜ゝゞヽヾ〜－／|")
NEVER_LAST = frozenset("（【《「『〈〔〖“‘([{«‹￥¥＄$£€#＃@")

_EMOJI = (
    r"(?:[\U0001F1E6-\U0001F1FF]{2}"
    r"|[0-9#*]\uFE0F?\u20E3"
    r"|[\u00a9\u00ae\u203c-\u3299\U0001F000-\U0001FAFF](?:\uFE0F|[\U0001F3FB-\U0001F3FF])?"
    r"(?:\u200D[\u2600-\u27BF\U0001F000-\U0001FAFF](?:\uFE0F|[\U0001F3FB-\U0001F3FF])?)*)"
)
_WORD = r"[¥￥$£€]?[0-9]+(?:[.,:/][0-9]+)*(?:%|％|‰|℃|°C)?(?:[A-Za-z]+[0-9]*)?|[A-Za-zÀ-ɏ0-9]+(?:['’.\-_/@&+:][A-Za-zÀ-ɏ0-9]+)*"
_PIECE = re.compile(rf"\n|[ \t\u3000]+|{_WORD}|{_EMOJI}|.[\u0300-\u036f\ufe00-\ufe0f\u200d]*", re.DOTALL)

HALF_EMPTY = frozenset("，。、；：！？）」』》】”’")  # full-width signs whose right half is empty
_SPACES = " \t\u3000"
_LEADS_ON = frozenset("也就都在把被给和与或跟从到为对才又还是有能会要用让比向")

Measure = Callable[[str], float]


def graphemes(text: str) -> list[str]:
    """What a reader sees as one character: an emoji with its joiners, a letter with its marks."""
    return re.findall(rf"{_EMOJI}|.[\u0300-\u036f\ufe00-\ufe0f\u200d]*", text, re.DOTALL)


def glued(paragraph: str, known: tuple[str, ...] = ()) -> list[str]:
    """The paragraph in pieces that may not be broken inside: words, numbers, offers, with the punctuation that clings to them; `known` are the brand's words."""
    return _between(paragraph, word_ends(paragraph, known))


def _between(paragraph: str, ends: frozenset[int]) -> list[str]:
    pieces, at = [""], 0
    for part in _by_the_rules(paragraph):
        pieces[-1] += part
        at += len(part)
        if _ends_a_word(at, part, ends):
            pieces.append("")
    return [piece for piece in pieces if piece]


def _ends_a_word(at: int, part: str, ends: frozenset[int]) -> bool:
    """A space that hangs at the end belongs to the word before it."""
    return at in ends or at - (len(part) - len(part.rstrip(_SPACES))) in ends


def _by_the_rules(paragraph: str) -> list[str]:
    """Pieces as the standard has them: Latin words and numbers, and single characters with the signs that cling to them."""
    pieces: list[str] = []
    for match in _PIECE.finditer(paragraph):
        piece = match.group()
        if pieces and _clings(pieces[-1], piece):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _clings(before: str, piece: str) -> bool:
    if piece.isspace():
        return True  # a space stays with what it follows, and hangs at the line's end
    return before.rstrip(" \t")[-1:] in NEVER_LAST or piece[0] in NEVER_FIRST


@dataclass(frozen=True)
class _Piece:
    text: str
    width: float
    bare: float  # without the space at its end, which hangs


def wrap(text: str, width: float, measure: Measure, *, even: bool = False, known: tuple[str, ...] = ()) -> list[str]:
    """The text in lines no wider than `width` by `measure`; `even` chooses breaks that leave lines of like length, `known` are words that stay whole.

    Only a piece that is wider than the line by itself is broken inside, still by the rules where that can be.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        pieces = [part for piece in glued(paragraph, known) for part in _short_enough(_measured(piece, measure), width, measure)]
        lines += ["".join(piece.text for piece in line) for line in (_evenly if even else _greedily)(pieces, width)]
    return lines


def breaks_words(text: str, width: float, measure: Measure, known: tuple[str, ...] = ()) -> bool:
    """Whether some piece is wider than the line, so that `wrap` would break inside it."""
    return any(_measured(piece, measure).bare > width for paragraph in text.split("\n") for piece in glued(paragraph, known))


def _measured(piece: str, measure: Measure) -> _Piece:
    bare = piece.rstrip(_SPACES)
    full = measure(piece)
    return _Piece(piece, full, full if bare == piece else measure(bare))


def _greedily(pieces: list[_Piece], width: float) -> list[list[_Piece]]:
    lines: list[list[_Piece]] = [[]]
    used = 0.0
    for piece in pieces:
        if lines[-1] and used + piece.bare > width:
            lines.append([])
            used = 0.0
        lines[-1].append(piece)
        used += piece.width
    return lines


def _evenly(pieces: list[_Piece], width: float) -> list[list[_Piece]]:
    """As few lines as the greedy way, with the least raggedness; a break after punctuation is worth some of it."""
    greedy = _greedily(pieces, width)
    count = len(greedy)
    if count < 2 or len(pieces) > 200:
        return greedy
    ends = [0.0, *accumulate(piece.width for piece in pieces)]
    ideal = ends[-1] / count
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]  # per line: where it may stop → cost, where it began
    for line in range(1, count + 1):
        reach: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in best[-1].items():
            for stop in range(start + 1, len(pieces) + 1):
                length = ends[stop - 1] - ends[start] + pieces[stop - 1].bare
                if length > width:
                    break
                if (line == count) != (stop == len(pieces)):
                    continue
                total = (
                    cost
                    + ((length - ideal) / width) ** 2
                    + (0.0 if stop == len(pieces) else _break_cost(pieces[stop - 1].text, pieces[stop].text))
                )
                if stop not in reach or total < reach[stop][0]:
                    reach[stop] = (total, start)
        best.append(reach)
    if len(pieces) not in best[-1]:
        return greedy
    stops = [len(pieces)]
    for line in range(count, 0, -1):
        stops.append(best[line][stops[-1]][1])
    return [pieces[start:stop] for start, stop in pairwise(reversed(stops))]


def _break_cost(before: str, ahead: str) -> float:
    """Ends of a sense are good places; a word that leads on to the next one is not, nor is one beside a single character."""
    last, word = before[-1], before.rstrip(_SPACES)
    if last in "，。；：？！…—,.;:!?":
        return 0.0
    if last in " 、）】》」』”’)":
        return 0.03
    leads_on = 0.12 if word in _LEADS_ON else 0.08 if len(word) == 1 else 0.0
    return 0.14 + leads_on + 0.02 * (len(ahead.rstrip(_SPACES)) == 1)


def _short_enough(piece: _Piece, width: float, measure: Measure) -> list[_Piece]:
    """A piece wider than the line, broken between its words and numbers, and inside them only where that is not enough; elsewhere the piece itself."""
    if piece.bare <= width:
        return [piece]
    if piece.text.rstrip(_SPACES)[-1:] in HALF_EMPTY and piece.bare - measure("，") / 2 <= width:
        return [_Piece(piece.text, piece.width, width)]  # the empty half of a sign at the line's end may hang out
    inner = _between(piece.text, word_ends(piece.text, offers=False))
    inner = inner if len(inner) > 1 else _by_the_rules(piece.text)
    if len(inner) > 1:
        return [part for each in inner for part in _short_enough(_measured(each, measure), width, measure)]
    parts: list[_Piece] = []
    rest = graphemes(piece.text)
    while rest:
        ends = list(accumulate(measure(character) for character in rest))
        fits = next((n for n, end in enumerate(ends) if end > width and not rest[n].isspace()), len(rest))
        take = fits if fits == len(rest) else _lawful(rest, max(fits, 1))
        parts.append(_measured("".join(rest[:take]), measure))
        rest = rest[take:]
    return parts


def _lawful(characters: list[str], at_most: int) -> int:
    """The last place at or before `at_most` where the rules let a line end; `at_most` itself if there is none."""
    for place in range(at_most, 0, -1):
        ahead, behind = characters[place], characters[place - 1]
        if ahead[0] not in NEVER_FIRST and behind[-1] not in NEVER_LAST and not ahead.isspace():
            return place
    return at_most
