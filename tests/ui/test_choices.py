"""Whoever chooses one of two that are called the same gets the one that was chosen."""

import ast
from pathlib import Path

from streamlit.testing.v1 import AppTest

import studio.ui
from studio.library.kinds import ChannelKind
from studio.people.person import by_handle
from studio.posts.draft import add_channel
from studio.posts.post import start
from tests.ui.conftest import Studio

UI = Path(studio.ui.__file__).parent
CLOSED = {  # lists of our own, in which no two words are the same: file → the labels
    "pages/assets.py": {"views.__getitem__"}, "pages/calendar_.py": {"views.__getitem__"}, "pages/settings.py": {"say"}, "frame.py": {"LANGUAGES.__getitem__"},
    "components/account_forms.py": {"channel_name", "kind_name"}, "components/hold_switch.py": {"say"}, "components/next_hour.py": {"say"},
    "components/opt_out_list.py": {"say"}, "components/post_picker.py": {"channel_name", "words"}, "components/publish_parts.py": {"say"},
    "components/rule_settings.py": {"say"}, "components/state_board.py": {"_label"}, "components/team_settings.py": {"role_name"},
    "components/unknown_decision.py": {"say"}, "components/versions.py": {"lines.__getitem__"},
}  # fmt: skip


def test_every_choice_among_what_people_named_keeps_its_labels_apart():
    """A choice travels as its label, and of two alike the last one would win: the wrong post on the desk, the wrong account, the wrong person."""
    found = []
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "format_func":
                words = ast.unparse(node.value)
                name = str(path.relative_to(UI))
                if not words.startswith("apart(") and not any(label in words for label in CLOSED.get(name, ())):
                    found.append(f"{name}: format_func={words}")
    assert not found, f"use apart(options, label), or name it here as a list of our own: {found}"


def test_two_that_are_called_the_same_are_told_apart():
    def page() -> None:
        import streamlit as st

        from studio.ui.components.choice import apart

        st.session_state["got"] = st.selectbox(
            "who", ["a", "b", "c"], format_func=apart("abc", {"a": "林安", "b": "林安", "c": "周月"}.__getitem__)
        )

    screen = AppTest.from_function(page).run()
    assert screen.selectbox[0].options == ["林安 · a", "林安 · b", "周月"]
    screen.selectbox[0].set_value("a").run()
    assert screen.session_state["got"] == "a"


def test_of_two_posts_with_one_name_the_one_in_the_address_stays_on_the_desk(studio: Studio):
    with studio.act() as session:
        editor, keys = by_handle(session, "editor"), []
        for _ in range(2):
            row = start(session, "风", persona="lin-an", pillar="daily-life", by=editor, at=studio.now)
            add_channel(session, row, ChannelKind.MOMENTS, by=editor, at=studio.now)
            keys.append(row.key)
    for key in keys:
        screen = studio.screen("write", who="editor", post=str(key))
        screen.button(key="save").click().run()
        assert next(box.value for box in screen.selectbox if str(box.key).startswith("pick_")) == key
