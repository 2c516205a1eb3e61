"""What a database takes of text: no NUL and no half of a character, which PostgreSQL refuses, and no column without a limit.

Asked in two places, so that no door stores or asks for what cannot be kept: of every row that is written, by the name of its field, and
of every statement that leaves for the database, whoever wrote it.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import JSON, Column, String, event, inspect
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.types import TypeDecorator

from studio.errors import Problem, StudioError, problem

USUAL = 10_000  # characters of a text column: far beyond any line or note that a person reads
USUAL_JSON = 1_000_000  # characters of all texts in a JSON column together
LONGEST = {
    "library_version.text": 1_000_000,  # a document of the library, kept as it is written
    "review_comment.text": 100_000,
    "interaction.text": 100_000,  # what a follower wrote: refusing it would cost the reading it came with
    "post_version.variants": 4_000_000,  # an article with its HTML, and the words of every other channel
    "draft.aside": 4_000_000,  # ten texts that were decided against
    "sign_in_try.handle": 200,
}
"""The columns that hold more, or less, than the usual: table.column → characters."""

_BROKEN = re.compile("[\x00\ud800-\udfff]")
_NUL_IN_JSON = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_CLEAN = ("重新复制文字，去掉看不见的字符再存", "copy the text again without its invisible characters")


class Unstorable(StudioError, DontWrapMixin):
    """Text that no database of ours keeps."""


def is_storable(text: str) -> bool:
    """Whether the text is free of NUL and of halves of characters."""
    return _BROKEN.search(text) is None


def mended(value: Any) -> Any:
    """The same with a sign of replacement (U+FFFD) for what cannot be kept, in lists and mappings too: for what platforms send, which nobody can type again."""
    if isinstance(value, str):
        return _BROKEN.sub("�", value)
    if isinstance(value, dict):
        return {mended(name): mended(inner) for name, inner in value.items()}
    return [mended(inner) for inner in value] if isinstance(value, list) else value


def limit_of(table: str, column: Column[Any]) -> int | None:
    """How many characters this column takes; None for what holds no text."""
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, JSON):
        return LONGEST.get(f"{table}.{column.name}", USUAL_JSON)
    return LONGEST.get(f"{table}.{column.name}", USUAL) if isinstance(kind, String) else None


def require_storable(table: str, field: str, value: Any, most: int) -> None:
    """Refuse (Unstorable, naming the field) what is longer than `most` characters or cannot be kept."""
    length = 0
    for text in _texts(value):
        length += len(text)
        if length > most:
            raise Unstorable(_too_long(table, field, most))
        if not is_storable(text):
            raise Unstorable(
                problem(
                    "文字里有数据库存不了的字符", "the text holds characters that cannot be kept", where=table, field=field, mend=_CLEAN
                )
            )


def readable_json(value: Any) -> str:
    """JSON as a person can read it in the database: Chinese as Chinese. Unstorable for what PostgreSQL would refuse inside it."""
    text = json.dumps(value, ensure_ascii=False)
    if "\\u0000" in text and _NUL_IN_JSON.search(text):
        raise Unstorable(_broken_statement())
    return text


def check_statement(_connection: object, _cursor: object, _statement: str, given: Any, *_: object) -> None:
    """Before a statement leaves, plain ones and questions too: the same answer from SQLite as from PostgreSQL."""
    for value in _given(given):
        if isinstance(value, str) and not is_storable(value):
            raise Unstorable(_broken_statement())


@event.listens_for(AnySession, "before_flush")
def _rows_can_be_kept(session: AnySession, _context: object, _instances: object) -> None:
    for row in [*session.new, *session.dirty]:
        state = inspect(row)
        unchanged = state.unmodified if state.persistent else frozenset[str]()
        for name, table, most in _limits(state.mapper):
            if name not in unchanged:
                require_storable(table, name, getattr(row, name), most)


@cache
def _limits(mapper: Any) -> tuple[tuple[str, str, int], ...]:
    """Every field of a class that holds text: its name, its table, and how many characters it takes."""
    table = mapper.local_table.name
    every = ((name, table, limit_of(table, column)) for name, column in mapper.columns.items())
    return tuple((name, table, most) for name, table, most in every if most is not None)


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(name)
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _given(given: Any) -> Iterable[Any]:
    """The values of one statement, or of many at once."""
    if isinstance(given, Mapping):
        return given.values()
    if isinstance(given, list):
        return (value for one in given for value in _given(one))
    return given or ()


def _too_long(table: str, field: str, most: int) -> Problem:
    return problem(
        f"这一栏最多 {most} 个字", f"at most {most} characters fit here", where=table, field=field,
        mend=("删短一些再存；是不是贴错了？", "make it shorter; was it pasted by mistake?"),
    )  # fmt: skip


def _broken_statement() -> Problem:
    return problem("文字里有数据库存不了的字符", "the text holds characters that cannot be kept", mend=_CLEAN)
