"""Bytes by their digest: put and got back the same, never half-written, and refused when they were altered."""

import os
import threading
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.errors import StudioError
from studio.files import Files, digest_of


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=2000))
def test_what_is_put_is_got_back_under_its_digest(files, content):
    digest = files.put(content)
    assert digest == sha256(content).hexdigest() == digest_of(content)
    assert files.get(digest) == content
    assert files.has(digest)
    assert files.put(content) == digest
    assert list(files.folder.rglob("*.part")) == []


def test_the_same_bytes_are_kept_once(files):
    files.put(b"one")
    files.put(b"one")
    assert len([path for path in files.folder.rglob("*") if path.is_file()]) == 1


def test_many_at_once_put_the_same_bytes(files):
    faults: list[Exception] = []

    def put() -> None:
        try:
            for n in range(20):
                files.put(b"%d" % n)
        except StudioError as error:
            faults.append(error)

    threads = [threading.Thread(target=put) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len([path for path in files.folder.rglob("*") if path.is_file()]) == 20


def test_a_file_that_was_altered_or_lost_is_refused_and_mended_by_putting_it_again(files):
    digest = files.put(b"as approved")
    files.path(digest).write_bytes(b"as altered")
    with pytest.raises(StudioError, match="被改动过") as altered:
        files.get(digest)
    assert "重新上传" in str(altered.value)
    files.put(b"as approved")
    assert files.get(digest) == b"as approved"
    files.path(digest).unlink()
    with pytest.raises(StudioError, match="不见了"):
        files.get(digest)
    assert files.put(b"as approved") == digest


def test_a_full_disk_is_said_and_leaves_nothing_half_written(files):
    content = b"too much"
    path = files.path(digest_of(content))
    path.parent.mkdir(parents=True)
    path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part").symlink_to("/dev/full")  # the system's own full device
    with pytest.raises(StudioError, match="磁盘已满") as full:
        files.put(content)
    assert full.value.problems[0].mend.en
    assert list(path.parent.iterdir()) == []
    assert files.put(content) == digest_of(content)


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "files").write_text("a file stands where the folder should be")
    with pytest.raises(StudioError, match="无法写入"):
        Files(tmp_path / "files").put(b"x")


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 65, "../" + "0" * 61])
def test_only_a_digest_names_a_file(files, name):
    with pytest.raises(ValueError, match="digest"):
        files.get(name)
