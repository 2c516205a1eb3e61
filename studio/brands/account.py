"""Channel accounts: where a brand publishes; their secrets are sealed and never shown again."""

import json
import re
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, Session, col, select

from studio import history
from studio.database import BrandRow, Json, UTCDateTime, not_found
from studio.errors import Refused, problem
from studio.people.person import Actor, Role, require
from studio.vault import Vault

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
CHANGEABLE = ("name", "kind", "persona", "verified", "external_id", "base_url", "sandbox", "settings", "audience")


class ChannelAccount(BrandRow, table=True):
    """One account on one channel. `settings` are public (publish mode, charter, agent …); `sealed` holds the secrets."""

    __table_args__ = (UniqueConstraint("brand_id", "slug"),)
    slug: str
    name: str
    channel: str = Field(index=True)  # official_account | community | moments | handoff
    kind: str = ""  # subscription | service | personal_wechat | sms | xiaohongshu …
    persona: str | None = Field(default=None, index=True)
    verified: bool = True
    external_id: str = ""  # appid or corpid
    base_url: str = ""  # of the platform; empty: the platform's real address
    sandbox: bool = True  # said aloud on every screen
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # default audience
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=UTCDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


def is_shared(account: ChannelAccount) -> bool:
    """Whether the brand marked it as one that several personas share (setting `shared`); it shows a face of its own (setting `face`)."""
    return account.settings.get("shared") is True


def takes_posts_of(account: ChannelAccount, persona: str) -> bool:
    """A post goes to accounts of its own persona, or to one that is shared (rule account.persona)."""
    return is_shared(account) or account.persona == persona


def accounts(session: Session) -> list[ChannelAccount]:
    """The brand's accounts that are in use, by channel and name."""
    query = select(ChannelAccount).where(col(ChannelAccount.removed_at).is_(None))
    return list(session.exec(query.order_by(col(ChannelAccount.channel), col(ChannelAccount.slug))))


def account(session: Session, slug: str) -> ChannelAccount:
    found = session.exec(select(ChannelAccount).where(ChannelAccount.slug == slug)).first()
    if found is None:
        raise not_found("渠道账号", "channel account", slug)
    return found


def add(session: Session, row: ChannelAccount, *, by: Actor, at: datetime) -> ChannelAccount:
    """Put a new account in use; its slug is the brand's to choose once."""
    require(session, by, Role.ADMIN)
    if not SLUG.fullmatch(row.slug):
        raise Refused(
            problem(
                f"账号代号「{row.slug}」不能用", f"{row.slug!r} cannot be an account's slug", field="slug",
                mend=("用小写字母、数字和 -，例如 oa-brand", "use lower-case letters, digits and -, such as oa-brand"),
            )
        )  # fmt: skip
    if session.exec(select(ChannelAccount).where(ChannelAccount.slug == row.slug)).first() is not None:
        raise Refused(
            problem(
                f"账号代号 {row.slug} 用过了", f"an account {row.slug} was here already", field="slug",
                mend=("换一个代号；停用的账号也占着它的代号", "choose another slug; accounts put away keep theirs"),
            )
        )  # fmt: skip
    row.created_at = at
    session.add(row)
    session.flush()
    history.record(session, "account.added", f"account:{row.key}", who=by.handle, at=at, slug=row.slug, channel=row.channel)
    return row


def change(session: Session, row: ChannelAccount, *, by: Actor, at: datetime, **fields: Any) -> list[str]:
    """Change these fields of CHANGEABLE; gives the names of those that are different now.

    What decides where a message lands is part of every approval's digest, so changing it voids what was approved and not sent.
    """
    require(session, by, Role.ADMIN)
    if unknown := set(fields) - set(CHANGEABLE):
        raise ValueError(f"not to be changed: {sorted(unknown)}")
    was = {name: getattr(row, name) for name, value in fields.items() if getattr(row, name) != value}
    for name in was:
        setattr(row, name, fields[name])
    if was:
        session.add(row)
        session.flush()
        now = {name: fields[name] for name in was}
        history.record(session, "account.changed", f"account:{row.key}", who=by.handle, at=at, was=was, now=now)
    return sorted(was)


def put_away(session: Session, row: ChannelAccount, *, by: Actor, at: datetime) -> None:
    """Take it out of use and forget its secret; what was sent through it stays told."""
    require(session, by, Role.ADMIN)
    row.removed_at, row.sealed = at, None
    session.add(row)
    history.record(session, "account.put_away", f"account:{row.key}", who=by.handle, at=at, slug=row.slug)


def set_secret(session: Session, account: ChannelAccount, secret: str, *, vault: Vault, by: Actor, at: datetime) -> None:
    """Seal a new app secret (or all parts as JSON); the old one is gone and neither is ever shown. What is not given anew stays."""
    require(session, by, Role.ADMIN)
    set_keys(session, account, vault=vault, by=by, at=at, **_parts(secret))


def set_keys(session: Session, account: ChannelAccount, *, vault: Vault, by: Actor, at: datetime, **parts: str) -> None:
    """Seal new parts (`secret`, `callback_token`, `aes_key`, `robot`) beside those that are there; an empty one is taken away."""
    require(session, by, Role.ADMIN)
    held = _parts(vault.open(account.sealed, where=account.slug)) if account.sealed else {}
    kept = {name: value for name, value in (held | parts).items() if value}
    account.sealed = vault.seal(json.dumps(kept)) if kept else None
    session.add(account)
    history.record(session, "account.secret_set", f"account:{account.key}", who=by.handle, at=at, parts=sorted(parts))


def _parts(secret: str) -> dict[str, str]:
    """A secret's parts; one that was sealed bare is the app's."""
    if secret.lstrip().startswith("{"):
        try:
            return {str(name): str(value) for name, value in json.loads(secret).items()}
        except ValueError:
            pass
    return {"secret": secret}
