"""The words within a block: emphasis, links, pictures, code, ruby, footnotes, formulas, and the tags of HTML.

One pass with a stack of open marks, so that the time grows with the length. Emphasis works beside Chinese characters and marks (**「粗」**后文), where the common rules fail.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from html import unescape
from xml.etree.ElementTree import Element, SubElement

from rich.emoji import Emoji

from studio.content.article.addresses import Target, bare_address, target_at
from studio.content.article.blocks import RAW, Reading, name_of
from studio.content.article.marks import Mark, Node, emphasised, fill, flanks, last_sign
from studio.content.article.tags import VOID, tag_at

_SPECIAL = re.compile(r"[\\`*_~=\[\]!<&\n{$%^:\x0b\x0c\u2028\u2029\x85]|[ \t]{2,}|(?:https?://|www\.)", re.IGNORECASE)
_ESCAPED = set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_TICKS = re.compile(r"`+")
_SPACES = re.compile(r"[ \t]+")
_ANGLE = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]{0,2000})>")
_MAIL = re.compile(r"<((?:mailto:)?[^\s<>@\"']{1,64}@[^\s<>@\"']{1,255})>")
_NOTE = re.compile(r"\[\^([^\]\s]{1,200})\]")
_OWN_NOTE = re.compile(r"\^\[([^\[\]\n]{1,2000})\]")
_RAISED = re.compile(r"(?<=[\w)])\^([0-9A-Za-z+-]{1,8})\^")
_LOWERED = re.compile(r"(?<=[A-Za-z)])~(\d{1,3})~(?=[A-Za-z(]|\b|$)")
_WIKI = re.compile(r"!?\[\[([^\[\]\n]{1,300})\]\]")
_LABEL = re.compile(r"\[([^\[\]]{0,300})\]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_RUBY = re.compile(r"\{([^{}|\n]{1,40})\|([^{}|\n]{1,80})\}")
_READING = re.compile(r"\^\(([^()\n]{1,80})\)")
_ATTRIBUTES = re.compile(r"\{:?[ \t]*((?:[#.]?[\w-]+(?:=(?:\"[^\"\n]{0,200}\"|[^\s{}\"]{1,200}))?[ \t]*){1,12})\}")
_HOLE = re.compile(r"\{\{[^{}\n]{0,300}\}\}|\{%[^%\n]{0,300}%\}")
_FORMULA = re.compile(r"\$\$([^$\n]{1,500})\$\$|\$(?![\s$])((?:[^$\n\\]|\\[^\n]){1,300}?)(?<!\s)\$(?![0-9A-Za-z$])")
_ROUND_FORMULA = re.compile(r"\\([(\[])(.{1,300}?)\\[)\]]")
_LOOKS_MATHS = re.compile(r"[\\^_=<>{}+*/|]|^[A-Za-zα-ωΑ-Ω]'?$|^[A-Za-z]\([A-Za-z]\)$")
_NOTE_SIGNS = re.compile(r"<!--.*?-->|%%.*?%%", re.DOTALL)
_DECLARED = re.compile(r"<[!?][^<>]{0,500}>")
_EMOJI = re.compile(r":(?=[a-z0-9_+-]*[a-z])[a-z0-9_+-]{1,40}:")
_LATIN = re.compile(r"[A-Za-z0-9,.;:!?)'\"%]")
_OPENING_SIGNS = re.compile(r"^(?:</?[A-Za-z][^<>]*>|[*_~=`\[(])+")
_DEEP = 400  # open brackets at a time


class Bracket:
    """An open [ or ![ that may become a link or a picture."""

    __slots__ = ("at", "picture", "place")

    def __init__(self, place: int, at: int, *, picture: bool) -> None:
        self.place, self.at, self.picture = place, at, picture


def read_words(element: Element, reading: Reading) -> None:
    """Read the words of a block that was written aside, and put what they mean into it."""
    lines = [int(number) for number in element.attrib.pop("inline").split(",")]
    text, element.text = element.text or "", None
    fill(element, Words(text, lines, reading).read())


class Words:
    """The words of one block on their way to nodes."""

    def __init__(self, text: str, lines: Sequence[int], reading: Reading) -> None:
        self.text, self.reading, self.lines = text, reading, lines
        self.ends = [found.start() for found in re.finditer("\n", text)] if len(lines) > 1 else []
        self.nodes: list[Node] = []
        self.brackets: list[Bracket] = []
        self._runs: dict[int, list[int]] | None = None

    def line(self, at: int) -> str:
        return str(self.lines[min(bisect_left(self.ends, at), len(self.lines) - 1)])

    def read(self) -> list[str | Element]:
        text, nodes, at = self.text, self.nodes, 0
        if _SPECIAL.search(text) is None:
            return [text]
        while at < len(text):
            found = _SPECIAL.search(text, at)
            if found is None:
                nodes.append(text[at:])
                break
            if found.start() > at:
                nodes.append(text[at : found.start()])
            at = self._sign(found)
        return emphasised(nodes)

    def _sign(self, found: re.Match[str]) -> int:
        """Read what begins with this sign; where to go on."""
        at, sign = found.start(), found[0]
        reader = _READERS.get(sign[0] if len(sign) == 1 or sign.isspace() else "h")
        end = reader(self, at) if reader else None
        if end is not None:
            return end
        self.nodes.append(sign)
        return found.end()

    def _element(self, tag: str, at: int, words: str | None = None, **attributes: str) -> Element:
        element = Element(tag, {"line": self.line(at)} | attributes)
        element.text = words
        self.nodes.append(element)
        return element

    def _said(self, kind: str, at: int, end: int, words: str | None = None) -> int:
        """A sign of another editor: it stays as it is written, and is told."""
        self._element("sign", at, self.text[at:end] if words is None else words, kind=kind, hit=self.text[at:end])
        return end

    def backslash(self, at: int) -> int | None:
        after = self.text[at + 1 : at + 2]
        if after == "\n":
            self.nodes.append(Element("br"))
            return self._past_indent(at + 2)
        if after in {"(", "["} and (formula := _ROUND_FORMULA.match(self.text, at)) and re.search(r"[\\^_=]", formula[2]):
            self._element("maths", at, formula[2].strip(), hit=formula[0])
            return formula.end()
        if after and after in _ESCAPED:
            self.nodes.append(after)
            return at + 2
        return None

    def code(self, at: int) -> int:
        ticks = _TICKS.match(self.text, at)
        size = len(ticks[0]) if ticks else 1
        if self._runs is None:
            self._runs = {}
            for run in _TICKS.finditer(self.text):
                self._runs.setdefault(len(run[0]), []).append(run.start())
        same = self._runs.get(size, [])
        place = bisect_right(same, at)
        if place == len(same):
            self.nodes.append("`" * size)
            return at + size
        words = self.text[at + size : same[place]].replace("\n", " ")
        if words[:1] == words[-1:] == " " and words.strip():
            words = words[1:-1]
        self._element("code", at, words)
        return same[place] + size

    def mark(self, at: int) -> int:
        text, sign = self.text, self.text[at]
        end = at
        while end < len(text) and text[end] == sign:
            end += 1
        count = end - at
        if sign == "~" and count == 1 and (lowered := _LOWERED.match(text, at)):
            self._element("sub", at, lowered[1])
            return lowered.end()
        if sign in "~=" and count != 2:
            self.nodes.append(text[at:end])
            return end
        opens, closes = flanks(text, at, end, sign)
        self.nodes.append(Mark(sign, count, opens=opens, closes=closes) if opens or closes else text[at:end])
        return end

    def line_end(self, at: int) -> int:
        before = self.text[:at] if at < 3 else self.text[at - 2 : at]
        if self.nodes and isinstance(self.nodes[-1], str):
            self.nodes[-1] = self.nodes[-1].rstrip(" \t")
        end = self._past_indent(at + 1)
        if before.endswith("  "):
            self.nodes.append(Element("br"))
        elif at == self.ends[0] and self.text.startswith("[!"):  # the title of a box ends with its line
            self.nodes.append(Element("lineend"))
        elif self._spaced(end):
            self.nodes.append(" ")
        return end

    def _spaced(self, end: int) -> bool:
        """A line end between Latin words is a space; between Chinese characters it is nothing."""
        before = last_sign(self.nodes)
        after = _OPENING_SIGNS.sub("", self.text[end : end + 300], count=1)[:1]
        return bool(before and after and (_LATIN.match(before) or _LATIN.match(after)))

    def spaces(self, at: int) -> int:
        end = self._past_indent(at)
        if end < len(self.text) and self.text[end] != "\n":  # a line end sees its two spaces itself
            self.nodes.append(" ")
        return end

    def _past_indent(self, at: int) -> int:
        found = _SPACES.match(self.text, at)
        return found.end() if found else at

    def break_(self, at: int) -> int:
        self.nodes.append(Element("br"))
        return at + 1

    def open_bracket(self, at: int) -> int | None:
        text = self.text
        if text.startswith("[[", at) and (wiki := _WIKI.match(text, at)):
            return self._wiki(wiki, picture=False)
        if text.startswith("[^", at) and (note := _NOTE.match(text, at)):
            self._element("sup", at, **{"class": "ref", "data-note": note[1]})
            return note.end()
        return self._bracket(at, at + 1, picture=False)

    def picture(self, at: int) -> int | None:
        if not self.text.startswith("![", at):
            return None
        if self.text.startswith("![[", at) and (wiki := _WIKI.match(self.text, at)):
            return self._wiki(wiki, picture=True)
        return self._bracket(at, at + 2, picture=True)

    def _bracket(self, at: int, end: int, *, picture: bool) -> int | None:
        if len(self.brackets) >= _DEEP:
            self.nodes.append(self.text[at:end])
            return end
        self.brackets.append(Bracket(len(self.nodes), end, picture=picture))
        self.nodes.append(self.text[at:end])
        return end

    def _wiki(self, found: re.Match[str], *, picture: bool) -> int:
        """[[page]], [[page|words]], ![[a.jpg|300x200]]."""
        name, *more = (part.strip() for part in found[1].split("|"))
        if picture:
            size = next((part for part in reversed(more) if re.fullmatch(r"\d{1,5}(?:[xX]\d{1,5})?", part)), "")
            words = next((part for part in more if part != size), "")
            self._element("img", found.start(), src=name, alt=words, size=size, embed="1")
        elif name.lower().strip("_") == "toc":
            self.nodes.append("[TOC]")
        else:
            words = more[0] if more and more[0] else name.rpartition("#")[2].lstrip("^") or name
            self._element("a", found.start(), words, href=name, local="1", hit=found[0])
        return found.end()

    def close_bracket(self, at: int) -> int | None:
        if not self.brackets:
            return None
        bracket = self.brackets.pop()
        text, end = self.text, at + 1
        inner = text[bracket.at : at]
        if not bracket.picture and (reading := _READING.match(text, end)) and 0 < len(inner) <= 40:
            return self._ruby(bracket, inner, reading[1], reading.end())
        if text.startswith("(", end) and (target := target_at(text, end)):
            return self._linked(bracket, at, target)
        label = _LABEL.match(text, end)
        name = label[1] if label and label[1] else inner if len(inner) <= 300 else ""
        address = self.reading.references.get(name_of(name)) if name else None
        if address is not None:
            return self._linked(bracket, at, Target(address, "", "", label.end() if label else end))
        if label and label[1] and not label[1].startswith("^") and inner and re.fullmatch(r"[\w -]{1,40}", label[1], re.ASCII):
            self.reading.told.append(("article.reference_missing", label[0], int(self.line(at))))
        return None

    def _ruby(self, bracket: Bracket, words: str, reading: str, end: int) -> int:
        del self.nodes[bracket.place :]
        self.nodes.append(_ruby(words, reading))
        return end

    def _linked(self, bracket: Bracket, at: int, target: Target) -> int:
        inner = emphasised(self.nodes[bracket.place + 1 :])
        del self.nodes[bracket.place :]
        if bracket.picture:
            alt, size = _sized("".join(_plain(inner)))
            attributes = {"src": target.address, "alt": alt, "size": target.size or size} | (
                {"title": target.title} if target.title else {}
            )
            self._element("img", bracket.at, **attributes)
            return target.end
        link = Element("a", {"line": self.line(at), "href": target.address})
        for one in inner:
            if isinstance(one, Element) and one.tag == "a":
                one.tag = "span"
                one.attrib = {}
        fill(link, inner)
        self.nodes.append(link)
        self.brackets = [each for each in self.brackets if each.picture]  # no link in a link
        return target.end

    def tag(self, at: int) -> int | None:
        text = self.text
        if hidden := _NOTE_SIGNS.match(text, at):
            return hidden.end()
        if declared := _DECLARED.match(text, at):  # <!DOCTYPE …>, <?xml …?>
            return declared.end()
        if mail := _MAIL.match(text, at):
            self._element("span", at, mail[1].removeprefix("mailto:"))
            return mail.end()
        if angle := _ANGLE.match(text, at):
            self._element("a", at, angle[1], href=angle[1])
            return angle.end()
        found = tag_at(text, at)
        if found is None:
            return None
        end = at + len(found.words)
        if not found.ends and found.name in RAW:
            closing = re.compile(rf"</{found.name}\s*>", re.IGNORECASE).search(text, end)
            self._element("gone", at, of=found.name, torn="" if closing or found.words.endswith("/>") else "1", hit=found.words)
            return closing.end() if closing else end
        kind = "close" if found.ends else "void" if found.name in VOID or found.words.endswith("/>") else "open"
        said = {f"own-{name}": value for name, value in found.attributes.items()}
        element = Element(f"{kind}:{found.name}", said | {"line": self.line(at), "hit": found.words})
        if found.torn:
            element.set("torn", "1")
        self.nodes.append(element)
        return end

    def entity(self, at: int) -> int | None:
        found = _ENTITY.match(self.text, at)
        if found is None:
            return None
        said = unescape(found[0])
        if said != found[0]:
            said = "".join(sign for sign in said if sign.isprintable() or sign in "\t\xa0\u3000\u2002\u2003\u2009\u200b\u200c\u200d")
        self.nodes.append(said)
        return found.end()

    def brace(self, at: int) -> int | None:
        text = self.text
        if found := _RUBY.match(text, at):
            self.nodes.append(_ruby(found[1], found[2]))
            return found.end()
        if found := _HOLE.match(text, at):
            return self._said("article.template", at, found.end())
        last = self.nodes[-1] if self.nodes else None
        if isinstance(last, Element) and last.tag in {"img", "a", "code"} and (found := _ATTRIBUTES.match(text, at)):
            last.set("braces", found[1])
            return found.end()
        return None

    def formula(self, at: int) -> int | None:
        found = _FORMULA.match(self.text, at)
        if found is None:
            return None
        words = found[1] or found[2]
        if not found[1] and (not _LOOKS_MATHS.search(words) or re.search(r"[\u2e80-\uffef]", words)):
            return None
        self._element("maths", at, words.strip(), hit=found[0])
        return found.end()

    def percent(self, at: int) -> int | None:
        found = _NOTE_SIGNS.match(self.text, at) if self.text.startswith("%%", at) else None
        return found.end() if found else None

    def caret(self, at: int) -> int | None:
        """^[a footnote in place], or x^2^."""
        if raised := _RAISED.match(self.text, at):
            self._element("sup", at, raised[1])
            return raised.end()
        found = _OWN_NOTE.match(self.text, at)
        if found is None:
            return None
        name = f"^{len(self.reading.notes)}"
        line = int(self.line(at))
        self.reading.notes[name] = ([(found[1], line)], line)
        self._element("sup", at, **{"class": "ref", "data-note": name})
        return found.end()

    def emoji(self, at: int) -> int | None:
        found = _EMOJI.match(self.text, at)
        drawn = Emoji.replace(found[0]) if found else ""
        if found is None or drawn == found[0]:
            return None
        self.nodes.append(drawn)
        return found.end()

    def address(self, at: int) -> int | None:
        """A bare address is a link only where it opens; otherwise it stays the words it is."""
        before = self.text[at - 1 : at]
        if before.isascii() and before.isalnum():
            return None
        words = bare_address(self.text, at)
        if not words:
            return None
        self._element("a", at, words, href=words, bare="1")
        return at + len(words)


_READERS = {
    "\\": Words.backslash, "`": Words.code, "*": Words.mark, "_": Words.mark, "~": Words.mark, "=": Words.mark, "\n": Words.line_end, "[": Words.open_bracket,
    "]": Words.close_bracket, "!": Words.picture, "<": Words.tag, "&": Words.entity, "{": Words.brace, "$": Words.formula, "%": Words.percent, "^": Words.caret,
    ":": Words.emoji, "h": Words.address, " ": Words.spaces, "\t": Words.spaces,
    "\x0b": Words.break_, "\x0c": Words.break_, "\u2028": Words.break_, "\u2029": Words.break_, "\x85": Words.break_,
}  # fmt: skip


def _plain(nodes: Sequence[str | Element]) -> list[str]:
    return [node if isinstance(node, str) else "".join(node.itertext()) for node in nodes]


def _sized(alt: str) -> tuple[str, str]:
    """`袖口|300x200`: the words, and how large."""
    words, bar, size = alt.rpartition("|")
    if bar and re.fullmatch(r"\s*\d{1,5}(?:\s*[xX×]\s*\d{1,5})?\s*", size):
        return words.strip(), size.strip()
    return alt, ""


def _ruby(words: str, reading: str) -> Element:
    ruby = Element("ruby")
    ruby.text = words
    SubElement(ruby, "rt").text = reading
    return ruby
