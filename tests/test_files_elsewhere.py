"""Bytes in a store elsewhere keep the laws of the folder: named by their digest, verified when they are read, never half-written."""

import shutil
from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest
from pydantic import SecretStr

from studio.errors import StudioError
from studio.files import Files, StoredFiles, files_for, open_files
from studio.settings import Settings
from tests.s3 import s3

_numbers = count(1)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3() as address:
        yield address


@pytest.fixture(params=["s3", "folder"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    """A fresh bucket, and a folder reached as a store."""
    if request.param == "folder":
        return open_files(f"file://{tmp_path / 'store'}", here=tmp_path / "here")
    options = {"endpoint_url": request.getfixturevalue("endpoint"), "key": "k", "secret": "s"}
    return open_files(f"s3://studio-{next(_numbers)}/files", here=tmp_path / "here", options=options)


def on_another_machine(files: Files) -> Files:
    """The same store, with nothing kept here."""
    shutil.rmtree(files.folder, ignore_errors=True)
    return files


def overwrite(files: Files, digest: str, content: bytes) -> None:
    assert isinstance(files, StoredFiles)
    files._store.pipe_file(files._there(digest), content)


@pytest.mark.parametrize("content", [b"", b"one", bytes(range(256)) * 400])
def test_what_is_put_is_got_back_under_its_digest_on_every_machine(files, content):
    digest = files.put(content)
    assert digest == sha256(content).hexdigest()
    assert files.put(content) == digest
    assert on_another_machine(files).get(digest) == content
    assert files.has(digest)
    assert list(files.every()) == [digest]


def test_a_path_leads_to_the_bytes_on_this_machine(files):
    digest = files.put(b"a picture")
    assert on_another_machine(files).path(digest).read_bytes() == b"a picture"
    with pytest.raises(StudioError, match="不见了"):
        files.path("0" * 64)


def test_a_file_that_was_altered_or_lost_is_refused_and_mended_by_putting_it_again(files):
    digest = files.put(b"as approved")
    overwrite(files, digest, b"as altered!")
    with pytest.raises(StudioError, match="被改动过"):
        on_another_machine(files).get(digest)
    files.put(b"as approved")
    assert on_another_machine(files).get(digest) == b"as approved"
    assert not files.has("0" * 64)
    with pytest.raises(StudioError, match="不见了"):
        files.get("0" * 64)


def test_a_copy_on_this_machine_is_never_believed_without_its_digest(files):
    digest = files.put(b"as approved")
    (files.folder / digest[:2] / digest).write_bytes(b"as altered")
    assert files.get(digest) == b"as approved"
    assert files.path(digest).read_bytes() == b"as approved"


def test_a_store_that_does_not_answer_is_said(tmp_path):
    with s3() as address:
        pass  # it was there a moment ago
    files = open_files(
        "s3://gone/files",
        here=tmp_path,
        options={"endpoint_url": address, "key": "k", "secret": "s", "config_kwargs": {"retries": {"max_attempts": 0}}},
    )
    with pytest.raises(StudioError, match="没有应答") as silent:
        files.put(b"x")
    assert "STUDIO_FILES" in silent.value.problems[0].mend.zh


def test_an_address_that_no_store_knows_is_said(tmp_path):
    with pytest.raises(StudioError, match="STUDIO_FILES"):
        open_files("nowhere://bucket", here=tmp_path)


def test_the_settings_say_which_store(tmp_path, endpoint):
    assert type(files_for(Settings(home=tmp_path))) is Files
    elsewhere = Settings(home=tmp_path, files="s3://studio-set/files", files_endpoint=endpoint, files_key="k", files_secret=SecretStr("s"))
    digest = files_for(elsewhere).put(b"x")
    assert files_for(elsewhere.model_copy(update={"files_here": tmp_path / "fresh"})).get(digest) == b"x"


def test_only_a_digest_names_a_file(files):
    with pytest.raises(ValueError, match="digest"):
        files.get("../../etc/passwd")
