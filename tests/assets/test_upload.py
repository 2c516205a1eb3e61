"""An upload is judged by its content, loses what it should not tell, and is recognised when it comes again."""

from io import BytesIO

import pytest
from PIL import Image

from studio.assets.fingerprint import NEAR, apart, fingerprint
from studio.assets.upload import picture_facts
from studio.errors import StudioError
from studio.files import digest_of
from tests.assets.workshop import jpeg


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


def test_kinds_that_no_channel_takes_are_refused():
    for kind in ("GIF", "BMP", "TIFF"):
        with pytest.raises(StudioError, match="not a picture"):
            picture_facts(coded(picture(), kind), name="a.jpg")


def test_a_torn_upload_is_refused():
    with pytest.raises(StudioError, match="damaged"):
        picture_facts(jpeg()[:-2000], name="a.jpg")


def test_a_stamp_is_too_small():
    with pytest.raises(StudioError, match="200"):
        picture_facts(jpeg(150, 150), name="a.jpg")


def test_a_file_too_heavy_is_refused_before_it_is_read():
    with pytest.raises(StudioError, match="30 MB"):
        picture_facts(jpeg() + b"\0" * 30_000_000, name="a.jpg")


def test_the_same_picture_smaller_and_worse_has_a_near_fingerprint():
    whole = picture()
    worse = Image.open(BytesIO(coded(whole.resize((320, 240)), "JPEG", quality=35)))
    assert apart(fingerprint(whole), fingerprint(worse)) <= NEAR


def test_different_pictures_have_far_fingerprints():
    prints = [fingerprint(picture(seed)) for seed in range(12)]
    assert all(apart(a, b) > NEAR for i, a in enumerate(prints) for b in prints[i + 1 :])
    assert len(prints[0]) == 16
