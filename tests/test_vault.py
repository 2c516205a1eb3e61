"""Secrets at rest: sealed, opened by the same key only, resealed under a fresh one; the key file is its owner's alone."""

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.errors import StudioError
from studio.settings import Settings
from studio.vault import Vault, rotate_key, vault_for

KEYS = [Fernet.generate_key() for _ in range(3)]
SECRETS = st.text(st.characters(codec="utf-8"), max_size=60)


@settings(max_examples=30, deadline=None)
@given(secret=SECRETS)
def test_a_secret_comes_back_and_is_not_to_be_read_meanwhile(secret):
    sealed = Vault(KEYS[0]).seal(secret)
    assert Vault(KEYS[0]).open(sealed) == secret
    if len(secret) > 3:
        assert secret.encode() not in sealed


@settings(max_examples=30, deadline=None)
@given(secret=SECRETS, later=st.integers(1, 2))
def test_after_a_rotation_the_old_seal_opens_until_it_is_resealed(secret, later):
    old = Vault(KEYS[0]).seal(secret)
    rotated = Vault(*reversed(KEYS[: later + 1]))
    assert rotated.open(old) == secret
    fresh = rotated.reseal(old)
    assert Vault(KEYS[later]).open(fresh) == secret
    with pytest.raises(StudioError, match="无法打开"):
        Vault(KEYS[0]).open(fresh)


def test_what_was_tampered_with_does_not_open():
    sealed = bytearray(Vault(KEYS[0]).seal("secret"))
    sealed[-2] ^= 1
    with pytest.raises(StudioError, match="重新填写凭证") as refused:
        Vault(KEYS[0]).open(bytes(sealed), where="oa-brand")
    assert refused.value.problems[0].where == "oa-brand"


def test_keys_for_other_purposes_differ_from_each_other_and_stay():
    vault = Vault(KEYS[0], KEYS[1])
    assert vault.derived("form") == vault.derived("form")
    assert len({*vault.derived("form"), *vault.derived("link")}) == 4
    assert {len(key) for key in vault.derived("form")} == {32}


def test_the_key_is_made_once_for_its_owner_only_and_rotation_keeps_what_was_sealed(tmp_path: Path):
    settings = Settings(home=tmp_path / "home")
    sealed = vault_for(settings).seal("凭证")
    path = settings.home / "key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert vault_for(settings).open(sealed) == "凭证"
    rotate_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text().split()) == 2
    fresh = vault_for(settings).reseal(sealed)
    path.write_text(path.read_text().splitlines()[0] + "\n")
    assert vault_for(settings).open(fresh) == "凭证"
    assert [each.name for each in settings.home.iterdir()] == ["key"]


@pytest.mark.parametrize("content", [b"", b"nonsense\n", "钥匙".encode(), b"\xff\xfe\x00", pytest.param(KEYS[0][:-4], id="cut off")])
def test_a_key_file_that_holds_no_key_is_said(tmp_path: Path, content):
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(StudioError, match="Fernet") as refused:
        vault_for(Settings(home=tmp_path))
    assert "备份" in str(refused.value)


def test_a_key_from_the_environment_that_is_none_is_said(tmp_path: Path):
    with pytest.raises(StudioError, match="STUDIO_KEY"):
        vault_for(Settings(home=tmp_path, key="钥匙"))


def test_a_disk_that_is_full_at_the_first_start_leaves_no_empty_key(tmp_path: Path):
    import os

    (tmp_path / "key").with_name(f"key.{os.getpid()}.part").mkdir()  # nothing can be written at this name
    with pytest.raises(StudioError, match="写不了"):
        vault_for(Settings(home=tmp_path))
    assert not (tmp_path / "key").exists()


def test_a_settings_page_never_shows_the_key(tmp_path: Path):
    assert KEYS[0].decode() not in repr(Settings(home=tmp_path, key=KEYS[0].decode()))
