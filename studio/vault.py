"""Secrets at rest: sealed with a key from the environment or a key file that is made at first start with tight rights."""

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
    return Vault(*_keys(path.read_text(encoding="ascii"), where=str(path)))


def rotate_key(path: Path) -> None:
    """Put a fresh key before the old ones in the key file; call reseal on every secret afterwards."""
    old = path.read_text(encoding="ascii")
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(Fernet.generate_key().decode("ascii") + "\n" + old, encoding="ascii")
    fresh.replace(path)


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(Fernet.generate_key().decode("ascii") + "\n", encoding="ascii")


def _keys(text: str, *, where: str) -> list[bytes]:
    keys = [line.strip().encode("ascii") for line in text.splitlines() if line.strip()]
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
