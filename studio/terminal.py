"""Saying something in the terminal, as it stands: what people typed is never markup, and never moves the cursor."""

import unicodedata
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

KEPT = "\n\t\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH SPACE}"  # the joiners hold families of emoji together


def say(*lines: str, error: bool = False) -> None:
    """A line each, whole: it is the terminal that breaks it, so that an address can be copied."""
    console = Console(stderr=error)
    for line in lines:
        console.print(words(line), highlight=False, soft_wrap=True)


def show(table: "Rows") -> None:
    Console().print(table.drawn)


def table_of(*columns: str, title: str = "") -> "Rows":
    return Rows(columns, title)


class Rows:
    """A table whose cells go on in the next line where they are too long: a mend that is cut short helps nobody."""

    def __init__(self, columns: Sequence[str], title: str) -> None:
        self.drawn = Table(title=words(title) if title else None, title_justify="left")
        for column in columns:
            self.drawn.add_column(words(column), overflow="fold")

    def add_row(self, *cells: str) -> None:
        self.drawn.add_row(*(words(cell) for cell in cells))


def words(said: str) -> Text:
    """For the terminal: square brackets are no colours, and a control sign is shown as its picture (␛) instead of being obeyed."""
    return Text("".join(_seen(letter) for letter in said))


def _seen(letter: str) -> str:
    if letter in KEPT or unicodedata.category(letter) not in {"Cc", "Cf", "Cs"}:
        return letter
    if letter < " ":
        return chr(0x2400 + ord(letter))
    return "\N{SYMBOL FOR DELETE}" if letter == "\x7f" else "\N{REPLACEMENT CHARACTER}"
