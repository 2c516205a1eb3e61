"""From what an article means to what WeChat keeps: sections for blocks, flat lists, footnotes for links, captions under pictures."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from xml.etree.ElementTree import Element, SubElement

from studio.content.article.attributes import Bring, as_length
from studio.content.article.boxes import KINDS, TITLES
from studio.content.article.code import code_block
from studio.content.article.pictures import caption_of, names_of
from studio.content.article.theme import Pseudo

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SHORT = 9  # characters of a table cell that stays on one line
MARKS = ("•", "◦", "–")
_ALERT = re.compile(r"^\s*\[!([A-Za-z][\w-]*)\][-+]?[ \t]*")
_TASK = re.compile(r"^\s*\[([ xX])\]\s+")
_OWN_PAGE = re.compile(r"^https?://mp\.weixin\.qq\.com/", re.IGNORECASE)
_OWN_PICTURE = re.compile(r"^https?://(?:mmbiz|mmecoa)\.(?:qpic|qlogo)\.cn/", re.IGNORECASE)
_ELSEWHERE = re.compile(r"^(?:(?:https?|ftps?):)?//", re.IGNORECASE)
_TOC = {"[toc]", "@[toc]", "${toc}", "{:toc}", "[[toc]]", "@toc", "[_toc_]", "[[_toc_]]", "{{toc}}"}
_DRAWN = frozenset(
    [
        "mermaid",
        "plantuml",
        "puml",
        "uml",
        "flow",
        "flowchart",
        "sequence",
        "seq",
        "gantt",
        "echarts",
        "mindmap",
        "markmap",
        "graphviz",
        "vega",
        "vega-lite",
        "wavedrom",
        "drawio",
        "abc",
        "dataview",
        "dataviewjs",
        "query",
    ]
)
_FORMULAS = frozenset({"math", "latex", "katex", "tex", "mathjax"})


@dataclass
class Shaping:
    """One article on its way: where its pictures are, the footnotes counted so far, the pictures used, what will be lost."""

    picture: Callable[[str], str | None]
    code_style: str
    pseudos: tuple[Pseudo, ...]
    bring: Bring = field(default_factory=Bring)
    notes: dict[str, int] = field(default_factory=dict)  # address or name → number
    pictures: list[str] = field(default_factory=list)

    def tell(self, kind: str, hit: str, element: Element, said: str = "") -> None:
        self.bring.tell(kind, hit, element.get("line", "0"), said)


def shape(root: Element, notes: dict[str, Element], job: Shaping) -> None:
    """Change the tree in place; afterwards it holds only what WeChat keeps, under one root section. `notes` are the footnotes by name."""
    for tree in (root, *notes.values()):
        for element in list(tree.iter()):
            _SHAPERS.get(element.tag, _as_it_is)(element, job)
    _table_of_contents(root)
    _append_notes(root, notes, job)
    for pseudo in job.pseudos:
        _materialise(root, pseudo)
    root.tag = "section"
    root.set("class", "article")


def _as_it_is(_element: Element, _job: Shaping) -> None:
    """Most elements are kept by WeChat as they are."""


def _paragraph(p: Element, job: Shaping) -> None:
    """A paragraph of pictures only becomes figures, each with its caption."""
    if not len(p) or (p.text or "").strip():
        return
    pictures: list[Element] = []
    for child in p:
        inner = _pictured(child)
        if (child.tail or "").strip() or (inner is None and child.tag != "br"):
            return
        if inner is not None:
            pictures.append(inner)
    if not pictures:
        return
    p.tag = "section"
    p.set("class", "figure")
    p.text = None
    for place, child in reversed(list(enumerate(list(p)))):
        child.tail = None
        picture = _pictured(child)
        if picture is None:
            p.remove(child)
            continue
        if child is not picture:
            _without_link(p, place, child, picture, job)
        if caption := caption_of(picture.get("title", ""), picture.get("alt", ""), picture.get("src", "")):
            section = Element("section", {"class": "caption"})
            section.text = caption
            p.insert(place + 1, section)


def _pictured(element: Element) -> Element | None:
    """The picture, or the one that is all of a link."""
    if element.tag == "img":
        return element
    if (
        element.tag in {"a", "span", "strong", "em", "b"}
        and len(element) == 1
        and not (element.text or "").strip()
        and not (element[0].tail or "").strip()
    ):
        return _pictured(element[0])
    return None


def _without_link(p: Element, place: int, link: Element, picture: Element, job: Shaping) -> None:
    """A picture that leads to a published article may; another leads nowhere."""
    address = link.get("href", "")
    if link.tag == "a" and _OWN_PAGE.match(address):
        return
    if address:
        job.tell("oa.html.picture_link" if not _ELSEWHERE.match(address) else "oa.html.foreign_link", address, link)
    p.remove(link)
    p.insert(place, picture)


def _picture(img: Element, job: Shaping) -> None:
    """Its own name becomes the file's digest; what is not at hand leaves its words behind."""
    name = img.get("src", "").strip()
    alt = caption_of("", img.get("alt", ""), name)
    if _OWN_PICTURE.match(name):
        source: str | None = name
    else:
        source = _found(img, name, job)
    if source is None:
        img.tag, img.text = "span", f"［{alt or _short_name(name)}］" if alt or name else None
        img.attrib.clear()
        return
    style = ";".join([*_size(img), *([img.attrib["style"]] if "style" in img.attrib else [])])
    img.attrib = {"src": source} | ({"alt": alt} if alt else {}) | ({"style": style} if style else {})
    if source.startswith("file:") and source not in job.pictures:
        job.pictures.append(source)


