"""What the post is about: product, campaign, brief; chosen and written in place."""

import streamlit as st
from sqlmodel import Session

from studio.errors import Refused, problem
from studio.library.kinds.brief import Brief
from studio.library.library import Library
from studio.library.sheet import save_sheet
from studio.posts.post import WRITERS, Post, post
from studio.review.about import relate
from studio.ui.components.choice import apart
from studio.ui.components.confirm import tell
from studio.ui.components.refusal import refusals_kept
from studio.ui.desk import Desk, here
from studio.ui.glance.shelf import library
from studio.ui.words import say

ASKED = ("selling_points", "audience", "needs", "pain_points", "occasion", "call_to_action")


def post_about(row: Post, shelf: Library, desk: Desk) -> None:
    """One line with what is chosen, and a form behind it; a brief that is owed is asked for at once."""
    brief = _brief_of(row, shelf)
    product, campaign = shelf.products.get(row.product or ""), shelf.campaigns.get(row.campaign or "")
    said = [name for name in (product and product.name, campaign and campaign.name) if name]
    may = desk.may(*WRITERS)
    with st.container(horizontal=True, vertical_alignment="center", key="post_about"):
        label = " · ".join(said) or say("about.nothing")
        with (
            st.popover(label, icon=":material/sell:", key=f"about_open_{row.key}", disabled=not may),
            st.form(f"about_{row.key}", border=False),
        ):
            _choice("product", {slug: each.name for slug, each in shelf.products.items()}, row.product, row.key)
            _choice("campaign", {slug: each.name for slug, each in shelf.campaigns.items()}, row.campaign, row.key)
            st.form_submit_button(say("about.keep"), key=f"about_keep_{row.key}", type="primary", on_click=_relate, args=(row.key,))
        if brief:
            with st.popover(say("about.brief"), icon=":material/assignment:", key=f"brief_read_{row.key}"):
                _read(brief)
        pillar = shelf.pillars.get(row.pillar)
        if brief is None and pillar and pillar.needs_brief:
            with st.popover(say("about.write_brief"), icon=":material/assignment_late:", key=f"brief_open_{row.key}", disabled=not may):
                _brief_form(row, product.name if product else row.idea)


def choices_of(shelf: Library) -> tuple[dict[str, str], dict[str, str]]:
    """Products and campaigns by name, for the form of a new post."""
    return {slug: each.name for slug, each in shelf.products.items()}, {slug: each.name for slug, each in shelf.campaigns.items()}


def _choice(name: str, known: dict[str, str], now: str | None, key: int) -> None:
    st.selectbox(
        say(f"about.{name}"), list(known), index=list(known).index(now) if now in known else None, format_func=apart(known, known.__getitem__),
        key=f"about_{name}_{key}", placeholder=say("about.none"),
    )  # fmt: skip


def _brief_of(row: Post, shelf: Library) -> Brief | None:
    return shelf.briefs.get(row.brief or "") or (shelf.brief_for(row.product) if row.product else None)


def _read(brief: Brief) -> None:
    st.markdown(f"**{say('about.selling_points')}**")
    for point in brief.selling_points:
        st.text(f"· {point}")
    for name in ASKED[1:]:
        st.markdown(f"**{say(f'about.{name}')}**")
        st.text(getattr(brief, name))


def _brief_form(row: Post, name: str) -> None:
    st.caption(say("about.brief_more", name=name))
    with st.form(f"brief_{row.key}", border=False):
        for asked in ASKED:
            st.text_area(say(f"about.{asked}"), key=f"brief_{row.key}_{asked}", height=80, placeholder=say(f"about.{asked}_hint"))
        st.form_submit_button(say("about.keep_brief"), key=f"brief_keep_{row.key}", type="primary", on_click=_write_brief, args=(row.key,))


def _relate(key: int) -> None:
    desk, said = here(), st.session_state
    with refusals_kept(), desk.act() as session:
        relate(
            session,
            post(session, key),
            product=said[f"about_product_{key}"],
            campaign=said[f"about_campaign_{key}"],
            by=desk.person,
            at=desk.now,
        )
        tell(say("about.kept"))


def _write_brief(key: int) -> None:
    desk = here()
    shelf = library(desk)
    with refusals_kept(), desk.act() as session:
        row = post(session, key)
        brief = _filled_in(row, shelf)
        _keep_brief(session, row, brief, desk)
        tell(say("about.brief_kept"))


def _keep_brief(session: Session, row: Post, brief: Brief, desk: Desk) -> None:
    save_sheet(session, f"content/briefs/{brief.slug}.yaml", brief, by=desk.person, at=desk.now)
    relate(session, row, product=row.product, campaign=row.campaign, brief=brief.slug, by=desk.person, at=desk.now)


def _filled_in(row: Post, shelf: Library) -> Brief:
    said = {name: str(st.session_state[f"brief_{row.key}_{name}"]).strip() for name in ASKED}
    if lacking := [name for name in ASKED if not said[name]]:
        raise Refused(
            *(
                problem(
                    f"「{say(f'about.{name}')}」还没写",
                    f"{name} is not written yet",
                    field=name,
                    mend=("写一句就行", "a sentence is enough"),
                )
                for name in lacking
            )
        )
    product = shelf.products.get(row.product or "")
    points = tuple(line.strip(" ·-") for line in said.pop("selling_points").splitlines() if line.strip(" ·-"))
    return Brief(
        slug=product.slug if product and product.slug not in shelf.briefs else f"post-{row.key}", name=(product.name if product else row.idea)[:200],
        product=product.slug if product else None, selling_points=points, **said,
    )  # fmt: skip
