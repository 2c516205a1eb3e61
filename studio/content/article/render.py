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
from studio.content.article.losses import losses, over_budget
from studio.content.article.shape import Shaping, shape
from studio.content.article.theme import Theme, theme_from
from studio.rules.finding import Finding

PER_MINUTE = 400  # characters that people read in a minute on a phone
Pictures = Mapping[str, str] | Callable[[str], str | None]


@dataclass(frozen=True)
class ArticleHtml:
    """`html` with pictures as `<img src="file:DIGEST">`; `losses` is what WeChat will drop, and what is too long.

    `characters` are those that readers see, without spaces; `size` counts tags too, as the platform does.
    """

    html: str
    losses: tuple[Finding, ...]
    characters: int
    reading_minutes: int
    pictures: tuple[str, ...]  # file:DIGEST, in order, each once

    @property
    def size(self) -> int:
        return len(self.html)


def render(article_body: str, theme_css: str, *, picture: Pictures, on: date | None = None) -> ArticleHtml:
    """Render an article; `picture` gives `file:DIGEST` for a name as it stands in the text, or nothing (None, KeyError).

    `on` is the day whose platform limits hold. Nothing raises: what cannot be kept is in `losses`.
    """
    body = article_body.replace("\r\n", "\n").replace("\r", "\n")
    find = _finder(picture)
    html, pictures = _press(theme_css).print(body, find)
    words = len(re.sub(r"\s", "", re.sub(r"<[^>]*>", "", html)))
    return ArticleHtml(
        html=html, losses=(*losses(body, find), *_press(theme_css).theme.findings, *over_budget(html, len(pictures), on or date.max)),
        characters=words, reading_minutes=max(1, math.ceil(words / PER_MINUTE)), pictures=pictures,
    )  # fmt: skip


def line_of(article_body: str, finding: Finding) -> int | None:
    """The line of the body, from 1, at which a finding begins; None where it is about the whole."""
    return article_body.count("\n", 0, finding.span[0]) + 1 if finding.span else None


@dataclass
class _Press:
    """What a theme needs, built once; one article at a time."""

    theme: Theme
    markdown: ArticleMarkdown
    inliner: CSSInliner
    lock: Lock = field(default_factory=Lock)

    def print(self, body: str, find: Callable[[str], str | None]) -> tuple[str, tuple[str, ...]]:
        with self.lock:
            self.markdown.reset()
            job = Shaping(find, self.theme.code_style, self.theme.pseudos, self.markdown.htmlStash.store)
            self.markdown.treeprocessors.register(_Shape(self.markdown, job), "article_shape", 5)
            html = self.markdown.convert(body)
        if not html.startswith("<section"):
            html = f'<section class="article">{html}</section>'
        return kept(self.inliner.inline_fragment(html, self.theme.css)), tuple(job.pictures)


class _Shape(Treeprocessor):
    def __init__(self, md: ArticleMarkdown, job: Shaping) -> None:
        super().__init__(md)
        self.job = job

    def run(self, root: Element) -> None:
        shape(root, self.job)


@lru_cache(maxsize=32)
def _press(theme_css: str) -> _Press:
    theme = theme_from(theme_css)
    options: dict[str, Any] = {
        "inline_style_tags": False,
        "load_remote_stylesheets": False,
        "resolve_css_variables": True,
        "minify_css": True,
    }
    return _Press(theme, ArticleMarkdown(theme.code_style), CSSInliner(**options))


def _finder(picture: Pictures) -> Callable[[str], str | None]:
    def find(name: str) -> str | None:
        try:
            found = picture[name] if isinstance(picture, Mapping) else picture(name)
        except KeyError:
            return None
        return found if found and found.startswith("file:") else None

    return find
