"""Choosing a picture where it is needed: from the library, or a fresh one taken in and used with one click."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from sqlmodel import Session

from studio.assets.asset import Asset, Rights, find, keep
from studio.assets.upload import UPLOAD_TYPES
from studio.errors import Refused, problem
from studio.posts.variant import PictureRef
from studio.ui.components.confirm import tell
from studio.ui.components.pictures import picture_url
from studio.ui.components.popping import done, popping
from studio.ui.components.refusal import refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.words import say

AT_ONCE = 12
Use = Callable[[Session, Asset], None]


@dataclass(frozen=True)
class Choice:
    """One place for a picture: `key` names its widgets, `use` is the act on the chosen one, in the transaction that takes it in."""

    key: str
    label: str
    use: Use
    icon: str = ":material/add_photo_alternate:"

    @property
    def acts(self) -> str:
        """The container of its buttons."""
        return f"{self.key}_acts"


def picture_choice(choice: Choice, desk: Desk) -> None:
    with popping(choice.label, icon=choice.icon, key=choice.key), st.container(key=choice.acts):
        _take_in(choice)
        words = st.text_input(say("write.find_picture"), key=f"{choice.key}_find", placeholder=say("write.find_picture_hint"))
        with desk.look() as session:
            assets = [asset for asset in find(session, words, limit=AT_ONCE) if asset.usable(desk.local(desk.now).date())]
        if not assets:
            st.caption(say("write.no_picture"))
        with st.grid(3, gap="xsmall"):
            for asset in assets:
                with st.container(gap="xxsmall"):
                    st.image(picture_url(desk.files, asset.digest, width=240), width="stretch")
                    st.button(
                        say("write.use"), key=f"{choice.key}_use_{asset.key}", on_click=_use, args=(choice, asset.key), width="stretch"
                    )


def _take_in(choice: Choice) -> None:
    """The uploader is a fresh one after each picture that was taken in."""
    turn = st.session_state.get(f"{choice.key}_turn", 0)
    file = st.file_uploader(say("write.new_picture"), type=list(UPLOAD_TYPES), key=f"{choice.key}_file_{turn}")
    if file is None:
        return
    st.checkbox(say("write.own_picture"), key=f"{choice.key}_own_{turn}", help=say("write.own_picture_more"))
    st.button(say("write.take_and_use"), key=f"{choice.key}_take", type="primary", on_click=_take, args=(choice, turn), width="stretch")


def _use(choice: Choice, key: int) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        asset = session.get(Asset, key)
        if asset is not None:
            choice.use(session, asset)
            done(choice.key)


def _take(choice: Choice, turn: int) -> None:
    desk, said = here(), st.session_state
    file = said.get(f"{choice.key}_file_{turn}")
    if file is None:
        return
    with refusals_kept(), desk.act() as session:
        if not said.get(f"{choice.key}_own_{turn}"):
            raise Refused(
                problem(
                    "先确认图片是自己的", "say that the picture is yours", field="licence", rule="asset.licence",
                    mend=("勾上「自己拍的或公司自有」；别人的图在 素材 里上传，写明授权", "tick “our own”; upload others' pictures under Assets with their licence"),
                )
            )  # fmt: skip
        rights = Rights(say("write.own_source"), desk.person.name, "Own-Work")
        asset = keep(session, desk.files, file.getvalue(), name=file.name, rights=rights, by=desk.person, at=desk.now)
        choice.use(session, asset)
        said[f"{choice.key}_turn"] = turn + 1
        done(choice.key)
        tell(say("write.taken", name=asset.name))


def ref_of(asset: Asset) -> PictureRef:
    """The picture as the library keeps it; putting it into a variant makes the copy that its channel takes."""
    of = tuple(each for each in asset.origins if each != asset.digest)
    return PictureRef(digest=asset.digest, media_type=asset.media_type, width=asset.width, height=asset.height, alt=asset.shows, of=of)
