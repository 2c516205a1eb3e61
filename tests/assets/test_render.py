"""A layout and a record make a picture: always the same one, within its limits, and honest about what is missing."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from studio.assets.photograph import Photo, cropped, photo_at, shaded
from studio.assets.qr_code import read_back
from studio.assets.record import Goods, Record, goods_of, yuan
from studio.assets.render import Rendered, render
from studio.errors import StudioError
from studio.files import digest_of
from studio.library.kinds.layout import Layer, Layout, Size
from studio.library.kinds.product import Evidence, Lane, Product
from tests.assets.workshop import FULL, drawn, faces, jpeg, layout, layouts, palette, photos, picture

PLAIN = Size(family="moments_1x1", width=600, height=600)


def sheet_of(*layers: Layer, size: Size = PLAIN) -> Layout:
    return Layout(slug="trial", name="试", sizes=(size,), layers=layers)


def draw_it(sheet: Layout, record: Record = FULL, **more: Photo):
    return render(sheet, sheet.sizes[0], palette(), record, photos={**photos(), **more}, faces=faces())


@pytest.mark.parametrize("slug", [layout.slug for layout in layouts()])
def test_every_layout_draws_a_full_record_in_every_size(slug: str):
    for size in layout(slug).sizes:
        made = drawn(slug, family=size.family)
        assert picture(made).size == (size.width, size.height) == (made.width, made.height)
        assert len(made.content) <= 300_000
        assert not [placed.text for placed in made.placed if placed.cut or placed.missing]


@pytest.mark.parametrize("slug", ["moments-quiet", "offer-poster", "know-how-card"])
def test_the_same_inputs_give_the_same_bytes(slug: str):
    first = drawn(slug)
    cropped.cache_clear()
    assert drawn(slug).content == first.content
    assert first.digest == digest_of(first.content)


def test_another_word_gives_other_bytes():
    assert drawn("quote-card").digest != drawn("quote-card", replace(FULL, headline="慢一点也没关系。")).digest


def test_a_picture_for_a_persona_in_warm_up_shows_no_price():
    kinds = {placed.kind for placed in drawn("moments-quiet").placed}
    assert not kinds & {"price", "button", "badge", "qr"}


@pytest.mark.parametrize("family", ["moments_3x4", "share_poster"])
def test_the_code_is_read_back_from_the_finished_file_also_small_and_badly_compressed(family: str):
    made = drawn("offer-poster", family=family)
    whole = picture(made)
    assert read_back(whole) == FULL.link
    half = whole.resize((whole.width // 2, whole.height // 2))
    poor = BytesIO()
    half.save(poor, "JPEG", quality=40)
    assert read_back(Image.open(poor)) == FULL.link


def test_a_link_too_long_for_its_code_is_refused_with_the_mend():
    with pytest.raises(StudioError, match="use a short link"):
        drawn("offer-poster", replace(FULL, link="https://muhe.example/" + "x" * 600))


def test_a_missing_photo_names_file_layout_and_layer():
    with pytest.raises(StudioError) as refused:
        drawn("product-card", replace(FULL, photo="gone.jpg"))
    said = str(refused.value)
    assert "gone.jpg" in said
    assert "assets/layouts/product-card.yaml" in said
    assert "photo" in said


def test_a_record_without_a_photo_says_so():
    with pytest.raises(StudioError, match="没有指定照片"):
        drawn("moments-quiet", replace(FULL, photo=""))


def test_required_words_that_are_missing_are_asked_for():
    with pytest.raises(StudioError, match="没有字可写"):
        drawn("quote-card", Record(brand="木禾"))


def test_optional_layers_are_left_out():
    made = drawn("moments-quiet", Record(headline="早安", photo="garden-morning.jpg"))
    assert {placed.kind for placed in made.placed} == {"background", "photo", "panel", "text"}


def test_a_rule_between_steps_goes_with_its_step():
    whole, short = drawn("know-how-card"), drawn("know-how-card", replace(FULL, steps=FULL.steps[:2]))
    assert len([p for p in whole.placed if p.kind == "panel"]) == len([p for p in short.placed if p.kind == "panel"]) + 2


def test_a_layer_that_names_what_no_record_has_is_refused():
    with pytest.raises(StudioError, match=r"titel.*可用"):
        draw_it(sheet_of(Layer(kind="text", text="{{ titel }}")))


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}", "{{ headline.__class__ }}", "{{ brand.format.__globals__ }}", "{{ 'x' * 10 ** 9 }}", "{{ 9 ** 99999999 }}",
        "{% for i in range(10) %}{{ i }}{% endfor %}", "{{ headline", "{{ headline|tojson }}",
    ],
)  # fmt: skip
def test_a_layer_cannot_reach_for_python(text: str):
    with pytest.raises(StudioError):
        draw_it(sheet_of(Layer(kind="text", text=text)))


def test_a_huge_picture_is_refused_before_it_fills_the_memory(tmp_path: Path):
    huge = tmp_path / "huge.png"
    Image.new("1", (20_000, 10_000)).save(huge)
    with pytest.raises(StudioError, match=r"megapixels.*export a smaller one"):
        draw_it(sheet_of(Layer(kind="photo")), replace(FULL, photo="huge.png"), **{"huge.png": photo_at(huge)})


def test_a_torn_photo_is_refused(tmp_path: Path):
    torn = tmp_path / "torn.jpg"
    torn.write_bytes(jpeg(900, 700)[:-4000])
    with pytest.raises(StudioError, match=r"torn\.jpg.*damaged"):
        draw_it(sheet_of(Layer(kind="photo")), replace(FULL, photo="torn.jpg"), **{"torn.jpg": photo_at(torn)})


def test_a_photo_that_is_not_there_says_where_it_was_sought(tmp_path: Path):
    with pytest.raises(StudioError, match=r"lost\.jpg"):
        photo_at(tmp_path / "lost.jpg")


def test_a_photo_is_cut_round_its_subject(tmp_path: Path):
    wide = Image.new("RGB", (900, 300), "white")
    wide.paste("red", (0, 0, 300, 300))
    wide.save(tmp_path / "wide.png")
    photo = photo_at(tmp_path / "wide.png", focus=(0.0, 0.5))
    assert cropped(photo, 200, 200, photo.focus).getpixel((100, 100)) == (255, 0, 0)
    assert cropped(photo, 200, 200, (1.0, 0.5)).getpixel((100, 100)) == (255, 255, 255)


def test_a_phone_photo_lying_on_its_side_is_turned_upright(tmp_path: Path):
    lying = Image.new("RGB", (600, 400), "blue")
    lying.paste("red", (0, 0, 100, 400))
    exif = Image.Exif()
    exif[0x0112] = 6
    lying.save(tmp_path / "lying.jpg", exif=exif.tobytes(), quality=95)
    upright = cropped(photo_at(tmp_path / "lying.jpg"), 200, 300, (0.5, 0.5))
    red, _, blue = upright.getpixel((100, 20))  # pyright: ignore[reportGeneralTypeIssues]
    assert red > 200 > blue


def test_a_see_through_picture_stands_on_white(tmp_path: Path):
    Image.new("RGBA", (300, 300), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    assert cropped(photo_at(tmp_path / "clear.png"), 100, 100, (0.5, 0.5)).getpixel((50, 50)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("side", "dark", "light"),
    [("bottom", (50, 95), (50, 5)), ("top", (50, 5), (50, 95)), ("left", (5, 50), (95, 50)), ("right", (95, 50), (5, 50))],
)
def test_shade_falls_from_its_side(side: str, dark: tuple[int, int], light: tuple[int, int]):
    image = shaded(Image.new("RGB", (100, 100), "white"), 0.8, side)
    assert image.getpixel(light) == (255, 255, 255)
    assert sum(image.getpixel(dark)) < 300  # pyright: ignore[reportArgumentType]


def test_a_restless_photo_is_brought_under_the_limit(tmp_path: Path):
    noise = tmp_path / "noise.jpg"
    Image.effect_noise((1500, 1500), 90).convert("RGB").save(noise, quality=95)
    size = Size(family="moments_1x1", width=1500, height=1500)
    made = draw_it(sheet_of(Layer(kind="photo"), size=size), replace(FULL, photo="noise.jpg"), **{"noise.jpg": photo_at(noise)})
    assert made.quality < 88
    assert len(made.content) < 1_000_000


def test_former_price_is_struck_through_beside_the_price():
    card = sheet_of(
        Layer(kind="background", fill="white"),
        Layer(kind="price", text="{{ product.price }}", box=(0.1, 0.4, 0.9, 0.6), size_max=0.1, colour="black"),
    )
    alone = draw_it(card, Record(product=Goods("开衫", "269")))
    both = draw_it(card, Record(product=Goods("开衫", "269", "329")))
    (one,), (two,) = ([p for p in made.placed if p.kind == "price"] for made in (alone, both))
    assert two.box[2] > one.box[2] + 50


def test_a_product_of_the_library_becomes_words_for_a_picture():
    product = Product.model_validate({
        "slug": "oil", "name": "山茶花油", "category": "skincare", "lane": Lane.STAR_OR_IP, "price": "169.90", "selling_points": ["三滴就够"],
        "story": "x", "evidence": Evidence(licence_document="合同"),
    })  # fmt: skip
    goods = goods_of(product, was=product.price * 2)
    assert (goods.price, goods.was, goods.point) == ("169.90", "339.80", "三滴就够")
    assert yuan(product.price.to_integral_value()) == "170"


def test_records_with_the_same_words_have_the_same_digest():
    assert replace(FULL).digest == FULL.digest
    assert replace(FULL, badge="").digest != FULL.digest


@pytest.mark.parametrize(
    "wrong",
    [
        {"box": (0.5, 0, 0.2, 1)},
        {"boxes": {"cover_235": (0, 1, 1, 0)}},
        {"size_min": 0.2, "size_max": 0.1},
        {"weight": 50},
        {"box": (0, 0, 3, 1)},
    ],
)
def test_a_layer_that_cannot_be_drawn_is_refused_when_read(wrong: dict[str, object]):
    with pytest.raises(ValueError, match="layer"):
        Layout.model_validate({"slug": "x", "name": "x", "sizes": [PLAIN.model_dump()], "layers": [{"kind": "text", **wrong}]})


def codes_and_words(made: Rendered) -> tuple[list[str], str]:
    return [each.text for each in made.placed if each.kind == "qr"], " ".join(each.text for each in made.placed if each.kind != "qr")


@pytest.mark.parametrize("family", ["moments_3x4", "share_poster"])
def test_the_poster_speaks_of_a_code_only_where_it_has_one_that_leads_there(family: str):
    codes, said = codes_and_words(drawn("offer-poster", FULL, family=family))
    assert codes == [FULL.link]
    assert "扫码" in said
    codes, said = codes_and_words(drawn("offer-poster", replace(FULL, link=""), family=family))
    assert codes == []
    assert "扫码" not in said


@pytest.mark.parametrize("words", ["扫码进群，先到先得", "长按识别，马上领", "扫一扫下方二维码", "长按图片进群"])
def test_a_headline_that_sends_people_to_a_code_that_is_not_there_is_refused(words: str):
    with pytest.raises(StudioError, match="扫码"):
        drawn("quote-card", replace(FULL, headline=words))
    with pytest.raises(StudioError, match="扫码"):
        drawn("offer-poster", replace(FULL, headline=words, link=""))
    assert drawn("offer-poster", replace(FULL, headline=words))


def test_words_that_name_another_address_than_the_code_are_not_drawn():
    codes, said = codes_and_words(drawn("offer-poster", replace(FULL, note="扫码访问 other.example")))
    assert codes == [FULL.link]
    assert "other.example" not in said
    assert "muhe.example" in codes_and_words(drawn("offer-poster", replace(FULL, note="扫码访问 muhe.example")))[1]


@pytest.mark.parametrize("words", ["密码改好了", "大码也好穿", "长按三秒开机", "扫地机器人"])
def test_other_words_are_left_alone(words: str):
    assert words in codes_and_words(drawn("quote-card", replace(FULL, headline=words)))[1]
