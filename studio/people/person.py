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
from studio.people.process import Process
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


Actor = Person | Process
"""Who acts: somebody with roles, or a part of the studio that acts of itself."""


def by_handle(session: Session, handle: str) -> Person:
    person = session.exec(select(Person).where(Person.handle == handle)).first()
    if person is None:
        raise not_found("人员", "person", handle)
    return person


def add(session: Session, handle: str, name: str, *, password_hash: str, by: Actor, at: datetime) -> Person:
    """Add a person; roles are given separately, per brand."""
    require(session, by, Role.ADMIN)
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
                f"登录名 {handle} 已存在", f"sign-in name {handle} is taken", field="handle",
                mend=(
                    "如果就是这个人：用「邀请已有的人」或 studio people invite；不是就换一个登录名",
                    "if it is this person: invite them (Settings → People, or studio people invite); if not, choose another name",
                ),
            )
        )  # fmt: skip
    person = Person(handle=handle, name=name, password=password_hash, created_at=at)
    session.add(person)
    session.flush()
    history.record(session, "person.added", f"person:{person.key}", who=by.handle, at=at, brand=0, handle=handle)
    return person


def set_email(session: Session, person: Person, email: str, *, by: Actor, at: datetime) -> None:
    """Say where a person is told of failures; empty: only in the app. Everybody says it themselves; `may_change` says who else may."""
    require_change(session, person, by)
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
    history.record(session, "person.email", f"person:{person.key}", who=by.handle, at=at, brand=0)


def may_change(session: Session, person: Person, by: Actor) -> bool:
    """Whether `by` may change what belongs to the person and not to a brand: the person, a process, or who is an admin of every brand they work for.

    An admin of one brand must not get hold of a colleague's sign-in in another.
    """
    if isinstance(by, Process) or by.key == person.key:
        return True
    theirs = brands_of(session, person)
    return bool(theirs) and all(Role.ADMIN in roles(session, by, brand=brand) for brand in theirs)


def _not_yours(person: Person) -> NotAllowed:
    return NotAllowed(
        problem(
            f"{person.name} 也在别的品牌里，或不在你的品牌里：密码和邮箱要本人来改",
            f"{person.name} works for another brand too, or not for yours: only they may change their password and e-mail",
            mend=("请本人在右上角自己的菜单里改密码，在 设置 → 人员 里改邮箱；或在服务器上用 studio people password", "they change the password in their own menu at the top right, the e-mail in Settings → People; or studio people password on the machine"),
        )
    )  # fmt: skip


def require_change(session: Session, person: Person, by: Actor) -> None:
    """Refuse unless `by` may change what belongs to the person."""
    if not may_change(session, person, by):
        raise _not_yours(person)


def give_role(session: Session, person: Person, role: Role, *, brand: int, by: Actor, at: datetime) -> None:
    """Give a role in a brand; giving it twice changes nothing."""
    require(session, by, Role.ADMIN, brand=brand)
    if role in roles(session, person, brand=brand):
        return
    session.add(Membership(person_id=person.key, brand=brand, role=role.value, since=at))
    history.record(session, "role.given", f"person:{person.key}", who=by.handle, at=at, brand=brand, role=role.value)


def take_role(session: Session, person: Person, role: Role, *, brand: int, by: Actor, at: datetime) -> None:
    """Take a role in a brand away; nothing changes where it was not held."""
    require(session, by, Role.ADMIN, brand=brand)
    query = select(Membership).where(Membership.person_id == person.key, Membership.brand == brand, Membership.role == role.value)
    for row in session.exec(query):
        session.delete(row)
        history.record(session, "role.taken", f"person:{person.key}", who=by.handle, at=at, brand=brand, role=role.value)


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


def require(session: Session, person: Actor, *any_of: Role, brand: int | None = None) -> None:
    """Refuse unless the person has one of these roles in this brand, the session's unless another is named."""
    if isinstance(person, Process) or roles(session, person, brand=brand or brand_of(session)) & set(any_of):
        return
    zh = " / ".join(ROLE_WORDS[role][0] for role in any_of)
    en = " or ".join(ROLE_WORDS[role][1] for role in any_of)
    raise NotAllowed(
        problem(
            f"{person.name} 在这个品牌里没有「{zh}」的权限", f"{person.name} is not a {en} of this brand", field="role",
            mend=("请管理员在 设置 → 人员 里加上这个角色", "ask an admin to add the role in Settings → People"),
        )
    )  # fmt: skip


def require_admin_somewhere(session: Session, person: Person) -> None:
    """Refuse unless the person is an admin of any brand: for what belongs to the whole studio."""
    if not any(Role.ADMIN in roles(session, person, brand=brand) for brand in brands_of(session, person)):
        raise NotAllowed(
            problem(
                "换钥匙要由管理员来",
                "an admin has to do this",
                field="--by",
                mend=("加上 --by 管理员的登录名", "add --by with an admin's sign-in name"),
            )
        )


_MEMBERS = table(Membership)
_ROLES = Plain(select_columns(_MEMBERS.c.role).where(_MEMBERS.c.person_id == bindparam("person"), _MEMBERS.c.brand == bindparam("wanted")))
