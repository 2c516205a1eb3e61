"""The `studio` command: one file per noun, and every expected error as one sentence with its mend."""

import sys
from importlib import import_module

import structlog
import typer
from pydantic import ValidationError

from studio import log
from studio.errors import Problem, StudioError, problem
from studio.settings import Settings
from studio.terminal import say
from studio.workspace.processes import end_with

ACTS = ("run", "web", "publisher", "clock", "worker", "sandbox", "demo", "chaos", "backup", "restore", "move", "init", "doctor")
NOUNS = ("library", "assets", "people", "plan", "posts", "review", "publish", "accounts", "history", "article")


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
    if not structlog.is_configured():
        log.set_up("warning", process="studio")  # processes that stay set up their own
    try:
        if parent := Settings().parent:
            end_with(parent)
        command(*((named,) if named in (*ACTS, *NOUNS) else ()))()
    except StudioError as error:
        return _refused(error)
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        return _refused(StudioError(*(_setting(fault["loc"], fault["msg"]) for fault in error.errors())))
    return 0


def _refused(error: StudioError) -> int:
    for each in error.problems:
        say(f"✗ {each}", error=True)
    return 2


def _setting(named: tuple[int | str, ...], why: str) -> Problem:
    name = "STUDIO_" + "_".join(str(part) for part in named).upper()
    return problem(
        "这个设置的值读不懂",
        f"this setting cannot be read: {why}",
        where=name,
        mend=("见 docs/reference/settings.md", "see docs/reference/settings.md"),
    )


def _one_of_several() -> None:
    """私域内容工作室 Siyu Studio."""


if __name__ == "__main__":
    sys.exit(main())
