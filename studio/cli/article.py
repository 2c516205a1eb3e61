"""`studio article`: an article as WeChat would keep it, without a brand or a home; for editors, tests and other programs."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from studio.cli.init import starter
from studio.cli.saying import JsonOption
from studio.content.article import ArticleHtml, line_of, summary_of_article, title_of_article
from studio.content.article import render as render_article
from studio.errors import StudioError, problem
from studio.rules.article_length import article_length
from studio.rules.finding import Finding
from studio.terminal import say

app = typer.Typer(name="article", help="文章 (articles)", no_args_is_help=True)
THEMES = Path("content") / "themes"


@app.command()
def render(
    file: Annotated[Path, typer.Argument(help="the Markdown; pictures are looked for beside it")],
    theme: Annotated[str, typer.Option(help="a theme's name, or a file of CSS")] = "paper",
    as_json: JsonOption = False,
) -> None:
    """排好一篇文章，说清微信会丢掉什么 (the HTML that WeChat keeps, and what it will drop)."""
    text = _read(file)
    made = render_article(text, _theme(theme), picture=_beside(file.parent))
    if as_json:
        sys.stdout.write(json.dumps(_told(text, made), ensure_ascii=False, indent=1).encode("utf-8", "replace").decode() + "\n")
        return
    sys.stdout.write(made.html + "\n")
    say(*(f"{finding.weight.value}  {finding.what}" for finding in made.losses), error=True)


def _told(text: str, made: ArticleHtml) -> dict[str, object]:
    length = article_length(made.html)
    return {
        "html": made.html, "losses": [_loss(text, finding) for finding in made.losses], "title": title_of_article(text), "author": made.meta.get("author", ""),
        "summary": summary_of_article(text), "length": length.characters, "bytes": length.bytes, "characters": made.characters,
        "reading_minutes": made.reading_minutes, "pictures": list(made.pictures),
    }  # fmt: skip


def _loss(text: str, finding: Finding) -> dict[str, object]:
    mend = finding.proposal
    return {
        "rule": finding.rule, "weight": finding.weight.value, "line": line_of(text, finding), "hit": finding.hit,
        "what": {"zh": finding.what.zh, "en": finding.what.en}, "mend": {"zh": mend.zh, "en": mend.en} if mend else None,
    }  # fmt: skip


def _read(file: Path) -> str:
    """As UTF-8, or as the old Chinese encodings that Windows editors still write."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise StudioError(
            problem("读不到文件", f"cannot read the file: {error.strerror}", where=str(file), mend=("检查路径", "check the path"))
        ) from error
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def _theme(name: str) -> str:
    """A file of CSS, or a theme by its name: of the workspace one stands in, else of the starter library."""
    candidates = [Path(name)] if name.endswith(".css") else [THEMES / f"{name}.css", starter() / THEMES / f"{name}.css"]
    for path in candidates:
        if path.is_file():
            return path.read_text(encoding="utf-8", errors="replace")
    known = "、".join(sorted(path.stem for path in (starter() / THEMES).glob("*.css")))
    raise StudioError(
        problem(f"没有主题 {name}", f"there is no theme {name}", field="--theme", mend=(f"选一个：{known}", f"choose one of {known}"))
    )


def _beside(folder: Path):  # noqa: ANN202 - what `render` takes as pictures
    def find(name: str) -> str | None:
        path = folder / name
        try:
            return f"file:{hashlib.sha256(path.read_bytes()).hexdigest()}" if path.is_file() else None
        except (OSError, ValueError):  # a name that no file can have
            return None

    return find