def _found(img: Element, name: str, job: Shaping) -> str | None:
    if _ELSEWHERE.match(name) or name[:5].lower() in {"data:", "blob:"}:
        job.tell("oa.html.foreign_picture", name[:40] if name[:5].lower() == "data:" else name, img)
        return None
    for each in names_of(name):
        if source := job.picture(each):
            return source
    embedded = img.get("embed") and not re.search(r"\.(?:jpe?g|png|gif|webp|bmp|svg|heic|avif|tiff?)$", name, re.IGNORECASE)
    job.tell("article.embed" if embedded else "article.picture_missing", name, img)
    return None


def _short_name(name: str) -> str:
    return name if len(name) <= 60 and name[:5].lower() != "data:" else ""


def _size(img: Element) -> list[str]:
    """The size as the editors write it: =300x200, |300x200, {width=50%}."""
    said = dict(zip(("width", "height"), re.split(r"[xX×]", img.get("size", "").replace(" ", "")), strict=False))
    braces = re.findall(r"(width|height|w|h)=[\"']?([\w.%]+)", img.get("braces", ""))
    said |= {{"w": "width", "h": "height"}.get(key, key): value for key, value in braces}
    lengths = {key: length for key, value in said.items() if (length := as_length(value))}
    return [
        f"{key}:{length}" for key, length in lengths.items() if key == "width" or "width" not in lengths
    ]  # its height follows on a narrow phone


def _link(a: Element, job: Shaping) -> None:
    """Only published articles stay links; others become words with a footnote, what leads nowhere on a phone only words."""
    address, words = a.get("href", "").strip(), "".join(a.itertext()).strip()
    line, style, hit = a.get("line", "0"), a.get("style"), a.get("hit", "")
    local, bare = a.get("local"), a.get("bare")
    a.attrib.clear()
    if style:
        a.set("style", style)
    if _OWN_PAGE.match(address):
        a.attrib.update({"href": address, "class": "link"})
        return
    a.tag = "span"
    if bare or not address:
        return
    if local:
        job.bring.tell("oa.html.local_link", hit, line)
    elif address.startswith("#"):
        job.bring.tell("oa.html.anchor", address, line)
    elif _ELSEWHERE.match(address):
        job.bring.tell("oa.html.foreign_link", address, line)
        _footnote(a, address, words)
    elif address.lower().startswith(("mailto:", "tel:", "sms:")):
        plain = address.partition(":")[2]
        if plain not in words:
            job.bring.tell("oa.html.foreign_link", address, line)
        _footnote(a, plain, words)
    else:
        job.bring.tell("oa.html.local_link", address, line)


def _footnote(a: Element, address: str, words: str) -> None:
    """The address at the end, unless it is what the words say."""
    if not words or words.rstrip("/") in {address.rstrip("/"), address.partition("//")[2].rstrip("/")}:
        a.text = a.text or address
        return
    if any(each.tag == "img" for each in a.iter()):
        return
    a.set("class", "link")
    SubElement(a, "sup", {"class": "ref", "data-link": address})


def _heading(heading: Element, _job: Shaping) -> None:
    """The words in a span of their own, so that a theme can underline or fill just them."""
    _wrap(heading, "span", "heading")


