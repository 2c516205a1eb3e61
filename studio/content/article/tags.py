"""HTML as people bring it: tags with torn quotes, names without values, styles with holes; read without ever failing."""

import re
from dataclasses import dataclass
from html import unescape

TAG = re.compile(r"""<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*)(?P<rest>(?=[\s/>"'])(?:[^<>"']++|"[^"]*+"|'[^']*+'){0,200}+)>""")
_TORN = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*)(?P<rest>(?=[\s/>])[^<>]{0,4000})>")
_PLAIN = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*)(?P<rest>)>")
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
_WELL = re.compile(r"^-?[a-zA-Z][a-zA-Z-]*$")

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "colgroup",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"])


@dataclass(frozen=True)
class Tag:
    name: str
    ends: bool
    attributes: dict[str, str]
    words: str  # as it was written
    torn: bool  # its quotes do not match


def tag_at(text: str, at: int) -> Tag | None:
    """The tag that begins here."""
    found = TAG.match(text, at) or _PLAIN.match(text, at)
    torn = found is None
    found = found or _TORN.match(text, at)
    if found is None:
        return None
    attributes = {name.lower(): unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(found["rest"])} if found["rest"] else {}
    return Tag(found["name"].lower(), bool(found["end"]), attributes, found[0], torn)


def declarations(style: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Name and value of each declaration, and what is none."""
    good: list[tuple[str, str]] = []
    bad: list[str] = []
    for one in _split(style):
        name, colon, value = one.partition(":")
        name, value = name.strip().lower(), value.strip()
        if colon and value and _WELL.match(name) and _closed(value):
            good.append((name, value))
        else:
            bad.append(one)
    return good, bad


def _split(style: str) -> list[str]:
    """At each ; that stands in no bracket and no quotes."""
    parts, start, depth, quote = [], 0, 0, ""
    for at, sign in enumerate(style):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "()":
            depth = max(0, depth + (1 if sign == "(" else -1))
        elif sign == ";" and not depth:
            parts.append(style[start:at])
            start = at + 1
    parts.append(style[start:])
    if quote or depth:  # something was never closed: then every ; ends a declaration
        parts = style.split(";")
    return [part.strip() for part in parts if part.strip()]


def _closed(value: str) -> bool:
    return (
        not re.search(r"[{}<>\\\n]|/\*|\*/|@", value)
        and value.count("(") == value.count(")")
        and not value.count('"') % 2
        and not value.count("'") % 2
    )
