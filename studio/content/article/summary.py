"""What WeChat shows beneath the title: the words of the first paragraph as a reader sees them, never the signs that they were written with."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from studio.content.article.dialect import tree_of
from studio.excerpt import excerpt

MOST = 54  # what WeChat takes by itself
MOST_WRITTEN = 120  # what a draft takes
_PASSED = frozenset(
    [
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "box",
        "ul",
        "ol",
        "table",
        "fence",
        "rawpre",
        "pre",
        "gone",
        "maths",
        "figure",
        "hr",
        "img",
    ]
)
_UNSEEN = frozenset({"sup", "rt", "rp", "img", "gone", "lineend", "caption"})
_WRITTEN = ("digest", "summary", "description", "abstract", "excerpt", "摘要", "简介")


def summary_of_article(markdown: str, most: int = MOST) -> str:
    """What somebody wrote above the text as its summary, else the first paragraph, cut where WeChat would cut it."""
    root, article = tree_of(markdown)
    written = next((article.source.meta[name] for name in _WRITTEN if article.source.meta.get(name)), "")
    if written:
        return excerpt(" ".join(written.split()), MOST_WRITTEN)
    return excerpt(next(_paragraphs(root), ""), most)


def title_of_article(markdown: str) -> str:
    """What stands above the text as its title, else the words of its first heading of the first order."""
    root, article = tree_of(markdown)
    written = article.source.meta.get("title") or article.source.meta.get("标题") or ""
    heading = next(root.iter("h1"), None)
    return " ".join((written or ("".join(_seen(heading)) if heading is not None else "")).split())


def _paragraphs(parent: Element) -> Iterator[str]:
    """The words of each paragraph outside lists, quotes, tables and code."""
    for element in parent:
        if element.tag in _PASSED:
            continue
        if element.tag == "section" and any(child.tag in {"p", "section"} | _PASSED for child in element):
            yield from _paragraphs(element)
            continue
        words = " ".join("".join(_seen(element)).split())
        if words and not (words.startswith("[") and words.lower().strip("[]@") == "toc"):
            yield words


def _seen(element: Element) -> Iterator[str]:
    """What readers see of it; readings, note marks and pictures are not words."""
    todo: list[Element | str] = [element]
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            yield one
            continue
        if one.tail and one is not element:
            todo.append(one.tail)
        if one.tag == "br":
            yield " "
        elif one.tag not in _UNSEEN or (one.tag == "sup" and not one.get("data-note")):
            todo += reversed(one)
            if one.text:
                todo.append(one.text)
