"""The `studio` command: one file per noun, and every expected error as one sentence with its mend."""

import sys
from importlib import import_module

import typer
from rich.console import Console
from rich.markup import escape

from studio.errors import StudioError

ACTS = ("run", "web", "publisher", "clock", "worker", "sandbox", "demo", "chaos", "init", "doctor")
NOUNS = ("library", "people", "plan", "posts", "review", "publish", "accounts", "history")


def command(*wanted: str) -> typer.Typer:
    """The command line with these acts and nouns; each file is read only when it is wanted, so that a process carries no more than it needs."""
    app = typer.Typer(
        name="studio", help="私域内容工作室 Siyu Studio", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
    )
    app.callback()(_one_of_several)
    for name in wanted or (*ACTS, *NOUNS):
        file = import_module(f"studio.cli.{name}")
        if name in ACTS:
            app.command(name)(getattr(file, name))
        else:
            app.add_typer(file.app)
    return app


def main() -> int:
    """Run the command line; 0 when all is well, 2 when something has to be mended first."""
    named = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        command(*((named,) if named in (*ACTS, *NOUNS) else ()))()
    except StudioError as error:
        console = Console(stderr=True)
        for problem in error.problems:
            console.print(f"[red]✗[/red] {escape(str(problem))}", highlight=False, soft_wrap=True)
        return 2
    return 0


def _one_of_several() -> None:
    """私域内容工作室 Siyu Studio."""


if __name__ == "__main__":
    sys.exit(main())
