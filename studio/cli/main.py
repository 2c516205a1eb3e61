"""The `studio` command: one file per noun, and every expected error as one sentence with its mend."""

import sys

import typer
from rich.console import Console

from studio.cli import doctor, history, library, people, plan, posts, publish, review, running
from studio.cli.publisher import publisher
from studio.cli.sandbox import sandbox
from studio.cli.web import web
from studio.errors import StudioError

app = typer.Typer(
    name="studio", help="私域内容工作室 Siyu Studio", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
app.command()(running.run)
app.command()(running.demo)
app.command()(running.init)
app.command()(web)
app.command()(publisher)
app.command()(sandbox)
app.command()(doctor.doctor)
for noun in (library, people, plan, posts, review, publish, history):
    app.add_typer(noun.app)


def main() -> int:
    """Run the command line; 0 when all is well, 2 when something has to be mended first."""
    try:
        app()
    except StudioError as error:
        console = Console(stderr=True)
        for problem in error.problems:
            console.print(f"[red]✗[/red] {problem}", markup=True, highlight=False, soft_wrap=True)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
