"""Addresses in an article: what stands in the round brackets of a link, and addresses that stand bare between Chinese words."""

import re
from dataclasses import dataclass
from html import unescape

_LONGEST = 4000
_TOKEN = re.compile(r"\\.|[()<>\"'“”\n]|[^\\()<>\"'“”\n]+", re.DOTALL)
_ANGLED = re.compile(r"\(\s*<([^<>\n]{0,2000})>(?P<rest>[^()\n]{0,500})\)")
_TITLE = re.compile(
    r"""(?:^|\s+)(?:"(?P<double>(?:[^"\\]|\\.){0,500})"|'(?P<single>(?:[^'\\]|\\.){0,500})'|“(?P<curly>[^”]{0,500})”|\((?P<round>[^()]{0,500})\))\s*$"""
)
_SIZE = re.compile(r"\s+=(\d{0,5}%?[xX×]?\d{0,5}%?)\s*$")
_SIMPLE = re.compile(r"\(([^()\n]{0,2000})\)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_BARE = re.compile(r"(?:https?://|www\.)[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%\[\]]{1,2000}", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """Where a link leads or a picture lies; `end` is behind the bracket."""

    address: str
    title: str
    size: str
    end: int


def target_at(text: str, at: int) -> Target | None:
    """What stands between ( and ) from here: an address, perhaps with spaces and brackets in it, a size and a title."""
    if angled := _ANGLED.match(text, at):
        rest, size = _without(_SIZE, angled["rest"])
        title = _TITLE.search(rest)
        if not rest.strip() or (title and not rest[: title.start()].strip()):
            return Target(_plain(angled[1]), _title(title), size, angled.end())
    end = _closing(text, at)
    if end is None:
        simple = _SIMPLE.match(text, at)
        if simple is None:
            return None
        end = simple.end() - 1
    inner, size = _without(_SIZE, text[at + 1 : end].strip())
    title = _TITLE.search(inner)
    words = _title(title)
    if title and (inner[: title.start()].strip() or title["round"] is None):
        inner = inner[: title.start()].strip()
    else:
        words = ""
    if not size:
        inner, size = _without(_SIZE, inner)
    if not title and not size and "\n" in inner:
        inner = re.sub(r"\s*\n\s*", "", inner)
    return Target(_plain(inner), words, size, end + 1)


def bare_address(text: str, at: int) -> str:
    """The address that begins here, without the marks that only end the sentence."""
    found = _BARE.match(text, at)
    if found is None:
        return ""
    words = found[0]
    while words:
        last = words[-1]
        lonely = (last == ")" and words.count(")") > words.count("(")) or (last == "]" and words.count("]") > words.count("["))
        if not lonely and last not in ".,;:!?'*_~[":
            break
        words = words[:-1]
    return words if len(words.partition("//")[2] or words) > 4 else ""


def _closing(text: str, at: int) -> int | None:
    """The bracket that closes this one; brackets in quotes behind a space do not count."""
    depth = 0
    place = at
    quote = ""
    while place < min(len(text), at + _LONGEST):
        found = _TOKEN.match(text, place)
        if found is None:
            return None
        sign = found[0]
        if sign == "\n" and text[place : place + 2] == "\n\n":
            return None
        if quote:
            quote = "" if sign == quote else quote
        elif sign in {'"', "'", "“"} and text[place - 1].isspace():
            quote = "”" if sign == "“" else sign
        elif sign == "(":
            depth += 1
            if depth > 10:
                return None
        elif sign == ")":
            depth -= 1
            if not depth:
                return place
        place = found.end()
    return None


def _without(pattern: re.Pattern[str], words: str) -> tuple[str, str]:
    found = pattern.search(words)
    return (words[: found.start()], found[1]) if found and found[1] else (words, "")


def _title(found: re.Match[str] | None) -> str:
    if found is None:
        return ""
    return _plain(found["double"] or found["single"] or found["curly"] or found["round"] or "")


def _plain(words: str) -> str:
    return unescape(_ESCAPE.sub(r"\1", words)).strip()
