"""Emphasis and the like: runs of * and _, ~~ and == that open and close, paired on a stack, so that the time grows with the length."""

from collections.abc import Sequence
from unicodedata import category
from xml.etree.ElementTree import Element

from studio.content.article.tags import BLOCKS

_PAIRED = {"*": ("em", "strong"), "_": ("em", "strong"), "~": ("s", "s"), "=": ("mark", "mark")}
_AHEAD = 64  # open marks that a closing one looks back over


class Mark:
    """A run of * or _, ~~ or ==: it may open, close, or both."""

    __slots__ = ("closes", "count", "opens", "sign", "whole")

    def __init__(self, sign: str, count: int, *, opens: bool, closes: bool) -> None:
        self.sign, self.count, self.whole, self.opens, self.closes = sign, count, count, opens, closes


Node = str | Element | Mark


def last_sign(nodes: Sequence[Node]) -> str:
    """The last character that readers see; nothing behind the tag of a block."""
    for node in reversed(nodes[-12:]):
        if isinstance(node, str):
            words = node
        elif isinstance(node, Mark):
            continue
        elif ":" in node.tag:
            if node.tag.partition(":")[2] in BLOCKS:
                return ""
            continue
        else:
            words = "".join(node.itertext())
        if words := words.rstrip(" \t*_~="):
            return words[-1]
    return ""


def flanks(text: str, at: int, end: int, sign: str) -> tuple[bool, bool]:
    """Whether a run may open and may close: the rules of CommonMark, and beside Chinese only that no space stands inside."""
    before, after = text[at - 1 : at] if at else " ", text[end : end + 1] or " "
    left, right = not after.isspace(), not before.isspace()
    if sign in "~=":
        return left, right
    if end - at == 1 and before.isdigit() and after.isdigit():
        return False, False  # 20*30*40 is a size
    if (_wide(before) or _wide(after)) and (sign == "*" or end - at > 1):
        return left, right
    marks_before, marks_after = _is_mark(before), _is_mark(after)
    opens = left and (not marks_after or not right or marks_before)
    closes = right and (not marks_before or not left or marks_after)
    if sign == "_":
        return opens and (not closes or marks_before), closes and (not opens or marks_after)
    return opens, closes


def _wide(sign: str) -> bool:
    return sign >= "\u2e80" or sign in "“”‘’—…·"


def _is_mark(sign: str) -> bool:
    return category(sign)[0] in "PS"


def emphasised(nodes: Sequence[Node]) -> list[str | Element]:
    """Pair the marks, inner ones first; those without a partner stay as they are written."""
    out: list[Node] = []
    openers: list[int] = []  # where in `out` they stand
    waiting = dict.fromkeys(_PAIRED, 0)
    for node in nodes:
        if not isinstance(node, Mark):
            out.append(node)
            continue
        while node.count and node.closes and waiting[node.sign]:
            place = _partner(openers, out, node)
            if place is None:
                break
            _pair(out, openers, place, node, waiting)
        if node.count:
            if node.opens:
                openers.append(len(out))
                waiting[node.sign] += 1
            out.append(node)
    return [node.sign * node.count if isinstance(node, Mark) else node for node in out]


def _partner(openers: list[int], out: list[Node], mark: Mark) -> int | None:
    for place in range(len(openers) - 1, max(-1, len(openers) - 1 - _AHEAD), -1):
        opener = out[openers[place]]
        if not isinstance(opener, Mark) or opener.sign != mark.sign:
            continue
        both = (opener.closes or mark.opens) and mark.sign in "*_"
        if not (both and (opener.whole + mark.whole) % 3 == 0 and (opener.whole % 3 or mark.whole % 3)):
            return place
    return None


def _pair(out: list[Node], openers: list[int], place: int, mark: Mark, waiting: dict[str, int]) -> None:
    start = openers[place]
    opener = out[start]
    if not isinstance(opener, Mark):
        return
    for between in openers[place + 1 :]:
        lost = out[between]
        if isinstance(lost, Mark):
            waiting[lost.sign] -= 1
    size = 2 if opener.count > 1 and mark.count > 1 else 1
    inner = [node.sign * node.count if isinstance(node, Mark) else node for node in out[start + 1 :]]
    del out[start + 1 :], openers[place + 1 :]
    tag = _PAIRED[mark.sign][size - 1]
    element = Element("span", {"class": "mark"}) if tag == "mark" else Element(tag)
    fill(element, inner)
    opener.count -= size
    mark.count -= size
    if not opener.count:
        out.pop()
        openers.pop()
        waiting[mark.sign] -= 1
    out.append(element)


def fill(element: Element, nodes: Sequence[str | Element]) -> None:
    """Words and elements, in order, into an element that is empty."""
    words: list[str] = []
    last: Element | None = None
    for node in (*nodes, None):
        if isinstance(node, str):
            words.append(node)
            continue
        said = "".join(words) or None
        if last is None:
            element.text = said
        else:
            last.tail = said
        words = []
        if node is not None:
            element.append(node)
            last = node
