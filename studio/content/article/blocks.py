"""The blocks of an article: headings, lists, quotes, tables, code, boxes and HTML, as the common editors write them.

Read line by line, so that every block knows its line in the source, whatever stands in whatever else, and the time grows with the length only.
"""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from studio.content.article.boxes import CONTAINER, DEEPEST, INDENTED_BOX, box
from studio.content.article.source import Lines
from studio.content.article.tables import begins_table, table
from studio.content.article.tags import BLOCKS

RAW = [
    "script",
    "style",
    "svg",
    "math",
    "iframe",
    "video",
    "audio",
    "canvas",
    "object",
    "embed",
    "noscript",
    "template",
    "textarea",
    "select",
    "button",
    "form",
    "title",
]
_FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}(?=[^`]*$)|~{3,})[ \t]*(?P<info>.*)$")
_HEADING = re.compile(r"^(?P<signs>#{1,6})(?:[ \t]+(?P<words>.*))?$")
_TIGHT_HEADING = re.compile(r"^(?P<signs>#{2,6})(?P<words>[^#\s].*)$")
_TAIL = re.compile(r"(?:(?:^|[ \t]+)#+)?[ \t]*$")
_HEADING_ID = re.compile(r"[ \t]*(\{[:#.][^{}]*\})$")
_RULE = re.compile(r"^(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r"^(?:=+|-+)$")
_ITEM = re.compile(r"^(?P<indent> *)(?P<mark>[-*+•●◦▪‣]|\d{1,9}[.)])(?P<gap>[ \t]+|$)(?P<rest>.*)$")
_QUOTE = re.compile(r"^>[ ]?")
_NOTE = re.compile(r"^\[\^([^\]\s]+)\]:[ \t]*(.*)$")
_REFERENCE = re.compile(r"^\[([^\[\]^][^\[\]]{0,300})\]:[ \t]*(?:<([^<>\n]*)>|(\S+))[ \t]*(?:\"[^\"]*\"|'[^']*'|\([^()]*\))?[ \t]*$")
_MEANING = re.compile(r"^:[ \t]+(.*)$")
_HTML = re.compile(rf"^</?(?:{'|'.join(sorted(BLOCKS - {'form', 'pre'}, key=len, reverse=True))})(?=[\s/>])", re.IGNORECASE)
_RAW = re.compile(rf"^<(pre|{'|'.join(RAW)})(?=[\s/>])[^>]*>", re.IGNORECASE)
_MATHS = re.compile(r"^(?:\$\$|\\\[)")
_LEFT_OVER = re.compile(r"^:{3,}[ \t]*$")
_BLOCK_ID = re.compile(r"(?:^|[ \t])\^(?=[\w-]*[A-Za-z])[A-Za-z0-9-]{2,}$")


@dataclass
class Reading:
    """What an article says beside its blocks: addresses of references, footnotes, and what was noticed on the way (kind, words, line)."""

    references: dict[str, str] = field(default_factory=dict)
    notes: dict[str, tuple[Lines, int]] = field(default_factory=dict)
    told: list[tuple[str, str, int]] = field(default_factory=list)


def name_of(label: str) -> str:
    """Two labels that differ in letters' case or spaces are one."""
    return " ".join(label.split()).casefold()


@dataclass
class Blocks:
    """One article; `read` puts the blocks of some lines under an element."""

    reading: Reading

    def read(self, lines: Lines, parent: Element, depth: int = 0) -> None:
        lines = [(_edge(words), number) for words, number in lines]
        open_words: Lines = []
        at = 0
        while at < len(lines):
            words = lines[at][0].strip(" \t")
            if not words:
                self._close(open_words, parent)
                at += 1
                continue
            end = self._block(lines, at, words, open_words, parent, depth)
            if end is None:
                open_words.append((lines[at][0].lstrip(" \t"), lines[at][1]))
                end = at + 1
            at = end
        self._close(open_words, parent)

    def _block(self, lines: Lines, at: int, words: str, before: Lines, parent: Element, depth: int) -> int | None:  # noqa: C901, PLR0912, PLR0917
        """Read the block that begins here, if one does: the number of the line behind it."""
        first = words[0]
        if first in "=-" and len(before) == 1 and _UNDERLINE.match(words):
            return self._underlined(words, at, before, parent)
        if begins_table(lines, at):
            self._close(before, parent)
            return table(lines, at, parent, starts_block)
        if not starts_block(words, after_words=bool(before)):
            return self._definition(lines, at, words, before, parent, depth) if first in ":[" else None
        if first in "-*+•●◦▪‣" or first.isdigit():
            if _RULE.match(words):
                self._close(before, parent)
                SubElement(parent, "hr")
                return at + 1
            if depth >= DEEPEST:
                return None
            self._close(before, parent)
            return self._list(lines, at, parent, depth)
        if first == ">":
            if depth >= DEEPEST:
                return None
            self._close(before, parent)
            return self._quote(lines, at, parent, depth)
        self._close(before, parent)
        if first == "_":
            SubElement(parent, "hr")
            return at + 1
        if first == "#":
            return self._heading(words, lines[at][1], at, parent)
        if first in "`~":
            return self._code(lines, at, parent)
        if first == "<":
            return self._html(lines, at, parent)
        if first in "$\\":
            return self._maths(lines, at, parent)
        return box(self, lines, at, parent, depth)

    def _close(self, words: Lines, parent: Element) -> None:
        """What was read of a paragraph is one."""
        if not words:
            return
        paragraph = SubElement(parent, "p")
        last = _BLOCK_ID.sub("", words[-1][0].rstrip(" \t"))
        kept = [*words[:-1], (last, words[-1][1])]
        if not last.strip() and len(words) == 1:
            parent.remove(paragraph)
        _write(paragraph, kept)
        words.clear()

    def _underlined(self, words: str, at: int, before: Lines, parent: Element) -> int:
        heading = SubElement(parent, "h1" if words[0] == "=" else "h2")
        self._heading_words(heading, before[0][0], before[0][1])
        before.clear()
        return at + 1

    def _heading(self, words: str, number: int, at: int, parent: Element) -> int:
        found = _HEADING.match(words) or _TIGHT_HEADING.match(words)
        if found is not None:
            heading = SubElement(parent, f"h{len(found['signs'])}")
            self._heading_words(heading, _TAIL.sub("", found["words"] or "", count=1), number)
        return at + 1

    def _heading_words(self, heading: Element, words: str, number: int) -> None:
        if named := _HEADING_ID.search(words):
            self.reading.told.append(("oa.html.class_id", named[1], number))
            words = words[: named.start()]
        _write(heading, [(words.strip(" \t"), number)])

    def _code(self, lines: Lines, at: int, parent: Element) -> int:
        opening = _FENCE.match(lines[at][0])
        if opening is None:
            return at + 1
        end = _closing(lines, at, opening["fence"])
        if end is None:
            self.reading.told.append(("article.open", opening["fence"], lines[at][1]))
        indent = len(opening["indent"])
        source = [words[min(indent, _indent(words)) :] for words, _ in lines[at + 1 : end]]
        code = SubElement(parent, "fence", {"line": str(lines[at][1]), "info": opening["info"].strip()})
        code.text = "\n".join(source)
        return len(lines) if end is None else end + 1

    def _quote(self, lines: Lines, at: int, parent: Element, depth: int) -> int:
        inner: Lines = []
        while at < len(lines):
            words = lines[at][0].strip(" \t")
            if words.startswith(">"):
                inner.append((_QUOTE.sub("", lines[at][0].lstrip(" \t"), count=1), lines[at][1]))
            elif words and inner and _goes_on(inner[-1][0]) and not starts_block(words, after_words=True) and not _in_code(inner):
                inner.append((words, lines[at][1]))
            else:
                break
            at += 1
        self.read(inner, SubElement(parent, "blockquote", {"line": str(inner[0][1])}), depth + 1)
        return at

    def _list(self, lines: Lines, at: int, parent: Element, depth: int) -> int:
        first = _ITEM.match(lines[at][0])
        if first is None:
            return at + 1
        ordered = first["mark"][0].isdigit()
        row = SubElement(parent, "ol" if ordered else "ul")
        if ordered and int(first["mark"][:-1]) != 1:
            row.set("start", str(int(first["mark"][:-1])))
        while found := _item(lines, at, ordered=ordered):
            at = self._list_item(found, lines, at, row, depth)
            ahead = _past_blank(lines, at)
            if not _item(lines, ahead, ordered=ordered):
                break
            at = ahead
        return at

    def _list_item(self, found: re.Match[str], lines: Lines, at: int, row: Element, depth: int) -> int:
        edge = len(found["indent"])
        gap = len(found["gap"].expandtabs(4))
        width = edge + len(found["mark"]) + (gap if 1 <= gap <= 4 else 1)
        inner: Lines = [(found["rest"], lines[at][1])]
        at += 1
        while at < len(lines):
            words = lines[at][0]
            if not words.strip(" \t"):
                ahead = _past_blank(lines, at)
                if ahead == len(lines) or _indent(lines[ahead][0]) < edge + 2:
                    break
                inner += [("", number) for _, number in lines[at:ahead]]
                at = ahead
                continue
            indent = _indent(words)
            if indent >= edge + 2:
                end = _whole_fence(lines, at)
                inner += [(each[min(_indent(each), width) :], number) for each, number in lines[at:end]]
                at = end
            elif _goes_on(inner[-1][0]) and not starts_block(words.strip(" \t"), after_words=True) and not begins_table(lines, at):
                inner.append((words.strip(" \t"), lines[at][1]))
                at += 1
            else:
                break
        self.read(inner, SubElement(row, "li"), depth + 1)
        return at

    def _html(self, lines: Lines, at: int, parent: Element) -> int:
        """Tags at the beginning of a line: they stand as they are, and what is between them is read like the rest."""
        words, number = lines[at][0].strip(" \t"), lines[at][1]
        if (raw := _RAW.match(words)) and (end := _raw_end(lines, at, raw[1])):
            return self._raw(raw[1].lower(), lines, at, end, parent)
        inner: Lines = [(words, number)]
        at += 1
        while at < len(lines):
            words = lines[at][0].strip(" \t")
            if not words or (_RAW.match(words) and _raw_end(lines, at, words)):
                break
            if not _HTML.match(words) and (starts_block(words, after_words=True) or begins_table(lines, at)):
                break
            inner.append((words, lines[at][1]))
            at += 1
        _write(SubElement(parent, "bare"), inner)
        return at

    def _raw(self, name: str, lines: Lines, at: int, end: tuple[int, int], parent: Element) -> int:
        last, behind = end
        opening = lines[at][0].find("<")
        whole = "\n".join(words for words, _ in lines[at : last + 1])
        inner = whole[opening : len(whole) - len(lines[last][0]) + behind]
        held = SubElement(parent, "gone" if name != "pre" else "rawpre", {"of": name, "line": str(lines[at][1])})
        held.text = inner
        rest = lines[last][0][behind:]
        if rest.strip():
            lines[last] = (rest.strip(), lines[last][1])
            return last
        return last + 1

    def _maths(self, lines: Lines, at: int, parent: Element) -> int:
        words = lines[at][0].strip(" \t")
        ends = "$$" if words[0] == "$" else "\\]"
        formula: list[str] = []
        rest = words[2:]
        for number in range(at, min(len(lines), at + 200)):
            line = rest if number == at else lines[number][0].strip(" \t")
            if line.endswith(ends):
                formula.append(line[: -len(ends)])
                SubElement(parent, "maths", {"line": str(lines[at][1]), "hit": words, "block": "1"}).text = "\n".join(formula).strip()
                return number + 1
            if number > at and not line:
                break
            formula.append(line)
        _write(SubElement(parent, "p"), [(words, lines[at][1])])
        return at + 1

    def _definition(self, lines: Lines, at: int, words: str, before: Lines, parent: Element, depth: int) -> int | None:  # noqa: PLR0917
        """`[1]: address`, `[^1]: words`, and `: meaning` under a line with a word."""
        if note := _NOTE.match(words):
            self._close(before, parent)
            return self._note(note, lines, at)
        if not before and (reference := _REFERENCE.match(words)):
            self.reading.references.setdefault(name_of(reference[1]), reference[2] if reference[2] is not None else reference[3])
            return at + 1
        if not (meaning := _MEANING.match(words)):
            return None
        if len(before) == 1:
            term = SubElement(parent, "p")
            _write(SubElement(term, "strong"), before[:])
            before.clear()
        elif before or not len(parent):
            return None
        _write(SubElement(parent, "p"), [(meaning[1], lines[at][1])])
        return at + 1

    def _note(self, found: re.Match[str], lines: Lines, at: int) -> int:
        inner: Lines = [(found[2], lines[at][1])]
        number = lines[at][1]
        at += 1
        while at < len(lines):
            ahead = _past_blank(lines, at)
            if ahead == len(lines) or _indent(lines[ahead][0]) < 2:
                break
            inner += [("", line) for _, line in lines[at:ahead]]
            inner.append((lines[ahead][0][min(4, _indent(lines[ahead][0])) :], lines[ahead][1]))
            at = ahead + 1
        self.reading.notes.setdefault(found[1], (inner, number))
        return at


def starts_block(words: str, *, after_words: bool = False) -> bool:
    """Whether a line begins a block of its own; a paragraph is not broken by an empty item or by a year at the beginning of a line."""
    first = words[0]
    if first == "#":
        found = _HEADING.match(words) or _TIGHT_HEADING.match(words)
        return found is not None and bool((found["words"] or "").strip())
    if first in "-*+•●◦▪‣" or first.isdigit():
        if first in "-*" and _RULE.match(words):
            return True
        found = _ITEM.match(words)
        return found is not None and not (after_words and (not found["rest"].strip() or len(found["mark"]) > 4))
    if first in "`~":
        return bool(_FENCE.match(words))
    if first == "<":
        return bool(_HTML.match(words) or _RAW.match(words))
    if first in ":!?":
        return bool(CONTAINER.match(words) or INDENTED_BOX.match(words) or _LEFT_OVER.match(words))
    if first in "$\\":
        return bool(_MATHS.match(words))
    return first == ">" or (first == "_" and bool(_RULE.match(words)))


def _write(element: Element, words: Lines) -> None:
    """The words of a block, to be read for their marks when every reference is known; with the line of each line."""
    element.set("inline", ",".join(str(number) for _, number in words))
    element.text = "\n".join(each for each, _ in words)


def _edge(words: str) -> str:
    """Tabs at the beginning become spaces."""
    inner = words.lstrip(" \t")
    lead = words[: len(words) - len(inner)]
    return lead.expandtabs(4) + inner if "\t" in lead else words


def _indent(words: str) -> int:
    return len(words) - len(words.lstrip(" "))


def _past_blank(lines: Lines, at: int) -> int:
    while at < len(lines) and not lines[at][0].strip(" \t"):
        at += 1
    return at


def _item(lines: Lines, at: int, *, ordered: bool) -> re.Match[str] | None:
    if at >= len(lines):
        return None
    found = _ITEM.match(lines[at][0])
    if found is None or found["mark"][0].isdigit() is not ordered or _RULE.match(lines[at][0].strip(" \t")):
        return None
    return found


def _goes_on(words: str) -> bool:
    """Whether a paragraph may still be open after this line, so that the next one belongs to it without a mark of its own."""
    words = words.strip(" \t")
    if found := _ITEM.match(words):
        words = found["rest"].strip(" \t")
    return bool(words) and words[0] not in "|#`~<$" and not _RULE.match(words)


def _in_code(lines: Lines) -> bool:
    fence = ""
    for words, _ in lines:
        if found := _FENCE.match(words):
            if not fence:
                fence = found["fence"]
            elif set(words.strip()) == {fence[0]} and len(words.strip()) >= len(fence):
                fence = ""
    return bool(fence)


def _closing(lines: Lines, at: int, fence: str) -> int | None:
    for number in range(at + 1, len(lines)):
        words = lines[number][0].strip(" \t")
        if len(words) >= len(fence) and words[0] == fence[0] and not words.strip(fence[0]):
            return number
    return None


def _whole_fence(lines: Lines, at: int) -> int:
    """A line, or all lines of the code that begins there: in a list its lines often stand further left than they should."""
    opening = _FENCE.match(lines[at][0])
    end = _closing(lines, at, opening["fence"]) if opening else None
    return at + 1 if end is None else end + 1


def _raw_end(lines: Lines, at: int, name: str) -> tuple[int, int] | None:
    """The line and the place in it behind the tag that closes this one."""
    found = _RAW.match(name)
    closing = re.compile(rf"</{found[1] if found else name}\s*>", re.IGNORECASE)
    for number in range(at, len(lines)):
        if end := closing.search(lines[number][0]):
            return number, end.end()
    return None
