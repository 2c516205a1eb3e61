"""Tracked short links: made for one target and one post or delivery, followed by readers, counted without knowing them."""

import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from sqlalchemy import distinct, func
from sqlmodel import Field, Session, col, select

from studio.brands import brand as brands
from studio.database import BrandRow, UTCDateTime
from studio.errors import Refused, problem
from studio.excerpt import excerpt

LETTERS = "23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"  # none that look alike: codes are read out and typed
LENGTH = 7
LONGEST_TARGET = 2000


class Link(BrandRow, table=True):
    """A short address of ours that leads to one target on a host of the brand; `about` is what it was made for, such as delivery:12."""

    code: str = Field(unique=True)
    target: str
    about: str = Field(index=True)
    created_at: datetime = Field(sa_type=UTCDateTime)

    def address(self, base: str) -> str:
        """The short address under the studio's public address."""
        return f"{base.rstrip('/')}/s/{self.code}"


class Click(BrandRow, table=True):
    """One visit. `visitor` is the same for one browser on one day and cannot be followed to the next day."""

    link_id: int = Field(foreign_key="link.id", index=True)
    at: datetime = Field(sa_type=UTCDateTime)
    visitor: str


@dataclass(frozen=True)
class Clicks:
    """How often links were followed, and by how many visitors a day added up."""

    times: int
    visitors: int


def make(session: Session, target: str, *, about: str, at: datetime, allowed_hosts: Iterable[str]) -> Link:
    """The link to a target for a post or delivery, the same one when asked again (Refused: not a page on the brand's hosts)."""
    check(target, allowed_hosts=allowed_hosts)
    made = session.exec(select(Link).where(Link.about == about, Link.target == target)).first()
    if made is None:
        made = Link(code=_code(), target=target, about=about, created_at=at)
        session.add(made)
        session.flush()
    return made


def check(target: str, *, allowed_hosts: Iterable[str]) -> None:
    """Refuse what is not an http(s) address on one of these hosts or their subdomains."""
    hosts = sorted({host.strip().lower().removeprefix("*.").strip(".") for host in allowed_hosts} - {""})
    if any(_is_on(_host(target), host) for host in hosts):
        return
    listed = "、".join(hosts) or "（还没有）"
    raise Refused(
        problem(
            f"链接不在品牌允许的域名里：{excerpt(target, 120)}", f"the link is not on a host the brand allows: {excerpt(target, 120)}", field="link",
            mend=(f"改用这些域名：{listed}；或请管理员在 设置 → 品牌 里加上域名", f"use one of: {', '.join(hosts) or 'none yet'}; or let an admin add the host in Settings → Brand"),
        )
    )  # fmt: skip


def with_code(session: Session, code: str) -> Link | None:
    """The link with this code; in a session across brands, any brand's."""
    if not re.fullmatch(f"[{LETTERS}]{{{LENGTH}}}", code):
        return None
    return session.exec(select(Link).where(Link.code == code)).first()


def follow(session: Session, link: Link, *, visitor: str, at: datetime) -> str:
    """Count a visit and give the target."""
    session.add(Click(link_id=link.key, at=at, visitor=visitor))
    return link.target


def visitor_of(key: bytes, *, address: str, browser: str, on: date) -> str:
    """A name for a visitor that holds for one day: keyed, so that addresses cannot be tried out against it, and short, so that it may collide."""
    return hmac.digest(key, f"{on.isoformat()}|{address}|{browser}".encode("utf-8", "replace"), "sha256").hex()[:16]


def day_of(session: Session, at: datetime) -> date:
    """The brand's calendar day."""
    return at.astimezone(brands.current(session).zone_info).date()


def clicks(session: Session, about: str) -> Clicks:
    """Visits of every link made for this post or delivery."""
    query = select(func.count(col(Click.id)), func.count(distinct(col(Click.visitor)))).join(Link, col(Link.id) == col(Click.link_id))
    times, visitors = session.exec(query.where(Link.about == about)).one()
    return Clicks(times, visitors)


def _host(target: str) -> str:
    """The host of a plain http(s) address, else nothing: no user names, no odd ports for browsers to disagree about, no spaces."""
    if len(target) > LONGEST_TARGET or not re.fullmatch(r"https?://[^\s\\\x00-\x1f\x7f]+", target, re.IGNORECASE):
        return ""
    try:
        parts = urlsplit(target)
        host = (parts.hostname or "").rstrip(".")
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return ""
    return "" if "@" in parts.netloc else host.lower()


def _is_on(host: str, allowed: str) -> bool:
    return host == allowed or host.endswith(f".{allowed}")


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