def _quote(quote: Element, _job: Shaping) -> None:
    """A quote, or a box with its title in the first line: [!TIP] what to do first."""
    style = quote.get("style")
    quote.tag, quote.attrib = "section", {"style": style} if style else {}
    first = next(iter(quote), None)
    found = _ALERT.match(first.text or "") if first is not None and first.tag == "p" else None
    if first is None or found is None:
        quote.set("class", "quote")
        return
    kind = found[1].lower()
    title = Element("section", {"class": "alert-title"})
    first.text = (first.text or "")[found.end() :]
    _first_line_into(title, first)
    if not (title.text or "").strip() and not len(title):
        title.text = TITLES.get(kind, found[1])
    quote.set("class", f"alert {KINDS.get(kind, 'note')}")
    quote.insert(0, title)
    if not (first.text or "").strip() and not len(first):
        quote.remove(first)


def _first_line_into(title: Element, p: Element) -> None:
    """The words up to the first line end, which reading left as an element of its own."""
    title.text, p.text = p.text, None
    for child in list(p):
        p.remove(child)
        if child.tag == "lineend":
            p.text = (child.tail or "").lstrip()
            return
        title.append(child)


def _box(box: Element, _job: Shaping) -> None:
    kind = box.get("kind", "")
    box.tag, box.attrib = "section", {"class": f"alert {kind}"} if kind else {}
    for child in box.findall("boxtitle"):
        child.tag, child.attrib = "section", {"class": "alert-title"} if kind else {"style": "font-weight:bold"}


def _list(ordered: Element, _job: Shaping) -> None:
    """The outermost list stays one; lists inside it become sections with their marks written out."""
    if ordered.get("class") == "sub":
        return
    for item in [each for each in ordered if each.tag != "li"]:  # a list straight in a list, as old editors paste it
        _into_item(ordered, item)
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


def _into_item(row: Element, child: Element) -> None:
    place = list(row).index(child)
    before = row[place - 1] if place else None
    row.remove(child)
    if before is None or before.tag != "li":
        before = Element("li")
        row.insert(place, before)
    before.append(child)


def _mark(inner: Element, depth: int) -> None:
    for child in [each for each in inner if each.tag != "li"]:
        _into_item(inner, child)
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
    """A table in a section that scrolls sideways on a phone; its caption stands above."""
    inner = Element("table")
    inner.extend([child for child in table if child.tag != "caption"])
    captions = table.findall("caption")
    if style := table.get("style"):
        inner.set("style", style)
    for child in list(table):
        table.remove(child)
    table.tag, table.text, table.attrib = "section", None, {"class": "table"}
    for caption in captions:
        caption.tag, caption.tail = "section", None
        caption.set("class", "caption")
        table.append(caption)
    table.append(inner)
    for cell in inner.iter("td"):
        if len("".join(cell.itertext())) <= SHORT:
            cell.set("class", "short")


def _code_span(code: Element, _job: Shaping) -> None:
    style = code.get("style")
    code.attrib = {"class": "codespan"} | ({"style": style} if style else {})


def _fence(fence: Element, job: Shaping) -> None:
    language = re.sub(r"^\{?[\s.]*", "", fence.get("info", ""))
    language = (re.match(r"[\w+#.-]*", language) or [""])[0].lower()
    if language in _DRAWN:
        job.tell("article.diagram", language, fence)
    if language in _FORMULAS:
        job.tell("article.maths", language, fence)
    _as_code(fence, fence.text or "", language, job)


def _raw_pre(pre: Element, job: Shaping) -> None:
    job.tell("oa.html.pre", (re.match(r"<[^>]*>", pre.text or "") or ["<pre>"])[0], pre)
    language = re.search(r"<(?:code|pre)\b[^>]*?\b(?:language|lang|brush)[-:=\s\"']+([\w+#.-]+)", pre.text or "", re.IGNORECASE)
    words = re.sub(r"</?[a-zA-Z][^<>]*>", "", re.sub(r"<br\s*/?>", "\n", pre.text or "", flags=re.IGNORECASE))
    _as_code(pre, unescape(words).strip("\n"), language[1] if language else "", job)


def _tree_pre(pre: Element, job: Shaping) -> None:
    _as_code(pre, "".join(pre.itertext()), "", job)


