"""Which post is on the desk: the address says it, always; choosing another one or beginning one changes the address."""

from collections.abc import Callable, Sequence

import streamlit as st

from studio.excerpt import excerpt
from studio.library.kinds import ChannelKind
from studio.library.library import Library
from studio.ui.address import number
from studio.ui.components.choice import apart, as_shown
from studio.ui.components.markup import channel_name, state_words
from studio.ui.components.popping import done, popping
from studio.ui.components.post_about import choices_of
from studio.ui.components.writing_acts import begin
from studio.ui.desk import Desk
from studio.ui.glance.cast import Cast
from studio.ui.glance.writing import Listed
from studio.ui.words import say


def asked_for(desk: Desk) -> int | None:
    """The post that the address names; a bare one (somebody comes back through the menu) is given the post that was left here."""
    if "post" not in st.query_params and (left := st.session_state.get(_left(desk))) is not None:
        post, channel = left
        put_in_hand(post, channel)
    return number("post")


def put_in_hand(post: int, channel: str = "") -> None:
    """Write a post into the address."""
    st.query_params["post"] = str(post)
    if channel:
        st.query_params["channel"] = channel
    else:
        st.query_params.pop("channel", None)


def pick_post(listed: Sequence[Listed], cast: Cast, shelf: Library) -> int | None:
    """Draw the choice of posts and the form for a new one; gives the post in hand, or None where there is none, or none of that number."""
    known = {row.post.key: row for row in listed}
    if "post" not in st.query_params and known:
        put_in_hand(next(iter(known)))
    chosen = number("post")
    words = apart(known, lambda post: _line(known[post], cast))
    key = f"pick_{chosen}_{as_shown(known, words)}"  # of this post and these labels: a widget never remembers another one
    with st.container(horizontal=True, vertical_alignment="bottom", key="picker"):
        st.selectbox(
            say("write.post"), list(known), index=list(known).index(chosen) if chosen in known else None, key=key, label_visibility="collapsed",
            format_func=words, placeholder=say("write.no_post"), on_change=_picked, args=(key,),
        )  # fmt: skip
        new_post(cast, shelf)
    return chosen if chosen in known else None


def pick_channel(desk: Desk, post: int, there: Sequence[ChannelKind]) -> ChannelKind:
    """Draw the choice of channels; gives the one in hand, which the address names."""
    wanted = st.query_params.get("channel", "")
    chosen = next((kind for kind in there if kind == wanted), there[0])
    if wanted != chosen:
        st.query_params["channel"] = chosen.value
    key = f"channel_{post}_{chosen.value}"
    st.segmented_control(
        say("write.channel"), there, default=chosen, key=key, required=True, label_visibility="collapsed", on_change=_picked_channel, args=(key,),
        format_func=lambda kind: channel_name(kind.value),
    )  # fmt: skip
    st.session_state[_left(desk)] = (post, chosen.value)
    return chosen


def new_post(cast: Cast, shelf: Library) -> None:
    """The form for a new post. Nothing is chosen beforehand: whose name it goes out in is nobody's default."""
    products, campaigns = choices_of(shelf)
    only = next(iter(cast.personas)) if len(cast.personas) == 1 else None
    with popping(say("write.new"), icon=":material/add:", key="new"), st.form("new_post", border=False):
        st.text_input(say("write.idea"), key="new_idea", placeholder=say("write.idea_hint"))
        _one_of("persona", list(cast.personas), cast.name, chosen=only)
        _one_of("pillar", list(cast.pillars), cast.pillar)
        _one_of("channel", list(ChannelKind), lambda kind: channel_name(ChannelKind(kind).value))
        _one_of("product", list(products), products.__getitem__)
        _one_of("campaign", list(campaigns), campaigns.__getitem__)
        st.form_submit_button(say("write.begin"), type="primary", key="new_begin", on_click=_begin)


def _one_of(name: str, known: Sequence[str], words: Callable[[str], str], *, chosen: str | None = None) -> None:
    optional = name in {"product", "campaign"}
    st.selectbox(
        say(f"about.{name}" if optional else f"write.{name}"), known, index=known.index(chosen) if chosen else None, format_func=apart(known, words),
        key=f"new_{name}", placeholder=say("about.none" if optional else "write.choose"),
    )  # fmt: skip


def _left(desk: Desk) -> str:
    return f"desk_left_{desk.brand.slug}"


def _begin() -> None:
    if (begun := begin()) is not None:
        done("new")
        put_in_hand(*begun)


def _picked(key: str) -> None:
    if isinstance(post := st.session_state.get(key), int):
        put_in_hand(post)


def _picked_channel(key: str) -> None:
    if (kind := st.session_state.get(key)) is not None:
        st.query_params["channel"] = ChannelKind(kind).value


def _line(row: Listed, cast: Cast) -> str:
    return f"{excerpt(row.headline, 40)} · {cast.name(row.post.persona)} · {state_words(row.state)}"
