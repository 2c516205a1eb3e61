"""Code blocks as WeChat keeps them: colours in style attributes, every space a NBSP, every line end a <br>."""

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any

from pygments import lex
from pygments.lexers import TextLexer, get_lexer_by_name
from pygments.style import StyleMeta
from pygments.styles import get_style_by_name
from pygments.token import Token, _TokenType
from pygments.util import ClassNotFound

NBSP = "\u00a0"
PLAIN = "bw"


@lru_cache(maxsize=512)
def code_block(source: str, language: str, style: str) -> str:
    """One block, coloured; `language` may be empty or unknown, `style` is a Pygments style."""
    lines = _coloured(source.expandtabs(4), language, style)
    return f'<section class="code"><section class="scroll"><code class="lines">{lines}</code></section></section>'


def known_style(name: str) -> bool:
    try:
        get_style_by_name(name)
    except ClassNotFound:
        return False
    return True


def _coloured(source: str, language: str, style: str) -> str:
    chosen = get_style_by_name(style)
    plain = _look(Token, chosen)  # the theme gives it to the whole block
    runs: list[tuple[str, str]] = []
    for kind, words in lex(source, _lexer(language)):
        look = _look(kind, chosen) if words.strip() else (runs[-1][0] if runs else "")
        look = "" if look == plain else look
        if runs and runs[-1][0] == look:
            runs[-1] = (look, runs[-1][1] + words)
        else:
            runs.append((look, words))
    html = "".join(f'<span style="{look}">{_kept(words)}</span>' if look else _kept(words) for look, words in runs)
    return html.removesuffix("<br>").replace("<br></span>", "</span><br>").removesuffix("<br>")


@lru_cache(maxsize=64)
def _lexer(language: str):  # noqa: ANN202 - Pygments has no public type for its lexers
    try:
        return get_lexer_by_name(language or "text", stripnl=False)
    except ClassNotFound:
        return TextLexer(stripnl=False)


@lru_cache(maxsize=2048)
def _look(kind: _TokenType, style: StyleMeta) -> str:
    """The style attribute of a kind of word; empty where it looks like the text around it."""
    look = _known(kind, style)
    said = []
    if look["color"]:
        said.append(f"color:{_short(look['color'])}")
    if look["bold"]:
        said.append("font-weight:bold")
    if look["italic"]:
        said.append("font-style:italic")
    return ";".join(said)


def _known(kind: _TokenType, style: StyleMeta) -> Mapping[str, Any]:
    """Some languages have kinds of words of their own: a style colours them as the kind above."""
    try:
        return style.style_for_token(kind)
    except KeyError:
        return _known(kind.parent or Token, style)


def _short(colour: str) -> str:
    halves = (colour[0::2], colour[1::2])
    return f"#{halves[0]}" if halves[0] == halves[1] else f"#{colour}"


def _kept(words: str) -> str:
    return escape(words, quote=False).replace(" ", NBSP).replace("\n", "<br>")
