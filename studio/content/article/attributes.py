"""What the attributes of a tag bring along: styles that WeChat keeps, old attributes as styles; the rest is told."""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from studio.content.article.keep import STYLES
from studio.content.article.tags import declarations

PLACING = frozenset(
    [
        "position",
        "top",
        "left",
        "right",
        "bottom",
        "inset",
        "z-index",
        "transform",
        "transform-origin",
        "translate",
        "rotate",
        "scale",
        "filter",
        "backdrop-filter",
        "animation",
        "animation-name",
        "animation-duration",
        "transition",
        "clip-path",
        "mask",
    ]
)
_PLAIN = {"colspan", "rowspan", "start"}
_COLOUR = re.compile(r"^(?:#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,30}|rgba?\([\d\s.,%/]+\))$")
_LENGTH = re.compile(r"^\d{1,5}(?:\.\d+)?(?:px|%|em|rem)?$")
_FONT_SIZES = {"1": "12px", "2": "13px", "3": "16px", "4": "18px", "5": "22px", "6": "26px", "7": "32px"}
_ALWAYS = {"big": "font-size:larger", "small": "font-size:smaller", "center": "text-align:center", "summary": "font-weight:bold", "dt": "font-weight:bold", "dd": "padding-left:1em"}  # fmt: skip


@dataclass
class Bring:
    """What was told: kind of loss, the words, the line, and what stands for {hit} in the sentence."""

    told: list[tuple[str, str, int, str]] = field(default_factory=list)

    def tell(self, kind: str, hit: str, line: str | int, said: str = "") -> None:
        self.told.append((kind, hit, int(line), said or hit))


def brought(name: str, one: Element, bring: Bring) -> dict[str, str]:
    """The attributes that stay, of a tag as it was written."""
    said = {key.removeprefix("own-"): value for key, value in one.attrib.items() if key.startswith("own-")}
    line, whole = one.get("line", "0"), one.get("hit", "")
    kept = {key: said[key] for key in _PLAIN if said.get(key, "").isdigit() and said[key].isascii() and len(said[key]) < 5}
    if name == "a" and "href" in said:
        kept |= {"href": said["href"].strip(), "line": line}
    if name == "img":
        kept |= {key: said[key] for key in ("src", "alt", "title") if key in said} | {"line": line}
        if "src" not in said and (later := said.get("data-src") or said.get("data-original")):
            kept["src"] = later
    if name == "mark":
        kept["class"] = "mark"
    styles = [_ALWAYS[name]] if name in _ALWAYS else []
    styles += _old(name, said)
    styles += kept_styles(said.get("style", ""), line, bring)
    if styles:
        kept["style"] = ";".join(styles)
    for key, value in said.items():
        if key in {"class", "id"} and value.strip():
            bring.tell("oa.html.class_id", _written(key, whole), line)
        elif key.startswith("on") and len(key) > 3:
            bring.tell("oa.html.event", _written(key, whole), line)
    return kept


def kept_styles(style: str, line: str, bring: Bring) -> list[str]:
    """The declarations that WeChat keeps."""
    good, bad = declarations(style)
    for each in bad:
        bring.tell("oa.html.style_torn", each, line)
    kept = []
    for name, value in good:
        whole = f"{name}:{value}"
        if name in PLACING:
            bring.tell("oa.html.placing", name, line, whole)
        elif re.search(r"\b(?:var|calc|url|env|expression|image-set|element)\(", value, re.IGNORECASE):
            bring.tell("oa.html.variable", value, line)
        elif name in STYLES:
            kept.append(whole)
        elif not name.startswith(("-", "mso-")):
            bring.tell("oa.html.style", name, line)
    return kept


def _old(name: str, said: dict[str, str]) -> list[str]:
    """align, color, bgcolor, size, width and height as styles."""
    styles = []
    align = said.get("align", "").lower()
    if align in {"left", "right", "center", "justify"} and name not in {"img", "table"}:
        styles.append(f"text-align:{align}")
    if _COLOUR.match(said.get("color", "")):
        styles.append(f"color:{said['color']}")
    if _COLOUR.match(said.get("bgcolor", "")):
        styles.append(f"background-color:{said['bgcolor']}")
    if name == "font" and said.get("size") in _FONT_SIZES:
        styles.append(f"font-size:{_FONT_SIZES[said['size']]}")
    if name in {"img", "td", "th", "table"}:
        length = as_length(said.get("width", ""))
        styles += [f"width:{length}"] if length else []
    return styles


def as_length(said: str) -> str:
    """A length of CSS: a bare number is in pixels."""
    said = said.strip()
    if not _LENGTH.match(said):
        return ""
    return f"{said}px" if said.replace(".", "").isdigit() else said


def _written(name: str, whole: str) -> str:
    found = re.search(rf"""\b{re.escape(name)}\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", whole, re.IGNORECASE)
    return found[0] if found else name
