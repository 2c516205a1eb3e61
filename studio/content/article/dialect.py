"""The Markdown that editors write, in the stages of the library: the text, its blocks, its words, one tree, HTML.

The stages are the library's, the readers in them our own: they know the line of everything, read what other editors write, and take no longer than the text is long
(docs/decisions/, articles are read by our own readers).
"""

from collections.abc import Iterable
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from studio.content.article.attributes import Bring
from studio.content.article.blocks import Blocks, Reading
from studio.content.article.inline import read_words
from studio.content.article.nest import Nest
from studio.content.article.source import Source, read_source

_VOID = frozenset({"br", "hr", "img"})
_KEPT = ("alt", "class", "colspan", "href", "rowspan", "src", "start", "style")


class ArticleMarkdown(Markdown):
    """One article at a time: after `convert`, `source`, `reading`, `notes` and `bring` say what was found in it."""

    def __init__(self) -> None:
        super().__init__()
        self.stripTopLevelTags = False  # the root becomes the article's section
        self.source = Source([])
        self.reading = Reading()
        self.bring = Bring()
        self.notes: dict[str, Element] = {}
        for stage in (self.preprocessors, self.treeprocessors, self.postprocessors):
            for each in [item.name for item in stage._priority]:  # noqa: SLF001  # pyright: ignore[reportAttributeAccessIssue]
                stage.deregister(each)
        self.preprocessors.register(_Text(self), "article_text", 30)
        self.parser = _BlockReader(self)
        self.treeprocessors.register(_WordReader(self), "article_words", 20)
        self.treeprocessors.register(_Tree(self), "article_tree", 15)
        self.serializer = written

    def reset(self) -> "ArticleMarkdown":
        super().reset()
        self.source, self.reading, self.bring, self.notes = Source([]), Reading(), Bring(), {}
        return self

    def read(self, text: str) -> Element:
        """The one tree of a text, before it is shaped."""
        self.reset()
        _Text(self).run(text.split("\n"))
        root = Element(self.doc_tag)
        Blocks(self.reading).read(self.source.lines, root)
        return _Tree(self).run(_WordReader(self).run(root))


class _Text(Preprocessor):
    """Metadata, inner notes and damaged characters leave the text."""

    def __init__(self, md: ArticleMarkdown) -> None:
        super().__init__(md)
        self.article = md

    def run(self, lines: list[str]) -> list[str]:
        self.article.source = read_source("\n".join(lines))
        return [words for words, _ in self.article.source.lines]


class _BlockReader(BlockParser):
    def __init__(self, md: ArticleMarkdown) -> None:
        super().__init__(md)
        self.article = md

    def parseDocument(self, lines: Iterable[str]) -> "ElementTree[Any]":  # noqa: N802 - the library's name; the lines with their numbers lie in the source
        self.root = Element(self.md.doc_tag)
        Blocks(self.article.reading).read(self.article.source.lines, self.root)
        return ElementTree(self.root)


class _WordReader(Treeprocessor):
    """Reads the words of every block, and the footnotes: those may name further ones."""

    def __init__(self, md: ArticleMarkdown) -> None:
        super().__init__(md)
        self.article = md

    def run(self, root: Element) -> Element:
        self._words(root)
        reading, notes = self.article.reading, self.article.notes
        while unread := [name for name in reading.notes if name not in notes]:
            for name in unread:
                lines, number = reading.notes[name]
                notes[name] = Element("note", {"line": str(number)})
                Blocks(reading).read(lines, notes[name])
                self._words(notes[name])
        return root

    def _words(self, tree: Element) -> None:
        for element in [each for each in tree.iter() if "inline" in each.attrib]:
            read_words(element, self.article.reading)


class _Tree(Treeprocessor):
    """Markdown and HTML become one tree."""

    def __init__(self, md: ArticleMarkdown) -> None:
        super().__init__(md)
        self.article = md

    def run(self, root: Element) -> Element:
        nest = Nest(self.article.bring)
        self.article.notes = {name: nest.nested(note) for name, note in self.article.notes.items()}
        return nest.nested(root)


def written(root: Element) -> str:
    """The tree as HTML; `raw` holds HTML as it stands, `nothing` is left out."""
    out: list[str] = []
    todo: list[Element | str] = [root]
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            out.append(one)
            continue
        if one.tail:
            todo.append(escape(one.tail, quote=False))
        if one.tag == "raw":
            out.append(one.text or "")
        elif one.tag != "nothing":
            _write(one, out, todo)
    return "".join(out)


def _write(one: Element, out: list[str], todo: list[Element | str]) -> None:
    said = "".join([f' {name}="{escape(one.attrib[name])}"' for name in _KEPT if name in one.attrib]) if one.attrib else ""
    out.append(f"<{one.tag}{said}>")
    if one.tag in _VOID:
        return
    todo.append(f"</{one.tag}>")
    todo += reversed(one)
    if one.text:
        todo.append(escape(one.text, quote=False))


def tree_of(text: str) -> tuple[Element, ArticleMarkdown]:
    """A text as one tree, for those who want its words and not its HTML."""
    article = ArticleMarkdown()
    return article.read(text), article
