"""Signing in with a name and a password: the same answer for every failure, and a pause after too many.

The pause is for one name from one address, or for one address. A name is never closed for everybody: a stranger could lock its owner out.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network

from sqlalchemy import delete, text
from sqlmodel import Field, Session, col, select

from studio import history
from studio.database import Row, UTCDateTime
from studio.errors import NotAllowed, Problem, problem
from studio.people import password as passwords
from studio.people import session as web_sessions
from studio.people.person import Actor, Person, require_change
from studio.people.session import WebSession
from studio.storable import mended

WINDOW = timedelta(minutes=15)
FAILURES_PER_HANDLE = 5  # of one name from one address
FAILURES_PER_ADDRESS = 20  # one office, one address: a colleague who forgot the password must not lock the others out
KEEP_TRIES = timedelta(days=1)  # addresses are personal data


class SignInTry(Row, table=True):
    """One try, kept for a day: what the pause after too many failures is counted from."""

    handle: str = Field(index=True)
    address: str = Field(index=True)
    at: datetime = Field(sa_type=UTCDateTime, index=True)
    let_in: bool


@dataclass(frozen=True)
class SignedIn:
    """Let in: the token goes into the cookie and nowhere else."""

    token: str
    web_session: WebSession
    person: Person


@dataclass(frozen=True)
class TurnedAway:
    """Not let in; `wait` is set when nothing will be tried before it has passed."""

    problem: Problem
    wait: timedelta | None = None


def sign_in(session: Session, handle: str, password: str, *, address: str, hours: int, at: datetime) -> SignedIn | TurnedAway:
    """Try to sign in. A refusal is a value, not an error, because the try itself must be committed and counted."""
    handle, address = mended(handle.strip()[:200]), network_of(address)
    _one_at_a_time(session, f"{handle} {address}", address)
    wait = _wait(session, handle, address, at)
    if wait is not None:
        return TurnedAway(_too_many(wait), wait)
    person = session.exec(select(Person).where(Person.handle == handle)).first()
    known = person is not None and person.left_at is None
    right = passwords.matches(person.password if person and known else "", password)
    session.add(SignInTry(handle=handle, address=address, at=at, let_in=right))
    if person is None or not right:
        return TurnedAway(_wrong())
    if passwords.outdated(person.password):
        person.password = passwords.hashed(password)
    _forget_old(session, at)
    token, row = web_sessions.begin(session, person, hours=hours, at=at)
    return SignedIn(token, row, person)


def set_password(session: Session, person: Person, password: str, *, by: Actor, at: datetime) -> None:
    """Give somebody else a new password (StudioError when it breaks the rule); every sign-in of theirs ends."""
    require_change(session, person, by)
    if isinstance(by, Person) and by.key == person.key:
        raise NotAllowed(_own_way())
    passwords.check(password, handle=person.handle)
    _set(session, person, password, by=by, at=at)


def change_password(
    session: Session, person: Person, old: str, new: str, *, by: Person, address: str, at: datetime, keep: str
) -> TurnedAway | None:
    """One's own new password, for whoever knows the old one; every other sign-in ends but the one whose token has the hash `keep`.

    A wrong old password is a wrong sign-in, and like there a value: it must be committed and counted, or a screen left open is a place to guess.
    """
    if by.key != person.key:
        raise NotAllowed(_own_only(person))
    passwords.check(new, handle=person.handle)  # before the old one is looked at: a refusal here says nothing about it
    address = network_of(address)
    _one_at_a_time(session, f"{person.handle} {address}", address)
    wait = _wait(session, person.handle, address, at)
    if wait is not None:
        return TurnedAway(_too_many(wait), wait)
    right = passwords.matches(person.password, old)
    session.add(SignInTry(handle=person.handle, address=address, at=at, let_in=right))
    if not right:
        return TurnedAway(_wrong_old())
    _set(session, person, new, by=by, at=at, keep=keep)
    return None


def _set(session: Session, person: Person, password: str, *, by: Actor, at: datetime, keep: str = "") -> None:
    person.password = passwords.hashed(password)
    session.add(person)
    ended = web_sessions.sign_out_everywhere(session, person, at, but=keep)
    history.record(session, "password.set", f"person:{person.key}", who=by.handle, at=at, brand=0, sign_ins_ended=ended)


def _wait(session: Session, handle: str, address: str, at: datetime) -> timedelta | None:
    """How long until the next try, or None. Failures of a name count since its last success from here, those of an address always."""
    recent = select(SignInTry).where(SignInTry.at > at - WINDOW).order_by(col(SignInTry.at).desc(), col(SignInTry.id).desc())
    of_handle: list[datetime] = []
    for one in session.exec(recent.where(SignInTry.handle == handle, SignInTry.address == address)):
        if one.let_in:
            break
        of_handle.append(one.at)
    of_address = [one.at for one in session.exec(recent.where(SignInTry.address == address, col(SignInTry.let_in).is_(False)))]
    free_at = [
        tries[most - 1] + WINDOW
        for tries, most in ((of_handle, FAILURES_PER_HANDLE), (of_address, FAILURES_PER_ADDRESS))
        if len(tries) >= most
    ]
    return max(free_at) - at if free_at else None


def network_of(address: str) -> str:
    """What tries are counted by: the address, and of the newer kind (IPv6) the whole household that one line has."""
    try:
        read = ip_address(address)
    except ValueError:
        return mended(address[:100])
    if isinstance(read, IPv4Address):
        return str(read)
    return str(read.ipv4_mapped or ip_network((int(read), 64), strict=False))


def _wrong() -> Problem:
    return problem(
        "登录名或密码不对",
        "The sign-in name or the password is wrong",
        mend=("检查大小写后再试；忘了密码请管理员重设", "check capitals and try again; an admin can set a new password"),
    )


def _wrong_old() -> Problem:
    return problem(
        "原来的密码不对", "The old password is wrong", field="old",
        mend=("检查大小写后再试；忘了请管理员重设", "check capitals and try again; an admin can set a new one"),
    )  # fmt: skip


def _own_way() -> Problem:
    return problem(
        "自己的密码要先说出原来的", "your own password is changed by whoever knows the old one", field="password",
        mend=("在右上角自己的菜单里改密码", "change it in your own menu at the top right"),
    )  # fmt: skip


def _own_only(person: Person) -> Problem:
    return problem(
        f"只有 {person.name} 本人能这样改密码", f"only {person.name} may change their password this way", field="password",
        mend=("管理员在 设置 → 人员 里设新密码", "an admin sets a new one in Settings → People"),
    )  # fmt: skip


def _too_many(wait: timedelta) -> Problem:
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return problem(
        f"试的次数太多了，请 {minutes} 分钟后再登录",
        f"Too many tries: please wait {minutes} minute{'s' if minutes > 1 else ''}",
        mend=("忘了密码请管理员重设", "an admin can set a new password"),
    )


def _forget_old(session: Session, at: datetime) -> None:
    session.execute(delete(SignInTry).where(col(SignInTry.at) < at - KEEP_TRIES))
    web_sessions.forget_old(session, at)


def _one_at_a_time(session: Session, *keys: str) -> None:
    """On PostgreSQL many tries at the same instant would each see too few failures; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        for number in sorted(int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big", signed=True) for key in keys):
            session.connection().execute(text("SELECT pg_advisory_xact_lock(7352, :key)"), {"key": number})
