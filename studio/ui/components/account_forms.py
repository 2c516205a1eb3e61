"""The forms of an account's set-up: a new one, what it is, and its secrets; everything that is wrong is said at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from studio.brands.account import ChannelAccount, account, is_shared
from studio.channels.handoff.kinds import KINDS
from studio.channels.official_account.settings import Entity, Way
from studio.channels.registry import CHANNELS
from studio.library.kinds import ChannelKind
from studio.posts.charter import SUB_TYPES
from studio.publishing.connection import CHARTERS, OA_KINDS, add_account, change_account, set_account_keys
from studio.ui.components.choice import apart
from studio.ui.components.confirm import tell
from studio.ui.components.markup import channel_name
from studio.ui.components.popping import done, popping
from studio.ui.components.refusal import refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.glance.shelf import library
from studio.ui.words import language, say, sentences

SECRETS = {
    ChannelKind.OFFICIAL_ACCOUNT: ("secret", "callback_token", "aes_key"),
    ChannelKind.COMMUNITY: ("secret", "callback_token", "aes_key", "robot"), ChannelKind.MOMENTS: ("secret", "callback_token", "aes_key", "robot"),
}  # fmt: skip


def new_account(desk: Desk) -> None:
    with popping(say("settings.add_account"), icon=":material/add:", key="account_new_pop"):
        channel = st.selectbox(say("settings.channel"), list(CHANNELS), format_func=channel_name, key="account_new_channel")
        with st.form("account_new", border=False):
            st.text_input(say("settings.account_name"), key="account_new_name", placeholder=say("settings.name_hint"))
            st.text_input(say("settings.slug"), key="account_new_slug", placeholder="oa-brand", help=say("settings.slug_help"))
            if kinds := _kinds(channel):
                st.selectbox(say("settings.kind"), kinds, key="account_new_kind", format_func=kind_name)
            if channel != ChannelKind.HANDOFF:
                st.text_input(_id_name(channel), key="account_new_id")
            _whose("account_new", desk, persona=None, shared=False, face="")
            st.form_submit_button(say("settings.add_account"), key="account_new_do", type="primary", on_click=_add, args=(channel,))


def change_form(row: ChannelAccount) -> None:
    """What may be changed of the account on the table; leaving the address empty means the real platform."""
    with st.form(f"account_{row.slug}"):
        st.markdown(f"**{say('settings.what_it_is')}**")
        st.text_input(say("settings.account_name"), row.name, key=f"account_{row.slug}_name")
        if row.channel != ChannelKind.HANDOFF:
            st.text_input(_id_name(row.channel), row.external_id, key=f"account_{row.slug}_id")
            st.text_input(say("settings.base_url"), row.base_url, key=f"account_{row.slug}_base", help=say("settings.base_url_help"))
        if row.channel == ChannelKind.OFFICIAL_ACCOUNT:
            st.checkbox(say("settings.verified"), row.verified, key=f"account_{row.slug}_verified", help=say("settings.verified_help"))
        for name, options in _choices(row.channel).items():
            now = row.kind if name == "kind" else str(row.settings.get(name, ""))
            st.selectbox(
                say(f"settings.{name}"), options, index=options.index(now) if now in options else 0, key=f"account_{row.slug}_{name}", format_func=kind_name
            )  # fmt: skip
        _whose(f"account_{row.slug}", here(), persona=row.persona, shared=is_shared(row), face=str(row.settings.get("face", "")))
        st.caption(say("settings.change_help"))
        st.form_submit_button(say("settings.save_account"), key="account_save", on_click=_change, args=(row.slug,))


def _whose(key: str, desk: Desk, *, persona: str | None, shared: bool, face: str) -> None:
    """The persona whose account it is, or that several share it, with its own portrait then."""
    shelf = library(desk)
    slugs, faces = list(shelf.personas), sorted(shelf.pictures)
    st.selectbox(
        say("settings.persona"), slugs, index=slugs.index(persona) if persona in slugs else None, key=f"{key}_persona", placeholder=say("settings.no_persona"),
        format_func=apart(shelf.personas, lambda slug: shelf.personas[slug].name),
    )  # fmt: skip
    st.checkbox(say("settings.shared"), shared, key=f"{key}_shared", help=say("settings.shared_help"))
    st.selectbox(
        say("settings.face"), faces, index=faces.index(face) if face in faces else None, key=f"{key}_face", placeholder=say("settings.no_face"),
    )  # fmt: skip


def _whose_settings(key: str) -> dict[str, Any]:
    said = st.session_state
    return {"shared": bool(said.get(f"{key}_shared")), "face": said.get(f"{key}_face") or ""}


def secret_form(row: ChannelAccount) -> None:
    """Fields that are left empty stay as they are; nothing that is kept is ever shown."""
    with st.form("secret", clear_on_submit=True):
        st.markdown(f"**{say('settings.secrets')}** {say('settings.has_secret') if row.sealed else say('settings.no_secret')}")
        for name in SECRETS[ChannelKind(row.channel)]:
            st.text_input(say(f"settings.key_{name}"), type="password", key=f"account_{name}", help=say("settings.secret_help"))
        st.caption(say("settings.secrets_help"))
        st.form_submit_button(say("settings.set_secret"), key="account_secret_set", on_click=_set_secrets, args=(row.slug,))


def _choices(channel: str) -> Mapping[str, Sequence[str]]:
    match channel:
        case ChannelKind.OFFICIAL_ACCOUNT:
            return {"kind": OA_KINDS, "entity": tuple(entity.value for entity in Entity), "publish": tuple(way.value for way in Way)}
        case ChannelKind.COMMUNITY:
            return {"charter": CHARTERS, "charter_for": ("", *(part for parts in SUB_TYPES.values() for part in parts))}
        case ChannelKind.HANDOFF:
            return {"kind": tuple(KINDS)}
        case _:
            return {}


def _kinds(channel: str) -> Sequence[str]:
    return _choices(channel).get("kind", ())


def kind_name(kind: str) -> str:
    """In the reader's words; one that has none stands for itself."""
    key = f"settings.is_{kind}"
    return KINDS[kind].name.in_(language()) if kind in KINDS else say(key) if key in sentences() else kind


