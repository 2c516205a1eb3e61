"""Finding a picture by what people call it, wherever it came from: the workspace's photos, and what was uploaded or drawn in 素材."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import unquote

from sqlmodel import Session, col, select

from studio.assets.asset import ORIGINAL, Asset
from studio.assets.photograph import Photo
from studio.files import Files
from studio.library.library import Library


@dataclass(frozen=True)
class NamedPicture:
    """A picture that may be used: its bytes by `digest`, what it shows, and under which digests the library knows it."""

    name: str
    digest: str
    shows: str = ""
    focus: tuple[float, float] = (0.5, 0.5)
    known_as: tuple[str, ...] = ()
    drawn: bool = False  # a finished picture with words on it: for posts, not for layouts


@dataclass(frozen=True)
class NamedPictures:
    """Every picture of the brand that may be used on a day, by file name; a title that only one of them has finds it too."""

    by_file: Mapping[str, NamedPicture]
    by_name: Mapping[str, NamedPicture]

    def get(self, said: str) -> NamedPicture | None:
        """The picture that `said` names: a file name (also as an address or a path writes it), its stem, or its title."""
        plain = said.strip()
        return next((self.by_name[key] for key in _spellings(plain) if key in self.by_name), None)

    def photos(self, files: Files) -> dict[str, Photo]:
        """As layouts take them."""
        return {
            name: Photo(name, found.digest, files.path(found.digest), found.focus)
            for name, found in self.by_file.items()
            if not found.drawn
        }


def named_pictures(session: Session, library: Library, *, on: date) -> NamedPictures:
    """The workspace's photos first, then uploads from the newest to the oldest; what was taken down or is out of licence is not there."""
    return _found(library, list(session.exec(select(Asset).order_by(col(Asset.created_at).desc(), col(Asset.id).desc()))), on)


def workspace_pictures(library: Library, *, on: date) -> NamedPictures:
    """Those of the workspace alone, where no database is at hand."""
    return _found(library, [], on)


def _found(library: Library, rows: list[Asset], on: date) -> NamedPictures:
    barred = {digest for row in rows if not row.usable(on) for digest in row.digests}
    by_file: dict[str, NamedPicture] = {}
    for found in (*_workspace(library, rows, on), *_uploads(rows)):
        if not barred & {found.digest, *found.known_as}:
            by_file.setdefault(found.name, found)
    by_name: dict[str, NamedPicture] = {}
    for name, found in by_file.items():
        by_name.setdefault(_folded(name), found)
    for key, alike in _titles(by_file.values()).items():
        if len({found.digest for found in alike}) == 1:
            by_name.setdefault(key, alike[0])
    return NamedPictures(by_file, by_name)


def _workspace(library: Library, rows: list[Asset], on: date) -> Iterator[NamedPicture]:
    kept = {digest: row for row in rows for digest in row.digests}
    for name, digest in library.pictures.items():
        licence = library.photos.get(name)
        if licence is not None and (licence.expires_on is None or on <= licence.expires_on):
            row = kept.get(digest)
            known = (digest, *row.digests) if row else (digest,)
            yield NamedPicture(name, digest, licence.shows, licence.focus, tuple(dict.fromkeys(known)))


def _uploads(rows: list[Asset]) -> Iterator[NamedPicture]:
    for row in rows:
        yield NamedPicture(row.name, row.digest, row.shows, known_as=row.origins, drawn=bool(row.made_from.keys() - {ORIGINAL}))


def _titles(pictures: Iterable[NamedPicture]) -> dict[str, list[NamedPicture]]:
    found: dict[str, list[NamedPicture]] = {}
    for picture in pictures:
        for title in (PurePosixPath(picture.name).stem, picture.shows):
            if title.strip():
                found.setdefault(_folded(title), []).append(picture)
    return found


def _spellings(said: str) -> Iterator[str]:
    for each in dict.fromkeys((said, unquote(said), PurePosixPath(said.replace("\\", "/")).name, PurePosixPath(unquote(said)).name)):
        yield _folded(each)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).casefold()
