"""From what Markdown means to what WeChat keeps: sections for blocks, flat lists, footnotes for links, captions under pictures."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from studio.content.article.code import code_block
from studio.content.article.theme import Pseudo

ALERTS = {"NOTE": "说明", "TIP": "小贴士", "IMPORTANT": "要点", "WARNING": "注意", "CAUTION": "当心"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SHORT = 9  # characters of a table cell that stays on one line
MARKS = ("•", "◦", "–")
_ALERT = re.compile(rf"^\s*\[!({'|'.join(ALERTS)})\][ \t]*\n?", re.IGNORECASE)
_TASK = re.compile(r"^\s*\[([ xX])\]\s+")
_OWN_PAGE = re.compile(r"^https?://mp\.weixin\.qq\.com/", re.IGNORECASE)


@dataclass
class Shaping:
    """One article on its way: where its pictures are, the footnotes counted so far, the pictures used."""

    picture: Callable[[str], str | None]
    code_style: str
    pseudos: tuple[Pseudo, ...]
    put_aside: Callable[[str], str]  # keeps raw HTML and gives its placeholder
    notes: dict[str, int] = field(default_factory=dict)  # address or name → number
    pictures: list[str] = field(default_factory=list)


def shape(root: Element, job: Shaping) -> None:
    """Change the tree in place; afterwards it holds only what WeChat keeps, under one root section."""
    notes = _taken(root, "notes")
    for element in list(root.iter()):
        _SHAPERS.get(element.tag, _as_it_is)(element, job)
    _table_of_contents(root)
    _number(root, job)
    _append_notes(root, notes, job)
    for pseudo in job.pseudos:
        _materialise(root, pseudo)
    root.tag = "section"
    root.set("class", "article")


def _as_it_is(_element: Element, _job: Shaping) -> None:
    """Most elements are kept by WeChat as they are."""


def _paragraph(p: Element, job: Shaping) -> None:
    """A paragraph of pictures only becomes figures, each with its caption."""
    pictures = list(p)
    if not pictures or (p.text or "").strip() or any(one.tag != "img" or (one.tail or "").strip() for one in pictures):
        return
    p.tag = "section"
    p.set("class", "figure")
    p.text = None
    for place, picture in reversed(list(enumerate(pictures))):
        picture.tail = None
        caption = picture.get("title") or picture.get("alt") or ""
        if caption:
            section = Element("section", {"class": "caption"})
            section.text = caption
            p.insert(place + 1, section)


def _picture(img: Element, job: Shaping) -> None:
    """Its own name becomes the file's digest; what is not at hand leaves its words behind."""
    name = img.get("src", "")
    source = job.picture(name)
    if source is None:
        img.tag, img.text = "span", f"［{img.get('alt') or name}］"
        img.attrib.clear()
        return
    alt = img.get("alt", "")
    img.attrib = {"src": source} | ({"alt": alt} if alt else {}) | ({"title": img.attrib["title"]} if "title" in img.attrib else {})
    if source not in job.pictures:
        job.pictures.append(source)


def _link(a: Element, _job: Shaping) -> None:
    """Only published articles stay links; others become words with a footnote, in-page anchors only words."""
    address = a.get("href", "")
    a.attrib.clear()
    if _OWN_PAGE.match(address):
        a.attrib.update({"href": address, "class": "link"})
        return
    a.tag = "span"
    if address and not address.startswith("#"):
        a.set("class", "link")
        SubElement(a, "sup", {"class": "ref", "data-link": address})


def _heading(heading: Element, _job: Shaping) -> None:
    """The words in a span of their own, so that a theme can underline or fill just them."""
    _wrap(heading, "span", "heading")


def _quote(quote: Element, _job: Shaping) -> None:
    quote.tag = "section"
    first = next(iter(quote), None)
    found = _ALERT.match(first.text or "") if first is not None and first.tag == "p" else None
    if first is None or found is None:
        quote.set("class", "quote")
        return
    kind = found[1].upper()
    quote.set("class", f"alert {kind.lower()}")
    first.text = (first.text or "")[found.end() :]
    title = Element("section", {"class": "alert-title"})
    title.text = ALERTS[kind]
    quote.insert(0, title)
    if not (first.text or "").strip() and not len(first):
        quote.remove(first)


def _list(ordered: Element, _job: Shaping) -> None:
    """The outermost list stays one; lists inside it become sections with their marks written out."""
    if ordered.get("class") == "sub":
        return
    for item in ordered.findall("li"):
        _flatten(item, depth=1)
        _task(item)
        _wrap(item, "section", "item")
    if ordered.tag == "ul" and any(item.get("class") == "task" for item in ordered):
        ordered.set("class", "tasks")


def _flatten(item: Element, depth: int) -> None:
    """Paragraphs of an item become sections (a single one only its words); inner lists become marked sections."""
    paragraphs = item.findall("p")
    for child in list(item):
        if child.tag == "p" and len(paragraphs) == 1 and item[0] is child and not (item.text or "").strip():
            _unwrap(item, child)
        elif child.tag == "p":
            child.tag = "section"
        elif child.tag in {"ul", "ol"}:
            _mark(child, depth)


