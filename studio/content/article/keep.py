"""What WeChat keeps of HTML, as one list: used to clean what editors bring, and to verify what we made."""

import re

import nh3

TAGS = frozenset(
    [
        "section",
        "p",
        "span",
        "strong",
        "em",
        "b",
        "i",
        "u",
        "s",
        "del",
        "br",
        "hr",
        "img",
        "a",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "sup",
        "sub",
        "ruby",
        "rt",
        "rp",
        "code",
        "pre",
        "blockquote",
        "figure",
        "figcaption",
    ]
)
DROPPED_WITH_CONTENT = frozenset(
    {
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "form",
        "select",
        "textarea",
        "button",
        "svg",
        "math",
        "video",
        "audio",
        "canvas",
        "noscript",
        "template",
        "title",
    }
)
STYLES = frozenset(
    [
        "color",
        "background",
        "background-color",
        "opacity",
        "font",
        "font-size",
        "font-weight",
        "font-style",
        "font-family",
        "line-height",
        "letter-spacing",
        "text-align",
        "text-indent",
        "text-decoration",
        "text-decoration-color",
        "text-underline-offset",
        "vertical-align",
        "white-space",
        "word-break",
        "overflow-wrap",
        "display",
        "width",
        "height",
        "max-width",
        "min-width",
        "max-height",
        "margin",
        "margin-top",
        "margin-right",
        "margin-bottom",
        "margin-left",
        "padding",
        "padding-top",
        "padding-right",
        "padding-bottom",
        "padding-left",
        "border",
        "border-top",
        "border-right",
        "border-bottom",
        "border-left",
        "border-color",
        "border-width",
        "border-style",
        "border-radius",
        "border-collapse",
        "border-spacing",
        "box-sizing",
        "box-shadow",
        "list-style",
        "list-style-type",
        "list-style-position",
        "overflow",
        "overflow-x",
        "overflow-y",
        "float",
        "clear",
    ]
)
_ATTRIBUTES: dict[str, set[str]] = {"*": {"style"}, "img": {"src", "alt"}, "a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"}}  # fmt: skip
_OWN_PICTURE = re.compile(r"^(?:file:|https?://(?:mmbiz|mmecoa)\.(?:qpic|qlogo)\.cn/)")
_OWN_PAGE = re.compile(r"^https?://mp\.weixin\.qq\.com/")
_IMG = re.compile(r"<img(?: [a-z]+=\"[^\"]*\")*>")
_EMPTY_STYLE = re.compile(r"(<[a-z][a-z0-9]*(?: [a-z]+=\"[^\"]*\")*?) style=\"\"")
_LINE_END = re.compile(r"(.?)[ \t]*\n\s*(?=(.?))", re.DOTALL)
_LATIN = re.compile(r"[A-Za-z0-9,.;:!?)'\"%]")


def kept(html: str) -> str:
    """The HTML that is left when WeChat has taken its share: no class, id, script, foreign picture or line break; stable under itself."""
    clean = nh3.clean(
        html, tags=set(TAGS), clean_content_tags=set(DROPPED_WITH_CONTENT), attributes=_ATTRIBUTES, attribute_filter=_attribute, link_rel=None,
        url_schemes={"http", "https", "file"}, filter_style_properties=set(STYLES),
    )  # fmt: skip
    clean = _EMPTY_STYLE.sub(r"\1", clean)
    clean = _IMG.sub(lambda found: found[0] if ' src="' in found[0] else "", clean)
    return _LINE_END.sub(_joined, clean.replace("&nbsp;", "\u00a0")).strip()


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if _OWN_PICTURE.match(value) else None
    if name == "href":
        return value if _OWN_PAGE.match(value) else None
    if name == "style":
        said = [one for one in value.split(";") if not re.search(r"var\(|calc\(|url\(|expression", one)]
        return ";".join(said) or None
    return value


def _joined(found: re.Match[str]) -> str:
    """A line end between Latin words is a space; between Chinese characters it is nothing."""
    before, after = found[1], found[2]
    if before in ">\u00a0" or after == "<" or not (_LATIN.match(before) or _LATIN.match(after)):
        return before
    return f"{before} "
