"""What survives of an article's HTML (wechat-api.md §2 rules 18-20, rendering.md §1.1): foreign pictures and links go, silently."""

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from studio.sandbox.call import Mark
from studio.sandbox.official_account.media import PICTURE_HOST

Note = Callable[[str, Mark], None]

_GONE_WITH_CONTENT = {"script", "style", "iframe", "object", "noscript", "template", "head", "title"}
_GONE = {"link", "meta", "base", "embed", "form", "input", "button", "select", "option", "textarea", "html", "body"}
_VOID = {"img", "br", "hr", "wbr", "col", "source", "area", "track"}
_PICTURE_HOSTS = {PICTURE_HOST, "mmbiz.qlogo.cn"}
_POSITION = re.compile(r"(?:^|;)\s*position\s*:[^;]*", re.IGNORECASE)
_FOREIGN_URL = re.compile(r"[^;]*url\(\s*['\"]?(?!https?://mmbiz\.)[^)]*\)[^;]*", re.IGNORECASE)
_KEPT_LINK = re.compile(r"^https?://mp\.weixin\.qq\.com/s[/?]")


class Cleaner(HTMLParser):
    """Writes the surviving HTML to `kept` and the addresses of the surviving pictures to `pictures`."""

    def __init__(self, note: Note) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []
        self.pictures: list[str] = []
        self.words: list[str] = []
        self._note = note
        self._inside: list[str] = []
        self._links: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _GONE_WITH_CONTENT:
            self._inside.append(tag)
            self._note(f"<{tag}> removed", "D" if tag == "script" else "R")
            return
        if self._inside or tag in _GONE:
            return
        fields = {name: value or "" for name, value in attrs}
        if tag == "img" and not self._keeps_picture(fields):
            return
        if tag == "a":
            self._links.append(_KEPT_LINK.match(fields.get("href", "")) is not None)
            if not self._links[-1]:
                self._note("link to outside removed, its words stay", "R")
                return
        kept = self._attributes(tag, fields)
        untouched = kept == fields
        written = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
        self.kept.append(self.get_starttag_text() or "" if untouched else f"<{tag}{written}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _GONE_WITH_CONTENT:
            return
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _GONE_WITH_CONTENT:
            if self._inside and self._inside[-1] == tag:
                self._inside.pop()
            return
        if self._inside or tag in _GONE or tag in _VOID:
            return
        if tag == "a" and not (self._links.pop() if self._links else False):
            return
        self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.kept.append(data)
            self.words.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def _keeps_picture(self, fields: dict[str, str]) -> bool:
        address = fields.get("src") or fields.get("data-src", "")
        if urlsplit(address).hostname in _PICTURE_HOSTS:
            self.pictures.append(address)
            return True
        self._note("picture from outside filtered, the call succeeds", "R")
        return False

    def _attributes(self, tag: str, fields: dict[str, str]) -> dict[str, str]:
        kept: dict[str, str] = {}
        for name, value in fields.items():
            if name.startswith("on") or name in ("class", "id", "srcset", "srcdoc", "action", "formaction"):
                self._note(f"{name} attribute removed", "D" if name.startswith("on") else "R")
            elif name in ("href", "src", "data-src", "xlink:href") and tag not in ("a", "img"):
                self._note(f"{name} of <{tag}> removed", "R")
            else:
                kept[name] = _style(value) if name == "style" else value
        return kept


def _style(value: str) -> str:
    kept = _FOREIGN_URL.sub("", _POSITION.sub("", value))
    return value if kept == value else kept.strip("; ")


def cleaned(html: str, note: Note) -> Cleaner:
    """Walk an article's HTML; the result has `kept`, `pictures` and `words`."""
    cleaner = Cleaner(note)
    cleaner.feed(html)
    cleaner.close()
    return cleaner
