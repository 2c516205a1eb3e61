"""Where bytes live: by the digest of their content, in a folder or in any store that fsspec reaches. A file's name is the sha-256 of its bytes."""

import errno
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import get_ident
from typing import cast

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs

from studio.errors import StudioError, problem
from studio.settings import Settings


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
            raise _missing(str(path)) from None
        return _unaltered(content, digest, where=str(path))

    def has(self, digest: str) -> bool:
        """Whether there is a file of this name, whatever is in it."""
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


class StoredFiles(Files):
    """Bytes in a store elsewhere (`s3://bucket/folder`, any fsspec address); what this machine uses is also kept in its own folder.

    That folder is a convenience: it may be deleted at any time, and is never believed without its digest.
    """

    def __init__(self, address: str, *, here: Path, options: Mapping[str, object]) -> None:
        super().__init__(here)
        self._store, self._root = _reach(address, options)

    def put(self, content: bytes) -> str:
        digest = digest_of(content)
        there = self._there(digest)
        with _store_answers(there):
            if not self._stands(there, content):
                self._write(there, content)
        self._keep_here(content)
        return digest

    def get(self, digest: str) -> bytes:
        try:
            return super().get(digest)
        except StudioError:
            there = self._there(digest)
        try:
            with _store_answers(there):
                content = self._read(there)
        except FileNotFoundError:
            raise _missing(there) from None
        self._keep_here(_unaltered(content, digest, where=there))
        return content

    def has(self, digest: str) -> bool:
        there = self._there(digest)
        with _store_answers(there):
            return bool(self._store.exists(there))

    def every(self) -> Iterator[str]:
        with _store_answers(self._root):
            names = [found.rpartition("/")[2] for found in self._store.find(self._root)]
        return iter(sorted(name for name in names if is_digest(name)))

    def path(self, digest: str) -> Path:
        """A copy on this machine, brought here when it is not; StudioError when the store does not have it."""
        self.get(digest)
        return super().path(digest)

    def _there(self, digest: str) -> str:
        return f"{self._root}/{self._path(digest).relative_to(self.folder).as_posix()}"

    def _stands(self, there: str, content: bytes) -> bool:
        try:
            return self._read(there) == content
        except FileNotFoundError:
            return False

    def _read(self, there: str) -> bytes:
        return cast("bytes", self._store.cat_file(there))

    def _write(self, there: str, content: bytes) -> None:
        """The first file of a folder, or of a bucket, makes it."""
        try:
            self._store.pipe_file(there, content)
        except FileNotFoundError:
            self._store.makedirs(there.rpartition("/")[0], exist_ok=True)
            self._store.pipe_file(there, content)

    def _keep_here(self, content: bytes) -> None:
        with suppress(StudioError):  # the store has it: a full disk here is no reason to refuse
            super().put(content)


def open_files(address: str, *, here: Path, options: Mapping[str, object] | None = None) -> Files:
    """The store at an address: a folder, or anything that fsspec reaches. `here` is where copies of a store elsewhere are kept."""
    return StoredFiles(address, here=here, options=options or {}) if "://" in address else Files(Path(address))


def files_for(settings: Settings) -> Files:
    """The store of this installation."""
    said = {"endpoint_url": settings.files_endpoint, "key": settings.files_key}
    said["secret"] = settings.files_secret.get_secret_value() if settings.files_secret else ""
    options = {name: value for name, value in said.items() if value}
    return open_files(settings.files_address, here=settings.files_here or settings.home / "files-here", options=options)


def is_digest(name: str) -> bool:
    return len(name) == 64 and all(c in "0123456789abcdef" for c in name)


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _missing(where: str) -> StudioError:
    return StudioError(
        problem("素材文件不见了", "file missing", where=where, mend=("从备份恢复，或重新上传", "restore from a back-up, or upload again"))
    )


def _unaltered(content: bytes, digest: str, *, where: str) -> bytes:
    if digest_of(content) != digest:
        raise StudioError(
            problem(
                "素材文件被改动过",
                "file was altered",
                where=where,
                mend=("从备份恢复，或重新上传", "restore from a back-up, or upload again"),
            )
        )
    return content


def _reach(address: str, options: Mapping[str, object]) -> tuple[AbstractFileSystem, str]:
    try:
        store, root = url_to_fs(address, use_listings_cache=False, **options)
    except (ImportError, ValueError) as error:
        raise StudioError(
            problem(
                f"这种文件地址用不了：{error}", f"no store for this address: {error}", where="STUDIO_FILES",
                mend=("s3:// 要安装 siyu-studio[s3]；或改成一个文件夹", "s3:// needs siyu-studio[s3]; or name a folder"),
            )
        ) from error  # fmt: skip
    return store, root.rstrip("/")


@contextmanager
def _store_answers(where: str) -> Iterator[None]:
    """What goes wrong on the way is said; that a file is not there is an answer."""
    try:
        yield
    except FileNotFoundError:
        raise
    except _troubles() as error:
        raise StudioError(
            problem(
                f"文件存储没有应答：{error}", f"the file store does not answer: {error}", where=where,
                mend=("检查网络、STUDIO_FILES 和它的密钥", "check the network, STUDIO_FILES and its keys"),
            )
        ) from error  # fmt: skip


@cache
def _troubles() -> tuple[type[Exception], ...]:
    """S3's library has errors of its own, where it is installed."""
    if find_spec("botocore") is None:
        return (OSError,)
    return (OSError, import_module("botocore.exceptions").BotoCoreError)


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
