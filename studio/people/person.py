"""People and what they may do: roles are per brand, and every act asks `require` first."""

import re
from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, col, select

from studio import history
from studio.database import Row, UTCDateTime, brand_of, not_found
from studio.errors import NotAllowed, StudioError, problem
from studio.plain import Plain, table


class Role(StrEnum):
    PLANNER = "planner"  # 运营
    EDITOR = "editor"  # 编辑
    REVIEWER = "reviewer"  # 审核
    PUBLISHER = "publisher"  # 发布
    ADMIN = "admin"  # 管理员


ROLE_WORDS = {
    Role.PLANNER: ("运营", "planner"), Role.EDITOR: ("编辑", "editor"), Role.REVIEWER: ("审核", "reviewer"),
    Role.PUBLISHER: ("发布", "publisher"), Role.ADMIN: ("管理员", "admin"),
}  # fmt: skip


EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
HANDLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,59}")  # it travels in an HTTP header


class Person(Row, table=True):
    handle: str = Field(unique=True)  # sign-in name
    name: str
    password: str = ""  # argon2 hash; empty: cannot sign in
    language: str = "zh"
    email: str = Field(default="", sa_column_kwargs={"server_default": ""})  # where failures are told; empty: only in the app
    created_at: datetime = Field(sa_type=UTCDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Membership(Row, table=True):
    """A person's role in a brand. Not brand-scoped: it is what decides which brand a session may be opened for."""

    __table_args__ = (UniqueConstraint("person_id", "brand", "role"),)
    person_id: int = Field(foreign_key="person.id", index=True)
    brand: int = Field(foreign_key="brand.id", index=True)
    role: str
    since: datetime = Field(sa_type=UTCDateTime)


def by_handle(session: Session, handle: str) -> Person:
    person = session.exec(select(Person).where(Person.handle == handle)).first()
    if person is None:
        raise not_found("人员", "person", handle)
    return person


def add(session: Session, handle: str, name: str, *, password_hash: str, who: str, at: datetime) -> Person:
    """Add a person; roles are given separately, per brand."""
    if not HANDLE.fullmatch(handle):
        raise StudioError(
            problem(
                f"登录名 {handle!r} 不能用", f"sign-in name {handle!r} cannot be used", field="handle",
                mend=("用字母、数字和 . _ - @，最多 60 个", "use letters, digits and . _ - @, at most 60"),
            )
        )  # fmt: skip
    if session.exec(select(Person).where(Person.handle == handle)).first():
        raise StudioError(
            problem(
                f"登录名 {handle} 已存在", f"sign-in name {handle} is taken", field="handle", mend=("换一个登录名", "choose another name")
            )
        )
    person = Person(handle=handle, name=name, password=password_hash, created_at=at)
    session.add(person)
    session.flush()
    history.record(session, "person.added", f"person:{person.key}", who=who, at=at, brand=0, handle=handle)
    return person


def set_email(session: Session, person: Person, email: str, *, who: str, at: datetime) -> None:
    """Say where a person is told of failures; empty: only in the app."""
    if email and not EMAIL.fullmatch(email):
        raise StudioError(
            problem(
                f"「{email}」不是邮箱地址",
                f"not an e-mail address: {email}",
                field="email",
                mend=("例如 lin@example.com", "such as lin@example.com"),
            )
        )
    person.email = email
    session.add(person)
    history.record(session, "person.email", f"person:{person.key}", who=who, at=at, brand=0)


def give_role(session: Session, person: Person, role: Role, *, brand: int, who: str, at: datetime) -> None:
    """Give a role in a brand; giving it twice changes nothing."""
    if role in roles(session, person, brand=brand):
        return
    session.add(Membership(person_id=person.key, brand=brand, role=role.value, since=at))
    history.record(session, "role.given", f"person:{person.key}", who=who, at=at, brand=brand, role=role.value)


def take_role(session: Session, person: Person, role: Role, *, brand: int, who: str, at: datetime) -> None:
    query = select(Membership).where(Membership.person_id == person.key, Membership.brand == brand, Membership.role == role.value)
    for row in session.exec(query):
        session.delete(row)
        history.record(session, "role.taken", f"person:{person.key}", who=who, at=at, brand=brand, role=role.value)


def roles(session: Session, person: Person, *, brand: int) -> set[Role]:
    if person.left_at is not None:
        return set()
    return {Role(found.role) for found in _ROLES.run(session, person=person.key, wanted=brand)}


def brands_of(session: Session, person: Person) -> list[int]:
    query = select(Membership.brand).where(Membership.person_id == person.key).distinct()
    return sorted(session.exec(query))


def team(session: Session) -> list[tuple[Person, set[Role]]]:
    """Who works for the session's brand, with their roles."""
    brand = brand_of(session)
    query = select(Person).join(Membership, col(Membership.person_id) == col(Person.id)).where(Membership.brand == brand).distinct()
    return [(person, roles(session, person, brand=brand)) for person in session.exec(query.order_by(col(Person.handle)))]


def require(session: Session, person: Person, *any_of: Role) -> None:
    """Refuse unless the person has one of these roles in the session's brand."""
    if roles(session, person, brand=brand_of(session)) & set(any_of):
        return
    zh = " / ".join(ROLE_WORDS[role][0] for role in any_of)
    en = " or ".join(ROLE_WORDS[role][1] for role in any_of)
    raise NotAllowed(
        problem(
            f"{person.name} 在这个品牌里没有「{zh}」的权限", f"{person.name} is not a {en} of this brand", field="role",
            mend=("请管理员在 设置 → 人员 里加上这个角色", "ask an admin to add the role in Settings → People"),
        )
    )  # fmt: skip


_MEMBERS = table(Membership)
_ROLES = Plain(select_columns(_MEMBERS.c.role).where(_MEMBERS.c.person_id == bindparam("person"), _MEMBERS.c.brand == bindparam("wanted")))
