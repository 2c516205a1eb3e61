"""An upload is judged by its content, loses what it should not tell, and is recognised when it comes again."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from studio.assets.fingerprint import NEAR, apart, fingerprint
from studio.assets.upload import picture_facts
from studio.errors import StudioError
from studio.files import digest_of
from tests.assets.workshop import jpeg
from tests.pictures import wide_gamut


def coded(image: Image.Image, kind: str, **more: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def picture(seed: int = 1) -> Image.Image:
    return Image.open(BytesIO(jpeg(seed=seed)))


def test_a_plain_jpeg_is_kept_byte_for_byte():
    facts = picture_facts(jpeg(), name="a.jpg")
    assert facts.content == jpeg()
    assert (facts.media_type, facts.width, facts.height, facts.digest) == ("image/jpeg", 640, 480, digest_of(jpeg()))


def test_a_webp_becomes_a_jpeg_since_wechat_takes_none():
    facts = picture_facts(coded(picture(), "WEBP"), name="a.webp")
    assert (facts.media_type, facts.suffix) == ("image/jpeg", ".jpg")


def test_a_see_through_webp_becomes_a_png():
    assert picture_facts(coded(Image.new("RGBA", (300, 300), (0, 0, 0, 0)), "WEBP"), name="a.webp").media_type == "image/png"


def test_a_print_file_in_cmyk_becomes_rgb():
    facts = picture_facts(coded(picture().convert("CMYK"), "JPEG"), name="print.jpg")
    assert Image.open(BytesIO(facts.content)).mode == "RGB"


def test_where_a_photo_was_taken_is_not_kept():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    facts = picture_facts(jpeg(exif=exif.tobytes()), name="phone.jpg")
    assert not Image.open(BytesIO(facts.content)).getexif()
    assert (facts.width, facts.height) == (480, 640)  # and it was turned upright


@pytest.mark.parametrize("content", [b"", b"MZ this is a program", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7"])
def test_what_is_no_picture_is_refused_whatever_its_name(content: bytes):
    with pytest.raises(StudioError, match=r"photo\.jpg.*not a picture"):
        picture_facts(content, name="photo.jpg")


@pytest.mark.parametrize(("kind", "becomes"), [("GIF", "image/png"), ("BMP", "image/png"), ("TIFF", "image/png"), ("AVIF", "image/jpeg")])
def test_what_no_channel_takes_becomes_what_every_channel_takes(kind: str, becomes: str):
    assert picture_facts(coded(picture(), kind), name="a").media_type == becomes


def test_a_torn_upload_is_refused():
    with pytest.raises(StudioError, match="damaged"):
        picture_facts(jpeg()[:-2000], name="a.jpg")


def test_a_stamp_is_too_small():
    with pytest.raises(StudioError, match="200"):
        picture_facts(jpeg(150, 150), name="a.jpg")


def test_a_file_too_heavy_is_refused_before_it_is_read():
    with pytest.raises(StudioError, match="30 MB"):
        picture_facts(jpeg() + b"\0" * 30_000_000, name="a.jpg")


HEIC = (Path(__file__).parent / "files/phone.heic").read_bytes()


def two_coloured(width: int = 400, height: int = 300) -> Image.Image:
    """Green above, red below: which way up it stands can be seen."""
    image = Image.new("RGB", (width, height), (30, 200, 30))
    image.paste((200, 30, 30), (0, height // 2, width, height))
    return image


def near(found: object, wanted: tuple[int, ...], within: int = 12) -> bool:
    return all(abs(a - b) <= within for a, b in zip(found, wanted, strict=True))  # pyright: ignore[reportArgumentType]


def kept(content: bytes, **how: bool) -> Image.Image:
    return Image.open(BytesIO(picture_facts(content, name="a", **how).content))


def test_a_phones_two_pictures_in_one_jpeg_are_taken_as_its_first():
    content = coded(two_coloured(), "MPO", save_all=True, append_images=[Image.new("RGB", (400, 300), "blue")], quality=92)
    assert Image.open(BytesIO(content)).format == "MPO"
    image = kept(content)
    assert (image.format, getattr(image, "n_frames", 1)) == ("JPEG", 1)
    assert near(image.getpixel((10, 10)), (30, 200, 30))


def test_a_photo_of_an_iphone_is_taken_upright_and_without_its_place():
    assert b"Exif" in HEIC
    facts = picture_facts(HEIC, name="IMG_0001.HEIC")
    assert (facts.media_type, facts.width, facts.height) == ("image/jpeg", 240, 320)
    assert b"Exif" not in facts.content
    assert near(Image.open(BytesIO(facts.content)).getpixel((230, 10)), (30, 200, 30))


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_whichever_way_the_camera_was_held_the_picture_stands_upright(kind: str, turn: int):
    exif = Image.Exif()
    exif[0x0112] = turn
    back = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[turn]  # how the camera laid an upright picture into its file
    lying = two_coloured() if back is None else two_coloured().transpose(Image.Transpose(back))
    image = kept(coded(lying, kind, exif=exif.tobytes()))
    assert image.size == (400, 300)
    assert near(image.getpixel((10, 10)), (30, 200, 30))
    assert near(image.getpixel((390, 290)), (200, 30, 30))


def test_a_turn_that_cannot_be_read_does_not_cost_the_picture():
    assert kept(coded(two_coloured(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff")).size == (400, 300)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_wide_colours_are_brought_to_what_every_screen_shows(kind: str):
    image = kept(coded(Image.new("RGB", (400, 300), (200, 60, 40)), kind, icc_profile=wide_gamut()))
    red, green, blue = image.convert("RGB").getpixel((200, 150))  # pyright: ignore[reportGeneralTypeIssues]
    assert red > 212  # the same red is further out in sRGB
    assert green < 60
    assert blue < 40
    assert "icc_profile" not in image.info


def test_a_profile_that_is_broken_changes_nothing():
    assert near(kept(coded(two_coloured(), "JPEG", icc_profile=b"no profile at all" * 20)).getpixel((10, 10)), (30, 200, 30))


def test_sixteen_bits_become_eight():
    values = np.full((300, 400), 200 * 257, np.uint16)
    image = kept(coded(Image.fromarray(values), "PNG"))
    assert abs(int(np.asarray(image.convert("L"))[5, 5]) - 200) <= 1
    assert image.mode in {"L", "RGB"}


def test_words_in_a_picture_are_not_kept():
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Lin Example")
    words.add_itxt("Place", "39.9N 116.4E")
    facts = picture_facts(coded(two_coloured(), "PNG", pnginfo=words), name="a.png")
    assert b"Lin Example" not in facts.content
    assert b"39.9N" not in facts.content
    assert b"Lin Example" not in picture_facts(coded(two_coloured(), "JPEG", comment=b"Lin Example"), name="a.jpg").content


def test_a_film_behind_the_end_of_a_photo_is_not_kept():
    assert b"film" not in picture_facts(jpeg() + b"\0\0\0\x18ftypmp42 a film with the place" * 9, name="motion.jpg").content


@pytest.mark.parametrize("packed", [True, False])
def test_two_megabytes_of_words_do_not_cost_the_picture(packed: bool):
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "A" * 2_000_000, zip=packed)
    image = kept(coded(two_coloured(), "PNG", pnginfo=words))
    assert near(image.getpixel((10, 10)), (30, 200, 30))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_a_moving_picture_is_kept_as_its_first_frame_only_when_somebody_said_so(kind: str):
    content = coded(two_coloured(), kind, save_all=True, append_images=[Image.new("RGB", (400, 300), "blue")])
    with pytest.raises(StudioError, match="first frame"):
        picture_facts(content, name="动图")
    facts = picture_facts(content, name="动图", still=True)
    image = Image.open(BytesIO(facts.content))
    assert facts.still
    assert not getattr(image, "is_animated", False)
    assert near(image.convert("RGB").getpixel((10, 10)), (30, 200, 30), 25)


def test_what_a_clean_screenshot_shows_is_kept_to_the_pixel():
    facts = picture_facts(coded(two_coloured(), "PNG"), name="截屏.png")
    assert facts.content == coded(two_coloured(), "PNG")


def test_the_same_file_gives_the_same_bytes():
    content = coded(picture(), "JPEG", comment=b"x", quality=80)
    assert picture_facts(content, name="a").digest == picture_facts(content, name="b").digest


def test_a_photo_of_eighty_six_megapixels_is_taken_at_half_its_size():
    content = coded(Image.new("L", (9_600, 9_000), 90), "JPEG", quality=30, comment=b"x")
    facts = picture_facts(content, name="IMG.jpg")
    assert (facts.width, facts.height) == (4_800, 4_500)


def _samples() -> dict[str, bytes]:
    small = two_coloured(240, 210)
    exif = Image.Exif()
    exif[0x0112] = 6
    more = [Image.new("RGB", (240, 210), "blue")]
    return {
        "JPEG": coded(small, "JPEG", exif=exif.tobytes(), icc_profile=wide_gamut()), "MPO": coded(small, "MPO", save_all=True, append_images=more),
        "PNG": coded(small, "PNG", exif=exif.tobytes(), icc_profile=wide_gamut()), "WEBP": coded(small, "WEBP", exif=exif.tobytes(), icc_profile=wide_gamut()),
        "HEIC": HEIC, "AVIF": coded(small, "AVIF", exif=exif.tobytes()), "GIF": coded(small.quantize(8), "GIF", save_all=True, append_images=more),
        "BMP": coded(small.quantize(8), "BMP"), "TIFF": coded(small, "TIFF", compression="tiff_lzw"),
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["JPEG", "MPO", "PNG", "WEBP", "HEIC", "AVIF", "GIF", "BMP", "TIFF"])
def test_files_with_flipped_or_missing_bytes_are_taken_or_refused_in_words(kind: str):
    whole, luck = _samples()[kind], np.random.default_rng(len(kind) * 7 + ord(kind[0]))
    for round_ in range(40):
        torn = bytearray(whole)
        for at in luck.integers(0, min(len(torn), 700) if round_ % 2 else len(torn), 1 + round_ % 6):
            torn[at] = luck.integers(0, 256)
        content = bytes(torn) if round_ % 3 else bytes(torn[: luck.integers(0, len(torn))])
        try:
            facts = picture_facts(content, name=f"{kind}-{round_}", still=True)
        except StudioError:
            continue
        Image.open(BytesIO(facts.content)).load()


def test_the_same_picture_smaller_and_worse_has_a_near_fingerprint():
    whole = picture()
    worse = Image.open(BytesIO(coded(whole.resize((320, 240)), "JPEG", quality=35)))
    assert apart(fingerprint(whole), fingerprint(worse)) <= NEAR


def test_different_pictures_have_far_fingerprints():
    prints = [fingerprint(picture(seed)) for seed in range(12)]
    assert all(apart(a, b) > NEAR for i, a in enumerate(prints) for b in prints[i + 1 :])
    assert len(prints[0]) == 16
