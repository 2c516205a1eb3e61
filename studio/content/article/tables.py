"""Tables with or without outer pipes, right after a line of words or not; every cell that was written is kept."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from studio.content.article.source import Lines

_DELIMITERS = re.compile(r"^\|?[ \t]*:?[-–—]+:?[ \t]*(?:\|[ \t]*:?[-–—]+:?[ \t]*)*\|?$")
_PART = re.compile(r"\\\\|\\\||`+|\|")


def begins_table(lines: Lines, at: int) -> bool:
    """A line with pipes above a line of dashes with pipes."""
    if at + 1 >= len(lines) or "|" not in lines[at][0]:
        return False
    below = lines[at + 1][0].strip(" \t")
    return below[:1] in "|:-–—" and "|" in below and bool(_DELIMITERS.match(below)) and not lines[at][0].lstrip(" \t").startswith(">")


def table(lines: Lines, at: int, parent: Element, starts_block: Callable[[str], bool]) -> int:
    """Read the table that begins here; the number of the line behind it."""
    head = _cells(lines[at][0])
    sides = [_side(cell) for cell in _cells(lines[at + 1][0])]
    rows: list[tuple[list[str], int]] = []
    end = at + 2
    while end < len(lines) and "|" in lines[end][0] and not starts_block(lines[end][0].strip(" \t")):
        rows.append((_cells(lines[end][0]), lines[end][1]))
        end += 1
    wide = max(len(head), len(sides), *(len(cells) for cells, _ in rows)) if rows else max(len(head), len(sides))
    made = SubElement(parent, "table")
    if any(cell.strip() for cell in head) or not rows:
        _row(SubElement(made, "thead"), "th", head, lines[at][1], sides, wide)
    if rows:
        body = SubElement(made, "tbody")
        for cells, number in rows:
            _row(body, "td", cells, number, sides, wide)
    return end


def _row(parent: Element, tag: str, cells: list[str], number: int, sides: list[str], wide: int) -> None:  # noqa: PLR0917
    row = SubElement(parent, "tr")
    for place in range(wide):
        cell = SubElement(row, tag, {"inline": str(number)})
        cell.text = cells[place] if place < len(cells) else ""
        if place < len(sides) and sides[place]:
            cell.set("style", f"text-align:{sides[place]}")


def _side(cell: str) -> str:
    left, right = cell.startswith(":"), cell.endswith(":")
    return "center" if left and right else "left" if left else "right" if right else ""


def _cells(line: str) -> list[str]:
    """The cells of a row; a pipe in code or behind a backslash is one of its words."""
    line = line.strip(" \t")
    cells: list[str] = []
    words: list[str] = []
    at = start = 1 if line.startswith("|") else 0
    for found in _PART.finditer(line, at):
        if found.start() < at:
            continue
        at = found.end()
        if found[0] == "\\|":
            words += [line[start : found.start()], "|"]
            start = at
        elif found[0][0] == "`":
            closing = _code_end(line, at, found[0])
            at = closing or at
        elif found[0] == "|":
            cells.append("".join([*words, line[start : found.start()]]).strip(" \t"))
            words, start = [], at
    last = "".join([*words, line[start:]]).strip(" \t")
    if last or not line.endswith("|"):
        cells.append(last)
    return [_code_pipes(cell) for cell in cells]


def _code_end(line: str, at: int, ticks: str) -> int | None:
    for closing in re.compile("`+").finditer(line, at, at + 400):
        if closing[0] == ticks:
            return closing.end()
    return None


def _code_pipes(cell: str) -> str:
    """In code the backslash before a pipe was for the table only."""
    return cell.replace("\\|", "|") if "`" in cell else cell
