"""The phone previews: laid out as the apps lay them out, and safe whatever a person typed."""

import pytest

from studio.channels import preview
from studio.channels.preview import Comment, Picture, PreviewLink, PreviewMessage
from studio.channels.preview.fold import folds, lines
from tests.channels.preview.gallery import FOUNDER, LONG, cases, picture


def moment(**more: object) -> str:
    return preview.moments(PreviewMessage(channel="moments", name="林知夏", **more))  # type: ignore[arg-type]


def test_a_text_folds_after_six_lines_of_a_phone():
    assert lines("一" * 17) == 1
    assert lines("一" * 18) == 2
    assert not folds("好\n" * 6)
    assert folds("好\n" * 6 + "好")
    assert "sp-fold" in moment(text=LONG)
    assert "sp-fold" not in moment(text="晚安")


@pytest.mark.parametrize(("count", "look"), [(2, 'class="sp-grid"'), (3, 'class="sp-grid"'), (4, "sp-grid-4"), (9, 'class="sp-grid"')])
def test_pictures_stand_as_moments_lays_them_out(count: int, look: str):
    drawn = moment(pictures=tuple(picture(n) for n in range(count)))
    assert look in drawn
    assert drawn.count("<img") == count


def test_a_single_picture_keeps_its_proportions_and_a_tenth_is_not_shown():
    assert "width:150px;height:200px" in moment(pictures=(picture(0, width=900, height=1200),))
    assert "width:200px;height:100px" in moment(pictures=(picture(0, width=4000, height=400),))
    assert moment(pictures=tuple(picture(n) for n in range(10))).count("<img") == 9


def test_nothing_typed_becomes_markup_or_script():
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    message = PreviewMessage(
        channel="community", name=evil, portrait="javascript:alert(1)", colour="red;background:url(x)", place=evil, company=evil, text=evil, title=evil,
        author=evil, summary=evil, pictures=(Picture("javascript:alert(1)"),), link=PreviewLink(evil, evil, Picture("//evil.example/x.png"), mini_program=evil),
        when=evil, likes=(evil,), comments=(Comment(evil, evil),), checklist=(evil,),
    )  # fmt: skip
    for draw in (preview.moments, preview.group, preview.handoff, preview.official_account, preview.message_card):
        html = draw(message)
        assert "<script" not in html
        assert "<img src=x" not in html
        assert "javascript:" not in html
        assert "//evil.example" not in html
        assert "url(x)" not in html


def test_an_article_can_run_nothing_and_its_markup_stays_inside_its_frame():
    html = preview.official_account(
        PreviewMessage(channel="official_account", name="拾光里", title="题", html='<p>"好"</p><script>alert(1)</script>')
    )
    assert 'sandbox=""' in html
    assert "default-src" in html
    assert "<script" not in html  # escaped into srcdoc, where the sandbox keeps it from running


def test_pictures_of_an_article_get_their_addresses():
    digest = "a" * 64
    body = f'<img src="file:{digest}">'
    assert preview.with_addresses(body, {digest: "/files/a"}) == '<img src="/files/a">'
    assert preview.with_addresses(body, {}) == '<img src="">'


def test_a_name_stands_in_for_a_missing_portrait_and_every_case_of_the_gallery_is_drawn():
    assert ">林</span>" in preview.preview(PreviewMessage(channel="moments", name="林知夏"))
    assert FOUNDER.portrait.startswith("data:image/svg+xml")
    page = preview.document(*cases())
    assert page.count('class="sp-status"') == len(cases())
    assert page.startswith("<!doctype html>")
