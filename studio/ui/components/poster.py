"""Making a picture from a product: layout and size chosen, drawn at once, measured by the five points, kept when it is good."""

from collections.abc import Mapping

import streamlit as st

from studio.assets.asset import MAY_KEEP, Rights, keep_rendered
from studio.assets.check import POINT_WORDS, Checkup, check
from studio.assets.photograph import Photo
from studio.assets.record import Record, goods_of, who_of
from studio.assets.render import Rendered, render
from studio.calendars.illustrate import faces
from studio.library.kinds import Layout, Product, Size
from studio.library.library import Library
from studio.ui.components.choice import apart
from studio.ui.components.confirm import tell
from studio.ui.components.figures import Share, shares
from studio.ui.components.findings import findings_list
from studio.ui.components.markup import heading
from studio.ui.components.refusal import refusals_kept, refusals_shown
from studio.ui.desk import Desk, here
from studio.ui.glance.assets import photos
from studio.ui.words import language, say

PASS, GOOD = 60, 80


def poster(desk: Desk, library: Library) -> None:
    left, right = st.columns([2, 3], gap="large")
    there = photos(desk, library)
    with left:
        product, layout, size, record = _choices(library, there)
    with right, refusals_shown():
        palette = library.palette_for(product.category)
        drawn = render(layout, size, palette, record, photos=there, faces=faces(library, desk.files))
        found = check(drawn, palette)
        picture, points = st.columns([1, 1], gap="medium")
        picture.image(drawn.content, width="stretch")
        with points:
            _points(found)
        st.button(
            say("assets.keep"),
            key="poster_keep",
            type="primary",
            on_click=_keep,
            args=(drawn, product, layout),
            disabled=found.blocked or not desk.may(*MAY_KEEP),
        )
        if found.findings:
            findings_list(found.findings)


def _choices(library: Library, there: Mapping[str, Photo]) -> tuple[Product, Layout, Size, Record]:
    product = library.product(
        st.selectbox(
            say("assets.product"),
            list(library.products),
            format_func=apart(library.products, lambda slug: library.products[slug].name),
            key="poster_product",
        )
    )
    layout = library.layout(
        st.selectbox(
            say("assets.layout"),
            list(library.layouts),
            format_func=apart(library.layouts, lambda slug: library.layouts[slug].name),
            key="poster_layout",
        )
    )
    sizes = {f"{size.family} {size.width}×{size.height}": size for size in layout.sizes}
    size = sizes[st.selectbox(say("assets.size"), list(sizes), key=f"poster_size_{layout.slug}")]
    headline = st.text_input(say("assets.headline"), product.selling_points[0], key=f"poster_headline_{product.slug}")
    persona = library.personas[
        st.selectbox(
            say("assets.persona"),
            list(library.personas),
            format_func=apart(library.personas, lambda slug: library.personas[slug].name),
            key="poster_persona",
        )
    ]
    photo = st.selectbox(
        say("assets.photo"),
        [*(name for name in product.photos if name in there), *(name for name in there if name not in product.photos)],
        key=f"poster_photo_{product.slug}",
    )
    link = st.text_input(say("assets.link"), product.link, key=f"poster_link_{product.slug}")
    advert = st.toggle(say("assets.advert"), value=True, key="poster_advert")
    record = Record(
        headline=headline, steps=product.selling_points, product=goods_of(product), persona=who_of(persona), brand=library.brand.name, photo=photo or "", link=link.strip(),
        badge="广告" if advert else "", button="来看看" if advert else "", date="",
    )  # fmt: skip
    return product, layout, size, record


def _points(found: Checkup) -> None:
    heading(say("assets.five_points"), say("assets.score", n=found.score))
    shares([
        Share(POINT_WORDS[each.point].in_(language()), each.score or 0, remark="—" if each.score is None else str(each.score), tone=_tone(each.score))
        for each in found.points
    ])  # fmt: skip
    st.caption(" · ".join(each.measured.in_(language()) for each in found.points if each.score is not None))


def _tone(score: int | None) -> str:
    return "" if score is None or score >= GOOD else "gamboge" if score >= PASS else "cinnabar"


def _keep(drawn: Rendered, product: Product, layout: Layout) -> None:
    desk = here()
    with refusals_kept(), desk.act() as session:
        rights = Rights(say("assets.made_here"), desk.person.name, say("assets.own"))
        made_from = {"layout": layout.slug, "product": product.slug}
        keep_rendered(
            session,
            desk.files,
            drawn,
            name=f"{product.slug}-{layout.slug}.jpg",
            rights=rights,
            made_from=made_from,
            by=desk.person,
            at=desk.now,
            shows=product.name,
        )
        tell(say("assets.kept"))
