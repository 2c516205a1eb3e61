"""Every character is drawn with a face that has it."""

from pathlib import Path

import pytest

from studio.assets.faces import faces_of, house_faces
from studio.errors import StudioError
from studio.library.kinds.font import FontFace, Fonts
from tests.assets.workshop import faces


def used(text: str, role: str = "text") -> list[tuple[str, str]]:
    return [(run.face.slug, run.text) for run in faces().runs(text, role)]


def test_chinese_latin_and_emoji_run_side_by_side():
    assert used("早安☕️ Siyu 🌸") == [("noto-sans-sc", "早安"), ("twemoji", "☕️"), ("noto-sans-sc", " Siyu "), ("twemoji", "🌸")]


def test_a_family_of_joined_people_is_one_emoji():
    assert used("👩‍👩‍👧") == [("twemoji", "👩‍👩‍👧")]


def test_a_rare_character_falls_back_to_a_face_that_has_it():
    assert used("立冬喆﨑", "display")[0][0] == "noto-serif-sc"
    assert ("noto-sans-sc", "钅") in used("钅", "display") or used("钅", "display") == [("noto-serif-sc", "钅")]
    assert used("囍龘", "display") == [("noto-sans-sc", "囍龘")]


def test_all_of_gb_2312_can_be_set():
    hanzi = "".join(bytes([high, low]).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF))
    assert faces().missing(hanzi) == ""


def test_characters_that_nobody_has_are_named():
    assert faces().missing("早安\U0002ffff\U0002ffff好") == "\U0002ffff"


def test_the_house_face_needs_no_workspace():
    assert house_faces().missing("木禾 MUHE ¥269.90「」") == ""


def test_a_missing_font_file_says_which_and_what_to_do(tmp_path: Path):
    with pytest.raises(StudioError, match=r"kaiti.*mend assets/fonts.yaml"):
        faces_of(Fonts(faces=(FontFace(slug="kaiti", name="楷体", file="assets/fonts/kaiti.ttf", licence="OFL-1.1"),)), tmp_path)


def test_a_font_package_that_is_not_installed_is_named(tmp_path: Path):
    with pytest.raises(StudioError, match="no_such_fonts"):
        faces_of(Fonts(faces=(FontFace(slug="x", name="x", package="no_such_fonts", file="x.ttf", licence="OFL-1.1"),)), tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a font at all, only words", b"\0\1\0\0\0\3" + b"\0" * 6 + b"cmap" + b"\0" * 12])
def test_a_broken_font_file_is_refused(tmp_path: Path, content: bytes):
    (tmp_path / "broken.ttf").write_bytes(content)
    with pytest.raises(StudioError, match="读不出来"):
        faces_of(Fonts(faces=(FontFace(slug="broken", name="x", file="broken.ttf", licence="x"),)), tmp_path)
