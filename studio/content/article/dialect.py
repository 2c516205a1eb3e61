"""The Markdown that editors write: tables, footnotes, ==mark==, ~~strike~~, ruby, task lists, alerts, fenced code."""

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from studio.content.article.code import code_block

_ITEM = re.compile(r"^(?P<indent> *)(?P<mark>[-*+]|\d{1,4}[.)]) +(?=\S)")
_FENCE = re.compile(r"^(?P<indent>[ ]*)(?P<fence>`{3,}|~{3,})[ ]*(?P<lang>[\w+#.-]*)[^\n`]*$")
_NOTE = re.compile(r"^\[\^([^\]\s]+)\]:[ \t]*(.*)$")


class ArticleMarkdown(Markdown):
    """One converter per theme; `code_style` colours its code, `notes` are the footnotes that the text in hand defines."""

    def __init__(self, code_style: str) -> None:
        super().__init__(extensions=["tables", "sane_lists"], tab_length=2)
        self.stripTopLevelTags = False  # the root becomes the article's section
        self.code_style = code_style
        self.notes: dict[str, str] = {}
        self.treeprocessors.deregister("prettify")  # its line breaks would be seen
        self.parser.blockprocessors.deregister("code")  # editors indent by accident; code stands in fences
        self.preprocessors.register(_Lists(self), "article_lists", 26)
        self.preprocessors.register(_Quotes(self), "article_quotes", 25)
        self.preprocessors.register(_Fences(self), "article_fences", 28)
        self.preprocessors.register(_NoteDefinitions(self), "article_notes", 27)
        self.treeprocessors.register(_NoteTexts(self), "article_note_texts", 25)
        self.inlinePatterns.register(_Spans(r"==(?=\S)(.+?)(?<=\S)==", "span", "mark"), "article_mark", 65)
        self.inlinePatterns.register(_Spans(r"~~(?=\S)(.+?)(?<=\S)~~", "s", ""), "article_strike", 64)
        self.inlinePatterns.register(_NoteReference(r"\[\^([^\]\s]+)\]"), "article_note", 175)
        self.inlinePatterns.register(_Ruby(r"\{([^{}|\n]+)\|([^{}|\n]+)\}"), "article_ruby", 66)
        self.inlinePatterns.register(_Ruby(r"\[([^\]\n]+)\]\^\(([^()\n]+)\)"), "article_ruby_link", 174)

    def reset(self) -> "ArticleMarkdown":
        super().reset()
        self.notes = {}
        return self


class _Fences(Preprocessor):
    """``` and ~~~ blocks, coloured and put aside before anything else reads them."""

    def __init__(self, md: ArticleMarkdown) -> None:
        super().__init__(md)
        self.article = md

    def run(self, lines: list[str]) -> list[str]:
        out: list[str] = []
        at = 0
        while at < len(lines):
            opening = _FENCE.match(lines[at])
            end = _closing(lines, at, opening["fence"]) if opening else None
            if opening is None or end is None:
                out.append(lines[at])
                at += 1
                continue
            source = "\n".join(line.removeprefix(opening["indent"]) for line in lines[at + 1 : end])
            block = code_block(source, opening["lang"], self.article.code_style)
            out += ["", opening["indent"] + self.md.htmlStash.store(block), ""]
            at = end + 1
        return out


def _closing(lines: list[str], at: int, fence: str) -> int | None:
    for number in range(at + 1, len(lines)):
        line = lines[number].strip()
        if len(line) >= len(fence) and set(line) == {fence[0]}:
            return number
    return None


class _NoteDefinitions(Preprocessor):
    """`[^1]: words` lines leave the text and are kept for the end."""

    def __init__(self, md: ArticleMarkdown) -> None:
        super().__init__(md)
        self.article = md

    def run(self, lines: list[str]) -> list[str]:
        out, open_note = [], ""
        for line in lines:
            found = _NOTE.match(line)
            if found:
                open_note = found[1]
                self.article.notes[open_note] = found[2]
            elif open_note and line.startswith(("  ", "\t")) and line.strip():
                self.article.notes[open_note] += " " + line.strip()
            else:
                open_note = ""
                out.append(line)
        return out


class _Lists(Preprocessor):
    """Lists may begin right after a line, and be nested by two, three or four spaces or by `1)`: all the same to readers."""

    def run(self, lines: list[str]) -> list[str]:
        out: list[str] = []
        depths: list[int] = []  # indents of the open lists, outermost first
        for line in lines:
            item = _ITEM.match(line.expandtabs(4))
            if item:
                if not depths and out and out[-1].strip():
                    out.append("")
                out.append(_item(item, line.expandtabs(4), depths))
                continue
            indent = len(line) - len(line.lstrip(" "))
            if line.strip() and not indent and (not out or not out[-1].strip()):
                depths.clear()
            inside = sum(indent > depth for depth in depths)
            out.append("  " * inside + line.strip() if depths and indent else line)
        return out


def _item(found: re.Match[str], line: str, depths: list[int]) -> str:
    indent = len(found["indent"])
    while depths and indent < depths[-1]:
        depths.pop()
    if not depths or indent >= depths[-1] + 2:
        depths.append(indent)
    return "  " * (len(depths) - 1) + found["mark"].replace(")", ".") + " " + line[found.end() :]


class _Quotes(Preprocessor):
    """Two quotes with a blank line between them stay two: an alert does not swallow the next one."""

    def run(self, lines: list[str]) -> list[str]:
        out: list[str] = []
        last = ""  # the line before the blank ones
        for line in lines:
            if line.startswith(">") and last.startswith(">") and out and not out[-1].strip():
                out += [self.md.htmlStash.store("<!-- -->"), ""]
            out.append(line)
            last = line if line.strip() else last
        return out


class _NoteTexts(Treeprocessor):
    """Puts the footnotes at the end while their words can still be read as Markdown."""

    def __init__(self, md: ArticleMarkdown) -> None:
        super().__init__(md)
        self.article = md

    def run(self, root: Element) -> None:
        if not self.article.notes:
            return
        notes = SubElement(root, "section", {"class": "notes"})
        for name, words in self.article.notes.items():
            SubElement(notes, "p", {"class": "note-text", "data-note": name}).text = words


class _NoteReference(InlineProcessor):
    def handleMatch(self, m: re.Match[str], _data: str) -> tuple[Element, int, int]:  # noqa: N802  # pyright: ignore[reportIncompatibleMethodOverride]
        return Element("sup", {"class": "ref", "data-note": m[1]}), m.start(0), m.end(0)


class _Spans(InlineProcessor):
    """Words between two marks, as an element of their own."""

    def __init__(self, pattern: str, tag: str, class_: str) -> None:
        super().__init__(pattern)
        self.tag_name, self.class_ = tag, class_

    def handleMatch(self, m: re.Match[str], _data: str) -> tuple[Element, int, int]:  # noqa: N802  # pyright: ignore[reportIncompatibleMethodOverride]
        element = Element(self.tag_name, {"class": self.class_} if self.class_ else {})
        element.text = m[1]
        return element, m.start(0), m.end(0)


class _Ruby(InlineProcessor):
    """`{汉字|hàn zì}` or `[汉字]^(hàn zì)`: the reading above the words."""

    def handleMatch(self, m: re.Match[str], _data: str) -> tuple[Element, int, int]:  # noqa: N802  # pyright: ignore[reportIncompatibleMethodOverride]
        ruby = Element("ruby")
        ruby.text = m[1]
        reading = SubElement(ruby, "rt")
        reading.text = m[2]
        return ruby, m.start(0), m.end(0)
