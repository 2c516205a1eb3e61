"""One file with everything that a studio keeps: its rows, its files, and on request its key. Made while the studio runs; every part has its sha-256."""

import hashlib
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from studio.errors import StudioError, problem
from studio.files import Files
from studio.migrations.upgrade import version_of
from studio.settings import Settings
from studio.workspace.opened import Opened
from studio.workspace.rows import TableSum, lines, snapshot, tables

MANIFEST, KEY = "manifest.json", "key"
FORMAT = 1
# A small file can unpack to a very large one: what is read into memory at once is bounded, and the rest goes by in pieces.
MOST_AT_ONCE = {"files/": 256 << 20, KEY: 64 << 10}  # bytes; no upload is as large as that
MOST_LINE = 32 << 20  # characters of one row
HEADER = 64 << 10  # bytes of a tar header that says a name or a size


@dataclass(frozen=True)
class Part:
    """One part of the file: `tables/post.jsonl`, `files/<digest>`, `key`."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """What a back-up holds. `revision` is the database's shape when it was made; `left_out` are files that were damaged already."""

    made_at: datetime
    revision: str
    tables: tuple[TableSum, ...]
    parts: tuple[Part, ...]
    left_out: tuple[str, ...] = ()

    @property
    def with_key(self) -> bool:
        return any(part.name == KEY for part in self.parts)

    def as_json(self) -> bytes:
        said = asdict(self) | {"format": FORMAT, "made_at": self.made_at.isoformat()}
        return json.dumps(said, ensure_ascii=False, indent=1).encode()


def key_path(settings: Settings) -> Path:
    return settings.key_file or settings.home / "key"


def back_up(opened: Opened, file: Path, *, with_key: bool = False) -> Manifest:
    """Write the back-up; it is there whole or not at all. The key is left out unless asked for: who has both can read every secret."""
    if file.exists():
        raise StudioError(
            problem("这个文件已经有了", "the file exists already", where=str(file), mend=("换一个文件名", "choose another name"))
        )
    fresh = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        fresh.touch(mode=0o600)
        with tarfile.open(fresh, "w:gz", compresslevel=3) as tar:
            manifest = _write(tar, opened, with_key=with_key)
        fresh.replace(file)
    except OSError as error:
        raise StudioError(
            problem(
                f"备份写不了：{error.strerror}",
                f"the back-up cannot be written: {error.strerror}",
                where=str(file),
                mend=("检查磁盘空间和文件夹权限", "check disk space and the folder's rights"),
            )
        ) from error
    finally:
        fresh.unlink(missing_ok=True)
    return manifest


def _write(tar: tarfile.TarFile, opened: Opened, *, with_key: bool) -> Manifest:
    """Rows first: a row is written after the file that it names, so every file of the snapshot is still there."""
    parts, sums = [], []
    with snapshot(opened.engine) as connection:
        for table in tables(connection):
            with tempfile.TemporaryFile() as spool:
                for line in lines(connection, table):
                    spool.write(line.encode() + b"\n")
                part, rows = _add(tar, f"tables/{table.name}.jsonl", spool)
            parts.append(part)
            sums.append(TableSum(table.name, rows, part.digest))
    kept, left_out = _add_files(tar, opened.files)
    parts += kept
    if with_key:
        parts.append(_add(tar, KEY, io.BytesIO(_key(opened.settings)))[0])
    manifest = Manifest(opened.clock.now(), version_of(opened.engine) or "", tuple(sums), tuple(parts), left_out)
    _add(tar, MANIFEST, io.BytesIO(manifest.as_json()))
    return manifest


def _add_files(tar: tarfile.TarFile, files: Files) -> tuple[list[Part], tuple[str, ...]]:
    """Every file that is as it was when it was put in, and the digests of those that are not: one bad picture must not prevent a back-up."""
    parts, left_out = [], []
    for digest in files.every():
        try:
            content = files.get(digest)
        except StudioError:
            left_out.append(digest)
            continue
        parts.append(_add(tar, f"files/{digest}", io.BytesIO(content))[0])
    return parts, tuple(left_out)


