"""Channel accounts: where a brand publishes; their secrets are sealed and never shown again."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, Session, col, select

from studio import history
from studio.database import BrandRow, Json, UTCDateTime, not_found
from studio.vault import Vault


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


def accounts(session: Session) -> list[ChannelAccount]:
    """The brand's accounts that are in use, by channel and name."""
    query = select(ChannelAccount).where(col(ChannelAccount.removed_at).is_(None))
    return list(session.exec(query.order_by(col(ChannelAccount.channel), col(ChannelAccount.slug))))


def account(session: Session, slug: str) -> ChannelAccount:
    found = session.exec(select(ChannelAccount).where(ChannelAccount.slug == slug)).first()
    if found is None:
        raise not_found("渠道账号", "channel account", slug)
    return found


def set_secret(session: Session, account: ChannelAccount, secret: str, *, vault: Vault, who: str, at: datetime) -> None:
    """Seal a new secret for the account; the old one is gone and neither is ever shown."""
    account.sealed = vault.seal(secret)
    session.add(account)
    history.record(session, "account.secret_set", f"account:{account.key}", who=who, at=at)
