"""The text of an article before it is read: metadata and inner notes taken out, damaged characters gone, and every line still knowing where it stood."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

Lines = list[tuple[str, int]]  # the words, and the number of their line in the source, from 0

_LINE_END = re.compile(r"\r\n|\r|\n")
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\ufeff]")
_FENCE = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})")
_HIDDEN = re.compile(r"\\[^\n]|`+|<!--|%%")
_META_OPEN = re.compile(r"\s*(---|\+\+\+)[ \t]*\n")
_META_KEY = re.compile(r"^(?P<key>[A-Za-z_一-鿿][\w一-鿿 -]*?)[ \t]*[:=](?:[ \t]+|$)(?P<value>.*)$")
_FOLDED = {"|", ">", "|-", ">-", "|+", ">+"}
_OPENING = re.compile(r"\s*---[ \t]*\n[A-Za-z_][\w-]*:[ \t]")


@dataclass
class Source:
    """`told` are kinds of loss noticed on the way: its id, the words, the line."""

    lines: Lines
    meta: dict[str, str] = field(default_factory=dict)
    told: list[tuple[str, str, int]] = field(default_factory=list)


def read_source(text: str) -> Source:
    """Take apart what an editor saves or pastes; never fails."""
    whole = _LINE_END.sub("\n", text)
    source = Source([])
    if damaged := _UNREADABLE.search(whole.removeprefix("\ufeff")):
        source.told.append(("article.unreadable", "", whole.count("\n", 0, damaged.start())))
    whole = _UNREADABLE.sub("", whole)
    begins = _metadata(whole, source)
    source.lines = _without_notes(whole, begins, source)
    return source


def _metadata(text: str, source: Source) -> int:
    """Where the words begin: after the block between --- and --- or …, or +++ and +++, if it holds names and values."""
    opening = _META_OPEN.match(text)
    if opening is None:
        return 0
    ends = r"^\+\+\+[ \t]*$" if opening[1] == "+++" else r"^(?:---|\.\.\.)[ \t]*$"
    closing = re.compile(ends, re.MULTILINE).search(text, opening.end())
    block = text[opening.end() : closing.start()] if closing else ""
    if closing is None or not _is_metadata(block):
        if closing is None and _OPENING.match(text):
            source.told.append(("article.open", "---", text.count("\n", 0, opening.start(1))))
        return 0
    source.meta = _values(block)
    return closing.end()


def _is_metadata(block: str) -> bool:
    lines = [line for line in block.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        return not block.strip("\n")
    return bool(_META_KEY.match(lines[0])) and all(_META_KEY.match(line) or line[0] in " \t-[]}'\"" for line in lines)


def _values(block: str) -> dict[str, str]:
    """The plain values; what hangs below a name (folded words) is joined to it."""
    found: dict[str, str] = {}
    key = ""
    for line in block.split("\n"):
        named = _META_KEY.match(line)
        if named:
            key = named["key"].strip().lower()
            value = named["value"].strip()
            found[key] = "" if value in _FOLDED else _unquoted(value)
        elif key and line.startswith((" ", "\t")) and not line.lstrip().startswith("- "):
            found[key] = f"{found[key]} {line.strip()}".strip()
    return found


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return re.sub(r"[ \t]#.*$", "", value)


def _without_notes(text: str, begins: int, source: Source) -> Lines:
    """Leave out <!-- … --> and %% … %%, also over several lines, but never in code."""
    kept: list[tuple[int, int]] = []
    at = start = begins
    closed = {"<!--": True, "%%": True}
    while at < len(text):
        if (at == 0 or text[at - 1] == "\n") and (fence := _FENCE.match(text[at : at + 400])):
            at = _past_fence(text, at, fence[1])
            continue
        line_end = text.find("\n", at)
        line_end = len(text) if line_end < 0 else line_end
        found = _HIDDEN.search(text, at, line_end)
        if found is None:
            at = line_end + 1
            continue
        sign = found[0]
        at = found.end()
        if sign[0] == "`":
            at = _past_code(text, found.end(), sign)
        elif closed.get(sign):
            end = text.find("-->" if sign == "<!--" else "%%", found.end())
            closed[sign] = end >= 0
            if end >= 0:
                kept.append((start, found.start()))
                at = start = end + (3 if sign == "<!--" else 2)
                continue
        if sign in closed and not closed[sign]:
            line = text.count("\n", 0, found.start())
            if sign == "<!--" or not text[found.start() - 1 : found.start()].isdigit():  # 100%% is no note
                source.told.append(("article.note_open", sign, line))
            if sign == "<!--":  # rather too little of the article than an inner note in public
                blank = re.compile(r"\n[ \t]*(?=\n)").search(text, found.end())
                kept.append((start, found.start()))
                at = start = blank.start() if blank else len(text)
    kept.append((start, len(text)))
    return _as_lines(text, kept)


def _past_fence(text: str, at: int, fence: str) -> int:
    line_end = text.find("\n", at)
    closing = re.compile(rf"^[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
    found = closing.search(text, line_end) if line_end >= 0 else None
    return found.end() + 1 if found else len(text)


def _past_code(text: str, at: int, ticks: str) -> int:
    """The end of the code span that begins here, if it ends in this line or the next few; else just behind its marks."""
    for closing in re.compile(r"`+|\n[ \t]*\n").finditer(text, at, at + 2000):
        if closing[0] == ticks:
            return closing.end()
        if closing[0][0] == "\n":
            break
    return at


def _as_lines(text: str, kept: list[tuple[int, int]]) -> Lines:
    ends = [found.start() for found in re.finditer("\n", text)]
    lines: Lines = []
    current: list[str] = []
    number = 0
    for start, end in kept:
        first = bisect_right(ends, start - 1) if start else 0
        for offset, words in enumerate(text[start:end].split("\n")):
            if offset:
                lines.append(("".join(current), number))
                current = []
            if not "".join(current).strip():
                number = first + offset
            current.append(words)
    lines.append(("".join(current), number))
    return lines


class Places:
    """Finds the words of a finding in the source as it was given."""

    def __init__(self, body: str) -> None:
        self.body = body
        self.starts = [0, *(found.end() for found in _LINE_END.finditer(body))]
        self._last: dict[tuple[str, int], int] = {}

    def span(self, hit: str, line: int) -> tuple[int, int] | None:
        """The next place of these words at or after the line; the whole line where they were written otherwise."""
        line = min(line, len(self.starts) - 1)
        begins = self._last.get((hit, line), self.starts[line])
        found = self.body.find(hit, begins) if hit else -1
        if found < 0 and hit:
            found = self.body.find(hit, self.starts[line])
        if found >= 0:
            self._last[hit, line] = found + len(hit)
            return found, found + len(hit)
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.body)
        words = self.body[self.starts[line] : end]
        inner = words.strip()
        start = self.starts[line] + words.find(inner)
        return (start, start + len(inner)) if inner else None

    def line(self, span: tuple[int, int]) -> int:
        """The line of a place, from 1."""
        return bisect_right(self.starts, span[0])