def _id_name(channel: str) -> str:
    return "AppID" if channel == ChannelKind.OFFICIAL_ACCOUNT else say("settings.corp_id")


def _add(channel: str) -> None:
    desk, said = here(), st.session_state
    row = ChannelAccount(
        slug=said["account_new_slug"].strip(), name=said["account_new_name"].strip(), channel=channel, kind=said.get("account_new_kind", ""),
        external_id=said.get("account_new_id", "").strip(), sandbox=False, created_at=desk.now, persona=said.get("account_new_persona"),
        settings={name: value for name, value in _whose_settings("account_new").items() if value},
    )  # fmt: skip
    with refusals_kept(), desk.act() as session:
        add_account(session, row, by=desk.person, at=desk.now)
        tell(say("settings.account_added", name=row.name))
        said["account_chosen"] = row.slug
        done("account_new_pop")


def _change(slug: str) -> None:
    desk, said = here(), st.session_state
    with refusals_kept(), desk.act() as session:
        row = account(session, slug)
        fields: dict[str, Any] = {"name": said[f"account_{slug}_name"].strip()}
        if row.channel != ChannelKind.HANDOFF:
            base = said[f"account_{slug}_base"].strip()
            fields |= {"external_id": said[f"account_{slug}_id"].strip(), "base_url": base, "sandbox": row.sandbox and base == row.base_url}
        if row.channel == ChannelKind.OFFICIAL_ACCOUNT:
            fields["verified"] = bool(said[f"account_{slug}_verified"])
        settings = dict(row.settings)
        for name, value in _whose_settings(f"account_{slug}").items():
            if value or name in settings:
                settings[name] = value
        for name in _choices(row.channel):
            value = said[f"account_{slug}_{name}"]
            if name == "kind":
                fields["kind"] = value
            elif value or name in settings:
                settings[name] = value
        fields |= {"settings": settings, "persona": said.get(f"account_{slug}_persona")}
        changed = change_account(session, row, by=desk.person, at=desk.now, **fields)
        tell(say("settings.account_saved") if changed else say("settings.nothing_changed"))


def _set_secrets(slug: str) -> None:
    desk, said = here(), st.session_state
    with refusals_kept(), desk.act() as session:
        row = account(session, slug)
        given = {name: value for name in SECRETS[ChannelKind(row.channel)] if (value := str(said.get(f"account_{name}", "")).strip())}
        if not given:
            tell(say("settings.nothing_changed"))
            return
        set_account_keys(session, row, vault=desk.house.vault, by=desk.person, at=desk.now, **given)
        tell(say("settings.secret_set"))