def _mark(inner: Element, depth: int) -> None:
    first = int(inner.get("start", "1"))
    ordered = inner.tag == "ol"
    inner.tag = "section"
    inner.attrib = {"class": "sub"}
    for number, item in enumerate(inner.findall("li"), first):
        item.tag = "section"
        item.set("class", "sub-item")
        _flatten(item, depth + 1)
        task = _task_mark(item)
        mark = f"{number}. " if ordered else f"{MARKS[min(depth, len(MARKS) - 1)]} "
        item.text = (task or mark) + (item.text or "").lstrip()


def _task(item: Element) -> None:
    if mark := _task_mark(item):
        item.text = mark + (item.text or "")
        item.set("class", "task")


def _task_mark(item: Element) -> str:
    found = _TASK.match(item.text or "")
    if not found:
        return ""
    item.text = (item.text or "")[found.end() :]
    return "☐ " if found[1] == " " else "☑ "


def _table(table: Element, _job: Shaping) -> None:
    """A table in a section that scrolls sideways on a phone."""
    inner = Element("table")
    inner.extend(list(table))
    for child in list(table):
        table.remove(child)
    table.tag = "section"
    table.set("class", "table")
    table.append(inner)
    for cell in inner.iter("td"):
        if len("".join(cell.itertext())) <= SHORT:
            cell.set("class", "short")


def _code_span(code: Element, _job: Shaping) -> None:
    code.set("class", "codespan")


def _raw_code(pre: Element, job: Shaping) -> None:
    words = "".join(pre.itertext())
    for child in list(pre):
        pre.remove(child)
    pre.tag, pre.text = "section", job.put_aside(code_block(words, "", job.code_style))


_SHAPERS: dict[str, Callable[[Element, Shaping], None]] = {
    "p": _paragraph, "img": _picture, "a": _link, "blockquote": _quote, "ul": _list, "ol": _list, "table": _table, "code": _code_span,
    "pre": _raw_code,
} | dict.fromkeys(HEADINGS, _heading)  # fmt: skip


def _table_of_contents(root: Element) -> None:
    """[TOC] becomes a list of the headings; anchors are dead in WeChat, so they are words only."""
    for place in [p for p in root.iter("p") if (p.text or "").strip() == "[TOC]" and not len(p)]:
        place.tag, place.text = "section", None
        place.set("class", "toc")
        for heading in (element for element in root.iter() if element.tag in {"h2", "h3"}):
            entry = SubElement(place, "section", {"class": f"toc-{heading.tag}"})
            entry.text = "".join(heading.itertext())


def _number(root: Element, job: Shaping) -> None:
    """Footnotes and links share one count, in the order of reading; the same address keeps its number."""
    for sup in root.iter("sup"):
        name = sup.attrib.pop("data-link", None) or sup.attrib.pop("data-note", None)
        if name is not None:
            number = job.notes.setdefault(name, len(job.notes) + 1)
            sup.text = f"[{number}]"


def _append_notes(root: Element, texts: Element | None, job: Shaping) -> None:
    if not job.notes:
        return
    known = {one.get("data-note", ""): one for one in texts} if texts is not None else {}
    section = SubElement(root, "section", {"class": "notes"})
    title = SubElement(section, "section", {"class": "notes-title"})
    title.text = "参考"
    for name, number in job.notes.items():
        line = known.get(name, Element("p"))
        line.attrib = {"class": "note-text"}
        line.text = f"[{number}] " + ((line.text or "") if name in known else name)
        section.append(line)


def _taken(root: Element, class_: str) -> Element | None:
    found = next((one for one in root if one.get("class") == class_), None)
    if found is not None:
        root.remove(found)
    return found


def _materialise(root: Element, pseudo: Pseudo) -> None:
    """A theme's ::before or ::after as a span that is really there."""
    for owner in _owners(root, pseudo):
        span = Element("span", {"class": pseudo.own_class})
        span.text = pseudo.words
        if pseudo.place == "before":
            span.tail, owner.text = owner.text, None
            owner.insert(0, span)
        else:
            owner.append(span)


def _owners(root: Element, pseudo: Pseudo) -> Iterator[Element]:
    for element in list(root.iter()):
        classes = element.get("class", "").split()
        if (not pseudo.tag or element.tag == pseudo.tag) and (not pseudo.class_ or pseudo.class_ in classes):
            yield element


def _wrap(element: Element, tag: str, class_: str) -> None:
    """Everything in the element goes into one child."""
    inner = Element(tag, {"class": class_})
    inner.text = element.text
    inner.extend(list(element))
    for child in list(element):
        element.remove(child)
    element.text = None
    element.append(inner)


def _unwrap(parent: Element, child: Element) -> None:
    """The child's words and children take its place."""
    place = list(parent).index(child)
    parent.remove(child)
    parent.text = (parent.text or "") + (child.text or "")
    for offset, grandchild in enumerate(list(child)):
        parent.insert(place + offset, grandchild)
