"""Markdown to article HTML: the same text, theme and pictures always give the same bytes."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any
from xml.etree.ElementTree import Element

from css_inline import CSSInliner
from markdown.treeprocessors import Treeprocessor

from studio.content.article.dialect import ArticleMarkdown
from studio.content.article.keep import kept
from studio.content.article.losses import Told, losses, over_budget
from studio.content.article.shape import Shaping, shape
from studio.content.article.source import Places
from studio.content.article.theme import Theme, theme_from
from studio.rules.finding import Finding

PER_MINUTE = 400  # characters that people read in a minute on a phone
Pictures = Mapping[str, str] | Callable[[str], str | None]


@dataclass(frozen=True)
class ArticleHtml:
    """`html` with pictures as `<img src="file:DIGEST">`; `losses` is what WeChat will drop, and what is too long.

    `characters` are those that readers see, without spaces; `size` counts tags too, as the platform does.
    `meta` are the names and values that stood above the text (title, author, digest …).
    """

    html: str
    losses: tuple[Finding, ...]
    characters: int
    reading_minutes: int
    pictures: tuple[str, ...]  # file:DIGEST, in order, each once
    meta: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.html)


def render(article_body: str, theme_css: str, *, picture: Pictures, on: date | None = None) -> ArticleHtml:
    """Render an article; `picture` gives `file:DIGEST` for a name as it stands in the text, or nothing (None, KeyError).

    `on` is the day whose platform limits hold. Nothing raises: what cannot be kept is in `losses`.
    """
    press = _press(theme_css)
    printed = press.print(article_body, _finder(picture))
    words = len(re.sub(r"\s", "", re.sub(r"<[^>]*>", "", printed.html)))
    return ArticleHtml(
        html=printed.html, losses=(*losses(article_body, printed.told), *press.theme.findings, *over_budget(printed.html, on or date.max)),
        characters=words, reading_minutes=max(1, math.ceil(words / PER_MINUTE)), pictures=printed.pictures, meta=printed.meta,
    )  # fmt: skip


def line_of(article_body: str, finding: Finding) -> int | None:
    """The line of the body, from 1, at which a finding begins; None where it is about the whole."""
    return Places(article_body).line(finding.span) if finding.span else None


@dataclass(frozen=True)
class _Printed:
    html: str
    told: tuple[Told, ...]
    pictures: tuple[str, ...]
    meta: dict[str, str]


@dataclass
class _Press:
    """What a theme needs, built once; one article at a time."""

    theme: Theme
    markdown: ArticleMarkdown
    inliner: CSSInliner
    lock: Lock = field(default_factory=Lock)

    def print(self, body: str, find: Callable[[str], str | None]) -> _Printed:
        with self.lock:
            article = self.markdown
            article.reset()
            job = Shaping(find, self.theme.code_style, self.theme.pseudos, article.bring)
            article.treeprocessors.register(_Shape(article, job), "article_shape", 5)
            html = article.convert(body) or '<section class="article"></section>'
            told = [*((*one, one[1]) for one in (*article.source.told, *article.reading.told)), *article.bring.told]
            meta = article.source.meta
        return _Printed(kept(self.inliner.inline_fragment(html, self.theme.css)), tuple(told), tuple(job.pictures), meta)


class _Shape(Treeprocessor):
    def __init__(self, md: ArticleMarkdown, job: Shaping) -> None:
        super().__init__(md)
        self.article, self.job = md, job

    def run(self, root: Element) -> None:
        shape(root, self.article.notes, self.job)


@lru_cache(maxsize=32)
def _press(theme_css: str) -> _Press:
    theme = theme_from(theme_css)
    options: dict[str, Any] = {
        "inline_style_tags": False,
        "load_remote_stylesheets": False,
        "resolve_css_variables": True,
        "minify_css": True,
    }
    return _Press(theme, ArticleMarkdown(), CSSInliner(**options))


def _finder(picture: Pictures) -> Callable[[str], str | None]:
    def find(name: str) -> str | None:
        try:
            found = picture[name] if isinstance(picture, Mapping) else picture(name)
        except KeyError:
            return None
        return found if found and found.startswith("file:") else None

    return find
