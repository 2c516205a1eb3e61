"""Setting up a brand from its workspace folder: the brand, its accounts, its library, its personas. Doing it again changes nothing that stands."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, select

from studio import history
from studio.assets.asset import Asset, keep, rights_of
from studio.brands.account import ChannelAccount, accounts
from studio.brands.brand import Brand
from studio.content.copy_template import problems
from studio.database import act
from studio.errors import Problem, StudioError
from studio.library.kinds import AccountSeed, ChannelKind
from studio.library.library import Library
from studio.library.load import load
from studio.library.version import ImportReport, import_folder
from studio.people.process import Process
from studio.personas.stage import start
from studio.sandbox.official_account.accounts import DEFAULT_WORLD
from studio.sandbox.wecom.residents import APP_SECRET, CORPID, ROBOT_KEY
from studio.workspace.callbacks import with_callback_keys
from studio.workspace.opened import Opened


@dataclass(frozen=True)
class SetUp:
    """What set-up did. `imported` says which documents are new or changed."""

    brand: Brand
    imported: ImportReport


def set_up(opened: Opened, folder: Path, *, sandbox: bool, by: Process = Process.SET_UP) -> SetUp:
    """Take a workspace folder in: everything is checked first, and nothing is kept when anything is wrong (StudioError lists all of it)."""
    library = load(folder)
    if wrong := wrong_copy(library):
        raise StudioError(*wrong)
    now = opened.clock.now()
    with act(opened.engine) as session:
        brand = _brand(session, library, at=now, who=by.handle)
    with act(opened.engine, brand=brand.key) as session:
        _accounts(session, library, opened, sandbox=sandbox, at=now)
        report = import_folder(session, folder, files=opened.files, by=by, at=now)
        for persona in library.personas.values():
            start(session, persona, by=by, at=now)
        _photos(session, library, opened, by=by, at=now)
    return SetUp(brand, report)


def _photos(session: Session, library: Library, opened: Opened, *, by: Process, at: datetime) -> None:
    """The workspace's photos into the picture library, each with its licence record; those that are there stay as they are."""
    there = {digest for asset in session.exec(select(Asset)) for digest in asset.digests}
    for name, digest in library.pictures.items():
        licence = library.photos.get(name)
        if licence is not None and digest not in there:
            keep(
                session, opened.files, opened.files.get(digest), name=name, rights=rights_of(licence), by=by, at=at, shows=licence.shows,
                tags=licence.tags, still=True,
            )  # fmt: skip


def wrong_copy(library: Library) -> tuple[Problem, ...]:
    """What is wrong in the copy templates, before any of them is filled."""
    return tuple(each for template in library.templates.values() for each in problems(template))


def sandbox_secrets() -> dict[str, str]:
    """The secrets of the accounts that the local platforms know, and of the corp its robot too; they are no secrets."""
    return {account.appid: account.secret for account, _ in DEFAULT_WORLD} | {
        CORPID: json.dumps({"secret": APP_SECRET, "robot": ROBOT_KEY})
    }


def _brand(session: Session, library: Library, *, at: datetime, who: str) -> Brand:
    sheet = library.brand
    brand = session.exec(select(Brand).where(Brand.slug == sheet.slug)).first()
    if brand is None:
        brand = Brand(slug=sheet.slug, name=sheet.name, created_at=at)
        session.add(brand)
        session.flush()
        history.record(session, "brand.added", f"brand:{brand.key}", who=who, at=at, brand=brand.key, slug=sheet.slug)
    brand.name, brand.zone, brand.story, brand.allowed_link_hosts = sheet.name, sheet.zone, sheet.story, list(sheet.allowed_link_hosts)
    session.add(brand)
    return brand


def _accounts(session: Session, library: Library, opened: Opened, *, sandbox: bool, at: datetime) -> None:
    """Accounts that are new in studio.toml; those that stand are changed in the settings, not by a file."""
    known = {row.slug for row in accounts(session)}
    secrets = sandbox_secrets() if sandbox else {}
    for seed in library.accounts:
        if seed.slug in known:
            continue
        row = _account(
            seed,
            base_url=opened.settings.sandbox_address if sandbox and seed.channel is not ChannelKind.HANDOFF else "",
            sandbox=sandbox,
            at=at,
        )
        if secret := secrets.get(seed.external_id):
            row.sealed = opened.vault.seal(with_callback_keys(secret))
        session.add(row)
        session.flush()
        history.record(session, "account.added", f"account:{row.key}", who="set-up", at=at, slug=seed.slug, channel=seed.channel.value)


def _account(seed: AccountSeed, *, base_url: str, sandbox: bool, at: datetime) -> ChannelAccount:
    settings = {name: getattr(seed, name) for name in ("publish", "charter", "charter_for", "agent", "shared", "face")}
    return ChannelAccount(
        slug=seed.slug, name=seed.name, channel=seed.channel.value, kind=seed.kind, persona=seed.persona, verified=seed.verified,
        external_id=seed.external_id, base_url=base_url, sandbox=sandbox, settings={key: value for key, value in settings.items() if value},
        audience=seed.audience.model_dump(mode="json"), created_at=at,
    )  # fmt: skip
