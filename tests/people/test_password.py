import pytest
from argon2 import PasswordHasher

from studio.errors import StudioError
from studio.people import password


def test_a_password_is_kept_as_an_argon2id_hash_that_only_it_opens():
    kept = password.hashed("一壶好茶两只杯子")
    assert kept.startswith("$argon2id$")
    assert "好茶" not in kept
    assert password.matches(kept, "一壶好茶两只杯子")
    assert not password.matches(kept, "一壶好茶三只杯子")


def test_in_earnest_a_hash_takes_64_mib_and_three_rounds(monkeypatch):
    monkeypatch.undo()
    assert "$m=65536,t=3,p=4$" in password.hashed("一壶好茶两只杯子")


def test_nobody_gets_in_without_a_password_or_with_a_broken_hash():
    assert not password.matches("", "nobody's password")
    assert not password.matches("not a hash", "anything at all")


def test_full_width_typing_opens_too():
    assert password.matches(password.hashed("coffee2026shop"), "ｃｏｆｆｅｅ２０２６ｓｈｏｐ")


def test_a_hash_of_weaker_parameters_is_outdated():
    weak = PasswordHasher(time_cost=1, memory_cost=512, parallelism=1).hash("一壶好茶两只杯子")
    assert password.outdated(weak)
    assert not password.outdated(password.hashed("一壶好茶两只杯子"))


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("short", "10"),
        ("x" * 201, "200"),
        ("Password123", "common"),
        ("aaaaaaaaaaaa", "simple"),
        ("linlan-meng", "sign-in name"),
        ("LINLAN-MENG!", "sign-in name"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(bad, why):
    with pytest.raises(StudioError, match=why):
        password.check(bad, handle="linlan-meng")


def test_a_good_password_is_taken():
    password.check("青瓷晚风七点半的第三杯", handle="lin")
    password.check("correct horse battery", handle="lin")


def test_every_reason_is_named_at_once():
    with pytest.raises(StudioError) as refused:
        password.check("lin", handle="lin")
    assert len(refused.value.problems) == 3
