"""Where a Chinese line may end without breaking a word: between words, never inside what is kept whole.

Words come from a dictionary; a layer of rules mends what it does not know. Nothing is added to the dictionary: pictures stay the same in every process.
"""

import re
from functools import cache, lru_cache
from itertools import accumulate, pairwise

import rjieba

from studio.assets.kept_whole import NUMBERS, OFFERS, TRADE_WORDS

_NEVER_FIRST_ALONE = frozenset(
    "的了吗呢吧着过们地得么啦呀哦嘛啊里中后前内起上下时间"
)  # as a word of its own it belongs to what stands before it
_NEVER_LAST_ALONE = frozenset("不很最更太再别没未无勿超每各第")
_ENDS_A_NAME = frozenset(
    "价款头器机渣类码版色型装卡群粉膏霜油水膜衣裤裙鞋包杯锅灯床袜帽垫盒壶豆茶奶粉机笔灶刀碗盘盆桶柜架椅凳毯被枕巾季月师员者性感度力率馆站院奖赛节日店家族党肌皮券"
)  # 早鸟价: clings to a longer word before it
_ENDS_A_DEED = frozenset("好完到住掉开透满净")  # 穿好: after a deed of one character


@lru_cache(maxsize=4096)
def word_ends(text: str, known: tuple[str, ...] = (), *, offers: bool = True) -> frozenset[int]:
    """After which characters a line may end as far as words go; `known` are words of the brand, which stay whole.

    Without `offers`, an offer may be broken between its numbers: for lines that it is too long for.
    """
    words = _known_first(text, _cut(text), (*known, *TRADE_WORDS))
    ends = set(accumulate(map(len, words)))
    starts, begun = ends | {0}, set()
    for begin, end in (found.span() for rule in ((*OFFERS, *NUMBERS) if offers else NUMBERS) for found in rule.finditer(text)):
        first = min(at for at in starts if at >= begin)  # 预约3个: 约 belongs to its word
        ends -= set(range(first + 1, end))
        begun |= {first} if first < end else set()
    at = 0
    for before, word in zip(["", *words], words, strict=False):
        if at not in begun and _clings(before, word):
            ends.discard(at)
        at += len(word)
        if word in _NEVER_LAST_ALONE:
            ends.discard(at)
    return frozenset(ends | {len(text)})


def _clings(before: str, word: str) -> bool:
    """Whether a word of one character belongs to the one before it."""
    chinese = "\u4e00" <= before[-1:] <= "\u9fff"
    return (
        word in _NEVER_FIRST_ALONE
        or (chinese and word in _ENDS_A_NAME and len(before) > 1)
        or (chinese and word in _ENDS_A_DEED and len(before) == 1 and before not in _NEVER_LAST_ALONE | _NEVER_FIRST_ALONE)
    )


def _known_first(text: str, words: list[str], known: tuple[str, ...]) -> list[str]:
    """The words with the known ones whole, the longest first; where a word of the dictionary stands across its border (扫地机|器人), it is not meant."""
    ends = {0, *accumulate(map(len, words))}
    taken: set[int] = set()
    for word in sorted({word for word in known if len(word) > 1 and word in text}, key=lambda word: (-len(word), word)):
        for found in re.finditer(re.escape(word), text):
            begin, end = found.span()
            if not taken & set(range(begin, end)) and not any(_crossed(words, at) for at in (begin, end)):
                taken |= set(range(begin, end))
                ends = (ends - set(range(begin + 1, end))) | {begin, end}
    return [text[begin:end] for begin, end in pairwise(sorted(ends))]


def _crossed(words: list[str], at: int) -> bool:
    """Whether a word of the dictionary stands on both sides of this place."""
    end = 0
    for word in words:
        begin, end = end, end + len(word)
        if begin < at < end:
            return _cutter().has_word(word)
    return False


def _cut(text: str) -> list[str]:
    """What the dictionary does not give back whole is left in characters."""
    try:
        words = _cutter().cut(text)
    except (UnicodeError, ValueError):
        return list(text)
    return [part for word in words for part in _parted(word)] if "".join(words) == text else list(text)


def _parted(word: str) -> tuple[str, ...]:
    """A word that the dictionary only guessed from its characters (渣别, 后能) loses a first one that ends the word before."""
    guessed = len(word) == 2 and word[0] in _NEVER_FIRST_ALONE | _ENDS_A_NAME and not _cutter().has_word(word)
    return (word[0], word[1]) if guessed else (word,)


@cache
def _cutter() -> rjieba.Jieba:
    """A dictionary of our own: words that somebody else adds in the same process would change pictures."""
    return rjieba.Jieba()