def _add(tar: tarfile.TarFile, name: str, content: IO[bytes]) -> tuple[Part, int]:
    """Put a part in; gives it with how many lines it has."""
    content.seek(0)
    size, digest, rows = _measured(content)
    content.seek(0)
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    tar.addfile(info, content)
    return Part(name, size, digest), rows


def _measured(content: IO[bytes]) -> tuple[int, str, int]:
    """Size, sha-256 and lines."""
    digest, size, rows = hashlib.sha256(), 0, 0
    while chunk := content.read(1 << 20):
        digest.update(chunk)
        size += len(chunk)
        rows += chunk.count(b"\n")
    return size, digest.hexdigest(), rows


def _key(settings: Settings) -> bytes:
    if settings.key is not None:
        return settings.key.get_secret_value().encode()
    return key_path(settings).read_bytes()


def read_manifest(file: Path) -> Manifest:
    """Read a back-up from its beginning to its end and compare every part with its digest; StudioError when one differs, lacks or is too many."""
    found: dict[str, Part] = {}
    said = b""
    with parts_of(file) as parts:
        for name, content in parts:
            if name == MANIFEST:
                said = _at_most(content, (1 << 20) + 8 * file.stat().st_size, file)  # names and digests hardly shrink when they are packed
            else:
                found[name] = Part(name, *_measured(content)[:2])
    manifest = _parsed(said, file)
    wanted = {part.name: part for part in manifest.parts}
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            raise damaged(file, f"{name} 和记下的摘要不符", f"{name} does not match its digest")
        if any(name.startswith(kind) and found[name].size > most for kind, most in MOST_AT_ONCE.items()):
            raise damaged(file, f"{name} 大得不像话", f"{name} is larger than any that we write")
    return manifest


def _at_most(content: IO[bytes], most: int, file: Path) -> bytes:
    said = content.read(most + 1)
    if len(said) > most:
        raise damaged(file, "清单大得不像话", "its manifest is larger than any that we write")
    return said


class _Member(tarfile.TarInfo):
    """A member whose own header is read into memory only when it is as small as ours are."""

    def _proc_member(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        if not self.isreg() and self.size > HEADER:
            raise tarfile.ReadError("a header that is larger than any that we write")
        return super()._proc_member(tar)  # pyright: ignore[reportAttributeAccessIssue]


@contextmanager
def parts_of(file: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Each part's name and content in turn, to be read before the next one is asked for; StudioError when the file ends or breaks before."""
    try:
        with tarfile.open(file, "r|gz", tarinfo=_Member) as tar:
            yield ((info.name, content) for info in tar if (content := tar.extractfile(info)) is not None)
    except FileNotFoundError:
        raise StudioError(problem("没有这个文件", "no such file", where=str(file), mend=("检查文件名", "check the name"))) from None
    except (tarfile.TarError, zlib.error, EOFError) as error:
        raise damaged(file, "读到一半断了", f"it cannot be read to its end: {error}") from error


def damaged(file: Path, zh: str, en: str) -> StudioError:
    return StudioError(
        problem(
            f"备份坏了：{zh}",
            f"the back-up is damaged: {en}",
            where=str(file),
            mend=("换一份备份；什么都没有动", "take another back-up; nothing was changed"),
        )
    )


def _parsed(said: bytes, file: Path) -> Manifest:
    try:
        found = json.loads(said)
        if found["format"] != FORMAT:
            raise damaged(file, f"格式 {found['format']} 来自更新的版本", f"format {found['format']} is of a newer version")
        return Manifest(
            datetime.fromisoformat(found["made_at"]), found["revision"], tuple(TableSum(**each) for each in found["tables"]),
            tuple(Part(**each) for each in found["parts"]), tuple(found["left_out"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(file, "没有清单", "it has no manifest") from error


def keep_files(file: Path, files: Files) -> int:
    """Put the back-up's files into a store; gives how many. Called after `read_manifest`."""
    with parts_of(file) as parts:
        return sum(bool(files.put(content.read())) for name, content in parts if name.startswith("files/"))