def _as_code(element: Element, words: str, language: str, job: Shaping) -> None:
    for child in list(element):
        element.remove(child)
    element.tag, element.attrib = "raw", {}
    element.text = code_block(words, language, job.code_style)


def _maths(maths: Element, job: Shaping) -> None:
    """A formula is not drawn: it stands as it is written, like code, and that is told."""
    block = maths.get("block")
    job.tell("article.maths", maths.get("hit", ""), maths, (maths.text or "").split("\n")[0])
    if block:
        _as_code(maths, maths.text or "", "", job)
        return
    maths.tag, maths.attrib = "code", {"class": "codespan"}


def _sign(sign: Element, job: Shaping) -> None:
    job.tell(sign.get("kind", "article.template"), sign.get("hit", ""), sign)
    sign.tag, sign.attrib = "span", {}


def _gone(gone: Element, job: Shaping) -> None:
    """What goes with all that is in it."""
    name = gone.get("of", "")
    kind = "oa.html.svg" if name in {"svg", "math"} else "oa.html.style_block" if name == "style" else "oa.html.active"
    hit = gone.get("hit") or (re.match(r"<[^<>]*>", gone.text or "") or [f"<{name}"])[0]
    job.tell(kind, hit, gone)
    if gone.get("torn"):
        job.tell("oa.html.torn", hit, gone)
    gone.tag, gone.text, gone.attrib = "nothing", None, {}


def _line_end(mark: Element, _job: Shaping) -> None:
    mark.tag = "nothing"


_SHAPERS: dict[str, Callable[[Element, Shaping], None]] = {
    "p": _paragraph, "img": _picture, "a": _link, "blockquote": _quote, "ul": _list, "ol": _list, "table": _table, "code": _code_span,
    "pre": _tree_pre, "rawpre": _raw_pre, "fence": _fence, "maths": _maths, "sign": _sign, "gone": _gone, "box": _box, "lineend": _line_end,
} | dict.fromkeys(HEADINGS, _heading)  # fmt: skip


def _table_of_contents(root: Element) -> None:
    """[TOC] becomes a list of the headings; anchors are dead in WeChat, so they are words only."""
    for place in [p for p in root.iter("p") if "".join(p.itertext()).strip().lower() in _TOC]:
        for child in list(place):
            place.remove(child)
        place.tag, place.text = "section", None
        place.set("class", "toc")
        for heading in [element for element in root.iter() if element.tag in {"h2", "h3"}]:
            entry = SubElement(place, "section", {"class": f"toc-{heading.tag}"})
            entry.text = "".join(heading.itertext())


def _append_notes(root: Element, notes: dict[str, Element], job: Shaping) -> None:
    """Footnotes and links share one count, in the order of reading; the same address keeps its number."""
    _number(root, notes, job)
    written: list[Element] = []
    for name, number in job.notes.items():  # grows while notes name further notes
        written += _note(f"[{number}] ", name, notes)
    for name in (each for each in notes if each not in job.notes):
        job.tell("article.note_unused", f"[^{name}]", notes[name])
    if written:
        section = SubElement(root, "section", {"class": "notes"})
        SubElement(section, "section", {"class": "notes-title"}).text = "参考"
        section.extend(written)


def _number(tree: Element, notes: dict[str, Element], job: Shaping) -> None:
    waiting = [tree]
    while waiting:
        for sup in waiting.pop(0).iter("sup"):
            address, name = sup.attrib.pop("data-link", None), sup.attrib.pop("data-note", None)
            if name is not None and name not in notes:
                job.tell("article.note_missing", f"[^{name}]", sup)
                sup.tag, sup.text, sup.attrib = "span", f"[^{name}]", {}
                continue
            key = address if address is not None else name
            if key is None:
                continue
            if name is not None and key not in job.notes:
                waiting.append(notes[name])
            sup.text = f"[{job.notes.setdefault(key, len(job.notes) + 1)}]"


def _note(mark: str, name: str, notes: dict[str, Element]) -> list[Element]:
    """A footnote's paragraphs, the first with its number."""
    note = notes.get(name)
    if note is None:
        line = Element("p", {"class": "note-text"})
        line.text = mark + name
        return [line]
    if not len(note) or note[0].tag != "p":
        note.insert(0, Element("p"))
    for child in note.findall("p"):
        child.attrib = {"class": "note-text"}
    note[0].text = mark + (note[0].text or "").lstrip()
    return list(note)


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
