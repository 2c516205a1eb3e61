"""One tree of what Markdown made and what HTML was written into it: tags closed where they were not, blocks out of paragraphs, old tags as what they meant.

What Markdown made stands firm: a tag that was opened inside it ends with it at the latest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from studio.content.article.attributes import Bring, brought
from studio.content.article.keep import DROPPED_WITH_CONTENT, TAGS
from studio.content.article.tags import BLOCKS

DEEPEST = 60  # elements within each other; phones and parsers give up on more
_NO_TAGS = frozenset(
    {"html", "body", "head", "colgroup", "col", "wbr", "tfoot", "hgroup", "picture", "source", "label"}
)  # go without a loss
_MEANT = {
    "div": "section", "article": "section", "main": "section", "header": "section", "footer": "section", "aside": "section", "nav": "section", "center": "section",
    "details": "section", "address": "section", "fieldset": "section", "dl": "section", "dir": "ul", "menu": "ul", "summary": "p", "legend": "p", "dt": "p", "dd": "section",
    "dialog": "section", "font": "span", "mark": "span", "strike": "s", "ins": "u", "kbd": "code", "samp": "code", "tt": "code", "big": "span", "small": "span",
    "q": "span", "cite": "em", "dfn": "em", "var": "em", "abbr": "span", "acronym": "span", "time": "span", "caption": "caption",
}  # fmt: skip
_ALIKE = frozenset(
    [
        "center",
        "font",
        "mark",
        "strike",
        "ins",
        "kbd",
        "samp",
        "tt",
        "big",
        "small",
        "dl",
        "dt",
        "dd",
        "cite",
        "dfn",
        "var",
        "q",
        "abbr",
        "acronym",
        "time",
        "caption",
        "dir",
        "menu",
    ]
)  # look the same, so nothing is told
_ENDED_BY = {
    "p": frozenset({"p"}), "li": frozenset({"li"}), "td": frozenset({"td", "th"}), "th": frozenset({"td", "th"}), "tr": frozenset({"tr", "td", "th"}),
    "tbody": frozenset({"tbody", "thead", "tr", "td", "th"}), "thead": frozenset({"tbody", "thead", "tr", "td", "th"}), "dt": frozenset({"dt", "dd"}), "dd": frozenset({"dt", "dd"}),
}  # fmt: skip
_SCOPES = frozenset({"table", "ul", "ol", "dl", "section", "div", "blockquote"})
_OPTIONAL_END = frozenset({"p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option"})
_FIRM_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "table", "section", "fence", "box", "hr", "rawpre", "boxtitle", "figure", "note", "notes"})  # fmt: skip
_BACK = 200  # open tags that a closing one looks back over


@dataclass
class _Open:
    element: Element
    name: str  # as it was written; what Markdown made has the name of its tag
    firm: Element | None = None  # what Markdown made
    hit: str = ""
    line: str = "0"
    orphan: bool = False


@dataclass(frozen=True)
class _End:
    of: Element


class Nest:
    """Builds the one tree; `bring` says what of a tag's attributes is kept, and tells what is not."""

    def __init__(self, bring: Bring) -> None:
        self.bring = bring
        self.open: list[_Open] = []

    def nested(self, root: Element) -> Element:
        orphans = _orphans(root)
        new = Element(root.tag, root.attrib)
        self.open = [_Open(new, "", firm=root)]
        todo: list[Element | str | _End] = _inside(root)
        while todo:
            one = todo.pop()
            if isinstance(one, str):
                self._words(one)
            elif isinstance(one, _End):
                self._close_firm(one.of)
            else:
                if one.tail:
                    todo.append(one.tail)
                self._element(one, todo, orphans)
        self._close_firm(root)
        tidy(new)
        return new

    def _element(self, one: Element, todo: list[Element | str | _End], orphans: set[Element]) -> None:
        kind, colon, name = one.tag.partition(":")
        if colon and kind == "open":
            self._open_loose(name, one, orphan=one in orphans)
        elif colon and kind == "close":
            self._close_loose(name, one)
        elif colon:
            self._void(name, one)
        elif one.tag == "bare":
            todo += _inside(one)
        else:
            self._firm(one, todo)

    def _firm(self, one: Element, todo: list[Element | str | _End]) -> None:
        if one.tag in _FIRM_BLOCKS and self.open[-1].orphan:
            self.open.pop()
        if len(self.open) >= DEEPEST:
            todo += _inside(one)
            return
        element = Element(one.tag, one.attrib)
        self.open[-1].element.append(element)
        if not len(one):
            element.text = one.text
            return
        self.open.append(_Open(element, one.tag, firm=one))
        todo.append(_End(one))
        todo += _inside(one)

    def _words(self, words: str) -> None:
        into = self.open[-1].element
        if len(into):
            into[-1].tail = (into[-1].tail or "") + words
        else:
            into.text = (into.text or "") + words

    def _close_firm(self, of: Element) -> None:
        if not any(each.firm is of for each in self.open):
            return
        while self.open:
            each = self.open.pop()
            if each.firm is of:
                return
            if each.firm is None and each.name not in _OPTIONAL_END and not each.orphan:
                self.bring.tell("oa.html.torn", each.hit, each.line)

    def _open_loose(self, name: str, one: Element, *, orphan: bool) -> None:
        line, hit = one.get("line", "0"), one.get("hit", "")
        self._told(name, one)
        if name in BLOCKS:
            self._make_room(name)
        if orphan and name not in _OPTIONAL_END and name in BLOCKS:  # else the whole rest of the article would stand in it
            self.bring.tell("oa.html.torn", hit, line)
            brought(name, one, self.bring)
            return
        here = self.open[-1].element
        tag = _MEANT.get(name, name if name in TAGS else "")
        attributes = brought(name, one, self.bring)
        if not tag or len(self.open) >= DEEPEST:
            self.open.append(_Open(here, name, hit=hit, line=line, orphan=orphan and name == "p"))
            return
        element = Element(tag, attributes)
        here.append(element)
        self.open.append(_Open(element, name, hit=hit, line=line, orphan=orphan and name == "p"))

    def _make_room(self, name: str) -> None:
        """What a tag ends by beginning: an open paragraph of Markdown, the item or cell before it."""
        ends = _ENDED_BY.get(name, frozenset())
        for place in range(len(self.open) - 1, max(0, len(self.open) - _BACK), -1):
            each = self.open[place]
            if (each.firm is not None and each.name == "p") or (
                each.firm is None and (each.name in ends or (each.orphan and each.name == "p"))
            ):
                del self.open[place:]
                if name not in {"tr", "tbody", "thead"}:
                    return
            elif each.firm is not None or each.name in _SCOPES:
                return

    def _close_loose(self, name: str, one: Element) -> None:
        for place in range(len(self.open) - 1, max(0, len(self.open) - _BACK), -1):
            each = self.open[place]
            if each.firm is not None:
                break
            if each.name == name:
                for lost in self.open[place + 1 :]:
                    if lost.name not in _OPTIONAL_END:
                        self.bring.tell("oa.html.torn", lost.hit, lost.line)
                del self.open[place:]
                return
        if name in TAGS | _MEANT.keys() and name not in _OPTIONAL_END and name != "br":
            self.bring.tell("oa.html.torn", one.get("hit", ""), one.get("line", "0"))

    def _void(self, name: str, one: Element) -> None:
        self._told(name, one)
        attributes = brought(name, one, self.bring)
        if name == "hr" and self.open[-1].firm is not None and self.open[-1].name == "p":
            self.open.pop()
        if name in {"br", "hr", "img"}:
            self.open[-1].element.append(Element(name, attributes))

    def _told(self, name: str, one: Element) -> None:
        hit, line = one.get("hit", ""), one.get("line", "0")
        if one.get("torn"):
            self.bring.tell("oa.html.torn", hit, line)
        if name in DROPPED_WITH_CONTENT or name in {"input", "link", "meta", "param", "track", "area", "base"}:
            self.bring.tell("oa.html.active", hit, line)
        elif name == "pre":
            self.bring.tell("oa.html.pre", hit, line)
        elif name not in TAGS and name not in _ALIKE and name not in _NO_TAGS:
            self.bring.tell("oa.html.tag", hit, line, f"<{name}>")


