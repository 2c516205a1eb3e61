"""Secrets at rest: sealed with a key from the environment or a key file that is made at first start with tight rights."""

import os
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from studio.errors import StudioError, problem
from studio.settings import Settings


class Vault:
    """Seals and opens secrets. The first key seals; every key may open, so that keys can be rotated."""

    def __init__(self, *keys: bytes) -> None:
        self._keys = keys
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def seal(self, secret: str) -> bytes:
        return self._fernet.encrypt(secret.encode("utf-8"))

    def open(self, sealed: bytes, *, where: str = "") -> str:
        try:
            return self._fernet.decrypt(sealed).decode("utf-8")
        except InvalidToken:
            raise StudioError(
                problem(
                    "密钥无法打开已保存的凭证", "the key does not open the stored secret", where=where,
                    mend=("放回原来的密钥文件，或在 设置 → 账号 重新填写凭证", "put the former key file back, or enter the secret again in Settings → Accounts"),
                )
            ) from None  # fmt: skip

    def reseal(self, sealed: bytes) -> bytes:
        """The same secret under the first key."""
        return self._fernet.rotate(sealed)

    def derived(self, purpose: str) -> tuple[bytes, ...]:
        """Keys of 32 bytes for something other than sealing, one per key: the first makes, every one may check."""
        return tuple(HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(key) for key in self._keys)


def vault_for(settings: Settings) -> Vault:
    """The vault of this installation; makes the key file at first start (readable by its owner only)."""
    if settings.key is not None:
        return Vault(*_keys(settings.key.get_secret_value(), where="STUDIO_KEY"))
    path = settings.key_file or settings.home / "key"
    if not path.exists():
        _make_key(path)
    return Vault(*_keys(_read(path), where=str(path)))


def rotate_key(path: Path) -> None:
    """Put a fresh key before the old ones in the key file; call reseal on every secret afterwards."""
    fresh = _written(path, Fernet.generate_key().decode("ascii") + "\n" + path.read_text(encoding="utf-8"))
    fresh.replace(path)


def _make_key(path: Path) -> None:
    """Whole or not at all: a disk that fills up leaves no empty key, and of two processes at first start one makes it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = _written(path, Fernet.generate_key().decode("ascii") + "\n")
        with suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
    except OSError as error:
        raise StudioError(
            problem(
                f"密钥文件写不了：{error.strerror}", f"the key file cannot be written: {error.strerror}", where=str(path),
                mend=("检查磁盘空间和文件夹权限", "check disk space and the folder's rights"),
            )
        ) from error  # fmt: skip


def _written(path: Path, text: str) -> Path:
    """The text in a fresh file beside `path`, readable by its owner only."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.part")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600, exist_ok=False)
    try:
        fresh.write_text(text, encoding="utf-8")
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    return fresh


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise StudioError(
            problem(
                f"密钥文件读不了：{error.strerror}", f"the key file cannot be read: {error.strerror}", where=str(path),
                mend=("检查文件权限：只有运行工作室的用户能读", "check its rights: the user who runs the studio has to read it"),
            )
        ) from error  # fmt: skip
    except UnicodeDecodeError:
        return ""  # no key either: said below


def _keys(text: str, *, where: str) -> list[bytes]:
    keys = [line.strip().encode("utf-8") for line in text.splitlines() if line.strip()]
    try:
        for key in keys:
            Fernet(key)
    except ValueError:
        keys = []
    if not keys:
        raise StudioError(
            problem(
                "密钥不是有效的 Fernet 密钥",
                "not a valid Fernet key",
                where=where,
                mend=("恢复备份的密钥文件", "restore the key file from a back-up"),
            )
        )
    return keys
