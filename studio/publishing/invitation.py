"""One person in several brands: who can sign in already gets a role here, keeps name and password, and is told."""

from datetime import datetime

from sqlmodel import Session, select

from studio.brands.brand import current
from studio.database import brand_of
from studio.errors import StudioError, Words, problem
from studio.people.person import ROLE_WORDS, Actor, Person, Role, give_role, require, roles
from studio.publishing.notice import tell

ABOUT = "role"


def invite(session: Session, handle: str, *wanted: Role, by: Actor, at: datetime) -> Person:
    """Give roles of the session's brand to somebody who signs in already; only what they did not have is written down and told."""
    require(session, by, Role.ADMIN)
    if not wanted:
        raise StudioError(problem("还没有选角色", "no role was chosen", field="role", mend=("至少选一个", "choose at least one")))
    person, brand = _who_signs_in(session, handle), brand_of(session)
    new = [role for role in Role if role in set(wanted) - roles(session, person, brand=brand)]
    for role in new:
        give_role(session, person, role, brand=brand, by=by, at=at)
    if new:
        _tell(session, person, new, by=by, at=at)
    return person


def _who_signs_in(session: Session, handle: str) -> Person:
    """The person of exactly this name: part of one, or somebody who left, is answered like a name that nobody has."""
    person = session.exec(select(Person).where(Person.handle == handle.strip())).first()
    if person is None or person.left_at is not None:
        raise StudioError(
            problem(
                "没有这个登录名", "nobody has this sign-in name", field="handle",
                mend=("请本人告诉你完整的登录名；新来的人用「加一个人」", "ask them for their whole sign-in name; somebody new is added instead"),
            )
        )  # fmt: skip
    return person


def _tell(session: Session, person: Person, new: list[Role], *, by: Actor, at: datetime) -> None:
    brand = current(session)
    who = Words(by.name, by.name) if isinstance(by, Person) else Words("管理员", "An admin")
    zh, en = ("、".join(ROLE_WORDS[role][0] for role in new), ", ".join(ROLE_WORDS[role][1] for role in new))
    words = Words(f"{who.zh}邀请你加入「{brand.name}」：{zh}", f"{who.en} invited you to {brand.name}: {en}")
    mend = Words("用原来的登录名和密码，在右上角换品牌", "same sign-in name and password; change the brand at the top right")
    tell(session, person.key, about=f"{ABOUT}:{brand.key}", words=words, mend=mend, at=at)