def _inside(element: Element) -> list[Element | str | _End]:
    """Its words and children, last first."""
    found: list[Element | str | _End] = list(reversed(element))
    if element.text:
        found.append(element.text)
    return found


def _orphans(root: Element) -> set[Element]:
    """Opening tags that nothing closes."""
    waiting: dict[str, list[Element]] = {}
    for one in root.iter():
        kind, colon, name = one.tag.partition(":")
        if colon and kind == "open":
            waiting.setdefault(name, []).append(one)
        elif colon and kind == "close" and waiting.get(name):
            waiting[name].pop()
    return {one for left in waiting.values() for one in left}


def tidy(root: Element) -> None:
    """Words that stand bare between blocks become paragraphs; a paragraph that holds blocks becomes a section."""
    for element in list(root.iter()):
        blocks = [child for child in element if _is_block(child)]
        if element.tag == "p" and blocks:
            element.tag = "section"
            if len(blocks) == len(element) == 1 and blocks[0].tag == "p" and not _blank(element, blocks):
                _dissolve(element, blocks[0])
                continue
        if element is root or (element.tag in {"section", "blockquote", "box", "note"} and blocks):
            _wrap_words(element)


def _blank(element: Element, children: Iterable[Element]) -> bool:
    """Whether words stand around the children."""
    return bool((element.text or "").strip() or any((child.tail or "").strip() for child in children))


def _dissolve(outer: Element, inner: Element) -> None:
    """A paragraph in a paragraph is one."""
    outer.tag = "p"
    outer.remove(inner)
    outer.text = inner.text
    outer.extend(list(inner))


def _is_block(element: Element) -> bool:
    return element.tag in BLOCKS or element.tag in _FIRM_BLOCKS or element.get("block") == "1"


def _wrap_words(element: Element) -> None:
    children = list(element)
    text, element.text = element.text, None
    for child in children:
        element.remove(child)
    run: Element | None = None
    if text and text.strip():
        run = _run(element)
        run.text = text
    for child in children:
        tail, child.tail = child.tail, None
        if _is_block(child) or child.tag == "gone":
            element.append(child)
            run = None if _is_block(child) else run
        else:
            run = _run(element) if run is None else run
            run.append(child)
        if tail and (tail.strip() or run is not None):
            run = _run(element) if run is None else run
            if len(run):
                run[-1].tail = (run[-1].tail or "") + tail
            else:
                run.text = (run.text or "") + tail


def _run(element: Element) -> Element:
    run = Element("p")
    element.append(run)
    return run
