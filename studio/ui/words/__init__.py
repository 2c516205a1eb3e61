"""What the screens say: one table per page, Chinese and English side by side, found by `page.key`."""

from functools import cache
from pathlib import Path

import streamlit as st
import yaml

LANGUAGES = {"zh": "中文", "en": "English"}


class Count(int):
    """A number in a sentence: `{n}` is grouped (12,000), `{n:s}` is the English plural ending."""

    def __format__(self, spec: str) -> str:
        if spec == "s":
            return "" if self == 1 else "s"
        if spec == "y":
            return "y" if self == 1 else "ies"
        return int(self).__format__(spec or ",")


def language() -> str:
    """The language of the person at the screen: zh or en."""
    return str(st.session_state.get("language", "zh"))


def say(key: str, **values: object) -> str:
    """The sentence of this key in the reader's language, its `{names}` filled."""
    return say_in(language(), key, **values)


def say_in(which: str, key: str, **values: object) -> str:
    zh, en = sentences()[key]
    shown = {name: Count(value) if type(value) is int else value for name, value in values.items()}
    return (en if which == "en" else zh).format(**shown)


@cache
def sentences() -> dict[str, tuple[str, str]]:
    """All sentences: key → (Chinese, English).

    Read as plain strings: YAML would take a key such as `yes` for a truth and `1.10` for a number.
    """
    tables = sorted(Path(__file__).parent.glob("*.yaml"))
    return {
        f"{table.stem}.{key}": (str(pair[0]), str(pair[1]))
        for table in tables
        for key, pair in yaml.load(table.read_text(encoding="utf-8"), yaml.BaseLoader).items()  # noqa: S506 - strings, lists and mappings only
    }
