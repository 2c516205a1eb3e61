"""A document that somebody filled in as a form: its text as a person would write it, kept like one that was typed."""

from datetime import datetime
from typing import Any

import yaml
from pydantic import BaseModel
from sqlmodel import Session

from studio.library.edit import may_edit, save_document
from studio.library.version import LibraryVersion, versions
from studio.people.person import Actor, require


def text_of(document: BaseModel) -> str:
    """YAML in the order of the type's fields; what says nothing is left out."""
    said = {name: value for name, value in document.model_dump(mode="json", exclude_defaults=True).items() if value not in (None, "", [])}
    return yaml.dump(said, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=1_000_000)


def save_sheet(session: Session, path: str, document: BaseModel, *, by: Actor, at: datetime) -> LibraryVersion:
    """Keep a document that was filled in and has no text of its own to be compared with; a standing one is replaced by a new version."""
    require(session, by, *may_edit(path))
    last = next(iter(versions(session, path)), None)
    base = last.version if last and not last.removed else 0
    return save_document(session, path, text_of(document), base_version=base, by=by, at=at)


class _Plain(yaml.SafeDumper):
    """Long texts as blocks, so that they can be read and compared line by line."""


def _block(dumper: _Plain, said: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", said, style="|" if "\n" in said else None)


_Plain.add_representer(str, _block)
