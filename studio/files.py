"""Where bytes live: by the digest of their content, in a folder. A file's name is the sha-256 of its bytes."""

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import get_ident

from studio.errors import StudioError, problem


class Files:
    """A store of bytes by digest. Putting the same bytes twice keeps one copy; reading checks that they are still the same."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keep these bytes; gives their digest (64 hex digits). A full disk leaves nothing half-written; a copy that was altered is mended."""
        digest = digest_of(content)
        path = self._path(digest)
        fresh = path.with_name(f"{digest}.{os.getpid()}-{get_ident()}.part")
        try:
            if path.exists() and digest_of(path.read_bytes()) == digest:
                return digest
            path.parent.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            fresh.replace(path)
        except OSError as error:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise _cannot_write(error, path) from error
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of this digest; refuses bytes that no longer match their name."""
        path = self._path(digest)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise StudioError(
                problem(
                    "素材文件不见了",
                    "file missing",
                    where=str(path),
                    mend=("从备份恢复，或重新上传", "restore from a back-up, or upload again"),
                )
            ) from None
        if digest_of(content) != digest:
            raise StudioError(
                problem(
                    "素材文件被改动过",
                    "file was altered",
                    where=str(path),
                    mend=("从备份恢复，或重新上传", "restore from a back-up, or upload again"),
                )
            )
        return content

    def has(self, digest: str) -> bool:
        return self._path(digest).exists()

    def every(self) -> Iterator[str]:
        """The digests of everything that is kept, in their order."""
        return iter(sorted(path.name for path in self.folder.glob("??/*") if is_digest(path.name)))

    def path(self, digest: str) -> Path:
        """Where the bytes stand on this machine, for serving them."""
        return self._path(digest)

    def _path(self, digest: str) -> Path:
        if not is_digest(digest):
            raise ValueError(f"not a sha-256 digest: {digest!r}")
        return self.folder / digest[:2] / digest


def is_digest(name: str) -> bool:
    return len(name) == 64 and all(c in "0123456789abcdef" for c in name)


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _cannot_write(error: OSError, path: Path) -> StudioError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StudioError(
            problem(
                "磁盘已满，文件没有保存",
                "disk full, the file was not saved",
                where=str(path),
                mend=("腾出空间后再试", "free some space and try again"),
            )
        )
    return StudioError(
        problem(
            f"无法写入文件：{error.strerror}",
            f"cannot write: {error.strerror}",
            where=str(path),
            mend=("检查文件夹权限", "check the folder's rights"),
        )
    )
