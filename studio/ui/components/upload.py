"""Bringing pictures in: uploads with their rights, and the workspace's own photos with their licence records."""

from collections.abc import Sequence

import streamlit as st

from studio.assets.asset import MAY_KEEP, Rights, keep, rights_of
from studio.assets.upload import UPLOAD_TYPES
from studio.errors import StudioError
from studio.library.library import Library
from studio.ui.components.confirm import tell
from studio.ui.components.popping import done, popping
from studio.ui.components.refusal import refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.glance.shelf import library
from studio.ui.words import say


def upload_form(desk: Desk) -> None:
    with (
        popping(say("assets.upload"), icon=":material/upload:", key="upload_pop", disabled=not desk.may(*MAY_KEEP)),
        st.form("upload", border=False),
    ):
        st.file_uploader(say("assets.files"), type=list(UPLOAD_TYPES), accept_multiple_files=True, key="upload_files")
        st.checkbox(say("assets.still"), key="upload_still")
        st.text_input(say("assets.shows"), key="upload_shows")
        st.text_input(say("assets.source"), key="upload_source", placeholder=say("assets.source_hint"))
        st.text_input(say("assets.author"), key="upload_author")
        st.text_input(say("assets.licence"), key="upload_licence", placeholder=say("assets.licence_hint"))
        st.date_input(say("assets.expires"), value=None, key="upload_expires")
        st.text_input(say("assets.tags"), key="upload_tags", placeholder=say("assets.tags_hint"))
        st.form_submit_button(say("assets.upload"), type="primary", key="upload_send", on_click=_upload)


def take_in_workspace(names: Sequence[str], desk: Desk) -> None:
    """One button while the workspace has photos that the picture library does not hold."""
    if names:
        words = say("assets.take_in", n=len(names))
        st.button(
            words, key="take_in", icon=":material/inventory_2:", on_click=_take_in, args=(list(names),), disabled=not desk.may(*MAY_KEEP)
        )


def _upload() -> None:
    """Good files are kept; each that is not is named with what is wrong with it."""
    desk, said = here(), st.session_state
    wrong: list[StudioError] = []
    kept = 0
    with refusals_kept():
        rights = Rights(said["upload_source"], said["upload_author"], said["upload_licence"], said["upload_expires"])
        for file in said["upload_files"] or []:
            try:
                with desk.act() as session:
                    keep(
                        session,
                        desk.files,
                        file.getvalue(),
                        name=file.name,
                        rights=rights,
                        by=desk.person,
                        at=desk.now,
                        shows=said["upload_shows"],
                        tags=said["upload_tags"].split(),
                        still=said["upload_still"],
                    )
                    kept += 1
            except StudioError as error:
                wrong.append(error)
        tell(say("assets.uploaded", n=kept))
        if wrong:
            raise StudioError(*(problem for error in wrong for problem in error.problems))
        done("upload_pop")


def _take_in(names: list[str]) -> None:
    desk = here()
    shelf: Library = library(desk)
    with refusals_kept(), desk.act() as session:
        for name in names:
            licence = shelf.photos[name]
            keep(
                session,
                desk.files,
                desk.files.get(shelf.pictures[name]),
                name=name,
                rights=rights_of(licence),
                by=desk.person,
                at=desk.now,
                shows=licence.shows,
                tags=licence.tags,
                still=True,
            )
        tell(say("assets.uploaded", n=len(names)))
