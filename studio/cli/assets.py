"""`studio assets`: what concerns pictures and needs no brand."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from studio.assets.faces import house_faces
from studio.assets.line_breaking import wrap as set_in_lines
from studio.assets.typography import Style, advance
from studio.cli.saying import JsonOption
from studio.errors import StudioError, problem

app = typer.Typer(name="assets", help="素材：图片上的字怎样排 (how words are set on pictures)", no_args_is_help=True)


@app.callback()
def _one_of_several() -> None:
    """素材 (pictures)."""


@app.command()
def wrap(
    file: Annotated[Path, typer.Argument(help="text file, a headline a line")],
    width: Annotated[float, typer.Option(min=1.0, help="width of a line, in type sizes (ems)")],
    as_json: JsonOption = False,
) -> None:
    """每一行当作标题，排成这样宽会在哪里断行 (where each line of the file would break as a headline of that width)."""
    style = Style(faces=house_faces(), role="display")
    for text in _lines_of(file):
        lines = set_in_lines(text, width, lambda piece: advance(piece, style), even=True) if text else []
        said = json.dumps({"text": text, "lines": lines}, ensure_ascii=False) if as_json else " / ".join(line.rstrip() for line in lines)
        sys.stdout.write(f"{said}\n")


def _lines_of(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise StudioError(
            problem(
                "读不了这个文件", f"this file cannot be read: {error}", where=str(file),
                mend=("检查路径；文件要是 UTF-8 文本", "check the path; the file has to be UTF-8 text"),
            )
        ) from error  # fmt: skip
