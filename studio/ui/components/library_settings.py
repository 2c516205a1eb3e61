"""The library's documents with their versions; a document is edited as text, checked with everything around it."""

import pandas as pd
import streamlit as st

from studio.library.current import problems as library_problems
from studio.library.current import standing
from studio.library.edit import save_document
from studio.library.shelves import is_text, shelf_of
from studio.library.version import LibraryVersion
from studio.people.person import Role
from studio.ui.components.confirm import tell
from studio.ui.components.empty import empty
from studio.ui.components.refusal import kept_refusal, problems, refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.words import say


def library_settings(desk: Desk) -> None:
    with desk.look() as session:
        rows, wrong = standing(session), library_problems(session)
    if not rows:
        empty(say("settings.no_library"), key="no_library")
        return
    problems(wrong)
    kept_refusal()
    words = st.text_input(
        say("settings.find_document"), key="document_words", placeholder=say("settings.find_document"), label_visibility="collapsed"
    )
    shown = [row for row in rows if words.lower() in row.path.lower()]
    table = pd.DataFrame([_row(row, desk) for row in shown])
    event = st.dataframe(
        table, hide_index=True, width="stretch", height=280, key="documents", on_select="rerun", selection_mode="single-row"
    )
    chosen = event["selection"]["rows"]
    if chosen and chosen[0] < len(shown):
        _editor(shown[chosen[0]], desk)


def _editor(row: LibraryVersion, desk: Desk) -> None:
    if not is_text(shelf_of(row.path)):
        st.caption(say("settings.not_text", path=row.path))
        return
    may = desk.may(Role.PLANNER, Role.ADMIN)
    key = f"document_{row.path}_{row.version}"
    st.text_area(row.path, row.text, key=key, height=420, disabled=not may)
    st.button(
        say("settings.save_document"),
        key="document_save",
        type="primary",
        disabled=not may,
        on_click=_save,
        args=(row.path, row.version, key),
    )


def _row(row: LibraryVersion, desk: Desk) -> dict[str, str]:
    return {
        say("settings.document"): row.path, say("settings.version"): str(row.version), say("settings.by"): row.author,
        say("settings.at"): f"{desk.local(row.at):%m-%d %H:%M}",
    }  # fmt: skip


def _save(path: str, version: int, key: str) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        save_document(session, path, st.session_state[key], base_version=version, by=desk.person, at=desk.now)
        tell(say("settings.document_saved", path=path))
