"""Boxes as editors write them: ::: tip, !!! note, and what they say above the words; all become the alerts of a quote."""

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from studio.content.article.source import Lines

if TYPE_CHECKING:
    from studio.content.article.blocks import Blocks

DEEPEST = 24  # boxes, lists and quotes within each other; what is deeper is read as words
CONTAINER = re.compile(r"^(?P<signs>:{3,})[ \t]*(?P<kind>\{[^{}]*\}|[\w-]*)[ \t]*(?P<title>.*)$")
INDENTED_BOX = re.compile(r"^(?:!!!|\?\?\?\+?)[ \t]+(?P<kind>[\w-]+)(?:[ \t]+\"(?P<title>[^\"]*)\")?[ \t]*$")
# the kinds of box that themes know, and what the many editors call them
KINDS = {
    "note": "note", "info": "note", "abstract": "note", "summary": "note", "tldr": "note", "example": "note", "quote": "note", "cite": "note", "todo": "note",
    "tip": "tip", "tips": "tip", "hint": "tip", "success": "tip", "check": "tip", "done": "tip", "question": "tip", "help": "tip", "faq": "tip",
    "important": "important", "warning": "warning", "warn": "warning", "attention": "warning",
    "caution": "caution", "danger": "caution", "error": "caution", "failure": "caution", "fail": "caution", "missing": "caution", "bug": "caution",
}  # fmt: skip
TITLES = {
    "note": "说明", "info": "说明", "abstract": "摘要", "summary": "摘要", "tldr": "摘要", "example": "例子", "quote": "引用", "cite": "引用", "todo": "待办",
    "tip": "小贴士", "tips": "小贴士", "hint": "小贴士", "success": "做到了", "check": "做到了", "done": "做到了", "question": "问", "help": "问", "faq": "问",
    "important": "要点", "warning": "注意", "warn": "注意", "attention": "注意", "caution": "当心", "danger": "当心", "error": "当心", "failure": "当心", "fail": "当心",
    "missing": "当心", "bug": "当心",
}  # fmt: skip


def box(blocks: "Blocks", lines: Lines, at: int, parent: Element, depth: int) -> int:
    """Read the box that begins here; the number of the line behind it."""
    words, number = lines[at][0].strip(" \t"), lines[at][1]
    if depth >= DEEPEST:
        blocks.reading.told.append(("article.open", words, number))
        return at + 1
    if found := INDENTED_BOX.match(words):
        inner, end = _indented(lines, at + 1)
        _filled(blocks, found["kind"], found["title"] or "", inner, number, parent, depth)
        return end
    found = CONTAINER.match(words)
    if found is None:
        return at + 1
    if not found["kind"] and not found["title"]:
        blocks.reading.told.append(("article.open", words, number))  # a box that nobody opened
        return at + 1
    end = _end(lines, at, len(found["signs"]))
    if end is None:
        blocks.reading.told.append(("article.open", words, number))
    kind = re.sub(r"[{}.]|\s.*", "", found["kind"])
    title = found["title"].strip().strip("[]").removesuffix("{open}").strip()
    _filled(blocks, kind, title, lines[at + 1 : end], number, parent, depth)
    return len(lines) if end is None else end + 1


def _filled(blocks: "Blocks", kind: str, title: str, inner: Lines, number: int, parent: Element, depth: int) -> None:  # noqa: PLR0917
    known = KINDS.get(kind.lower())
    quote = SubElement(parent, "box", {"kind": known or "", "line": str(number)})
    words = title or TITLES.get(kind.lower(), "")
    if words:
        head = SubElement(quote, "boxtitle", {"inline": str(number)})
        head.text = words
    blocks.read(inner, quote, depth + 1)


def _indented(lines: Lines, at: int) -> tuple[Lines, int]:
    inner: Lines = []
    while at < len(lines) and (lines[at][0].startswith("    ") or not lines[at][0].strip()):
        inner.append((lines[at][0][4:], lines[at][1]))
        at += 1
    return inner, at


def _end(lines: Lines, at: int, signs: int) -> int | None:
    """The line of ::: that closes, past boxes in the box."""
    depth = 0
    for number in range(at + 1, len(lines)):
        words = lines[number][0].strip(" \t")
        if not words.startswith(":::"):
            continue
        if words.strip(":").strip():
            depth += 1
        elif depth and len(words) <= signs:
            depth -= 1
        elif len(words) >= signs:
            return number
    return None
