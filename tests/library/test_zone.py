import pytest

from studio.library.kinds.zone import nearest, zone_named
from studio.library.load import read


@pytest.mark.parametrize("said", ["Asia/Beijing", "GMT+8", "asia/shanghai", "东八区", "UTC+08:00", "北京时间", "CST", "Asia/Shangai"])
def test_a_zone_that_is_none_is_refused_with_the_right_name(workspace, said):
    sheet = workspace / "studio.toml"
    words = sheet.read_text(encoding="utf-8")
    sheet.write_text(words.replace("[brand]", f'[brand]\nzone = "{said}"'), encoding="utf-8")
    _, problems = read(workspace)
    told = [each for each in problems if each.field == "brand.zone"]
    assert [each.mend.zh for each in told] == ["写成 Asia/Shanghai"]
    assert told[0].place.startswith("studio.toml:")


def test_the_nearest_name_is_the_one_that_was_meant():
    assert nearest("asia/tokio") == "Asia/Tokyo"
    assert nearest("Europe/berlin") == "Europe/Berlin"


def test_empty_means_china_and_a_right_name_stays():
    assert zone_named(" ") == "Asia/Shanghai"
    assert zone_named("America/New_York") == "America/New_York"
