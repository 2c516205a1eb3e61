"""The gateway's own pages: Jinja2 templates in pages/, escaped, in the reader's language, with a policy of their own."""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from studio.gateway.shield import own_pages

LANGUAGE_COOKIE = "studio_lang"
LANGUAGES = ("zh", "en")
_shelf = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def language_of(request: Request) -> str:
    """The language chosen in this browser; Chinese until somebody chooses."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else "zh"


def page(request: Request, name: str, *, status: int = 200, script: bool = False, **values: Any) -> HTMLResponse:
    """A page from the template `name`.html; in it `say(zh, en)` speaks the reader's language. `script` lets its own script run."""
    language, nonce = language_of(request), secrets.token_urlsafe(12)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    html = _shelf.get_template(f"{name}.html").render(
        language=language,
        nonce=nonce,
        say=lambda zh, en: en if language == "en" else zh,
        other_language=f"/language?to={'zh' if language == 'en' else 'en'}&next={quote(here, safe='')}",
        **values,
    )
    headers = {"content-security-policy": own_pages(nonce, script=script), "cache-control": "no-store", "x-frame-options": "DENY"}
    return HTMLResponse(html, status_code=status, headers=headers)


def safe_next(wanted: str) -> str:
    """A path of ours to go on to; anything that could lead to another host becomes the first page."""
    plain = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable() and len(wanted) < 1000
    return wanted if plain and not wanted.startswith(("/login", "/logout")) else "/"
