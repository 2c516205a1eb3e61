import pytest

from studio.errors import StudioError, Words
from studio.people import demo_sign_ins
from studio.people.demo_sign_ins import DemoSignIn


def test_what_is_written_is_offered(tmp_path):
    lin = DemoSignIn("lin", "青瓷晚风七点半", "林岚", Words("运营", "planner"))
    demo_sign_ins.write(tmp_path / "home", [lin])
    assert demo_sign_ins.read(tmp_path / "home") == [lin]


def test_a_real_installation_offers_nobody(tmp_path):
    assert demo_sign_ins.read(tmp_path) == []


def test_a_broken_file_says_which_and_what_to_do(tmp_path):
    demo_sign_ins.file_in(tmp_path).write_text('[{"handle": 3}]', encoding="utf-8")
    with pytest.raises(StudioError, match=r"demo_sign_ins\.json"):
        demo_sign_ins.read(tmp_path)
