"""Errors that a person can act on: what is wrong, where, and what to do, in Chinese and English.

Raise a StudioError for what somebody outside can mend; let everything else be a surprise.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The same sentence in both languages of the interface."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} ({self.en})" if self.en and self.en != self.zh else self.zh

    def in_(self, language: str) -> str:
        return self.en if language == "en" and self.en else self.zh


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: `where` is a file, a line, a field or an account; `mend` says what to do."""

    what: Words
    where: str = ""
    line: int | None = None
    field: str = ""
    mend: Words = Words("", "")
    rule: str = ""

    @property
    def place(self) -> str:
        line = f":{self.line}" if self.line is not None else ""
        field = f" [{self.field}]" if self.field else ""
        return f"{self.where}{line}{field}".strip()

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        mend = f" → {self.mend}" if self.mend.zh else ""
        return f"{place}{self.what}{mend}"

    def in_(self, language: str) -> str:
        """One line in one language, for a screen."""
        place = f"{self.place}: " if self.place else ""
        mend = f" → {self.mend.in_(language)}" if self.mend.zh else ""
        return f"{place}{self.what.in_(language)}{mend}"


class StudioError(Exception):
    """One or several problems that a person outside can mend."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(str(p) for p in problems))

    def in_(self, language: str) -> str:
        return "\n".join(p.in_(language) for p in self.problems)


class Refused(StudioError):
    """A rule of the business said no: the gate, the warm-up, a right that somebody does not have."""


class NotAllowed(Refused):
    """The person has no such right in this brand."""


class Conflict(StudioError):
    """Somebody else changed the same thing first; `theirs` and `yours` are both kept."""

    def __init__(self, problem: Problem, *, theirs: str = "", yours: str = "") -> None:
        super().__init__(problem)
        self.theirs = theirs
        self.yours = yours


def problem(  # one short way to say it everywhere
    zh: str, en: str, *, where: str = "", line: int | None = None, field: str = "", mend: tuple[str, str] = ("", ""), rule: str = ""
) -> Problem:
    """Build a Problem from plain strings: `problem("缺少照片", "photo missing", where="a.yaml", mend=("…", "…"))`."""
    return Problem(Words(zh, en), where=where, line=line, field=field, mend=Words(*mend), rule=rule)
