"""The people of the example brand, so that a fresh start can be tried in every role; only ever made for the example."""

import secrets

from studio.database import act
from studio.errors import Words
from studio.people import demo_sign_ins
from studio.people.demo_sign_ins import DemoSignIn
from studio.people.password import hashed
from studio.people.person import Person, Role, add, give_role
from studio.people.process import Process
from studio.workspace.opened import Opened

TEAM: tuple[tuple[str, str, Words, tuple[Role, ...]], ...] = (
    ("yunying", "何运", Words("运营：排日历、定人设", "planner: calendars and personas"), (Role.PLANNER, Role.EDITOR)),
    ("bianji", "苏简", Words("编辑：写文案、配图、送审", "editor: copy, pictures, hands in"), (Role.EDITOR,)),
    ("shenhe", "严宁", Words("审核：批准或退回", "reviewer: approves or sends back"), (Role.REVIEWER,)),
    ("fabu", "路远", Words("发布：看投放、处理待核实", "publisher: deliveries and unknowns"), (Role.PUBLISHER,)),
    (
        "guanli",
        "方程",
        Words("管理员：账号、人员、规则", "admin: accounts, people, rules"),
        (Role.ADMIN, Role.PLANNER, Role.REVIEWER, Role.PUBLISHER),
    ),
)


def example_people(opened: Opened, *, brand: int) -> list[DemoSignIn]:
    """Make the example's people with fresh passwords at first start; gives their sign-ins, also later."""
    kept = demo_sign_ins.read(opened.settings.home)
    if kept:
        return kept
    now = opened.clock.now()
    sign_ins = []
    with act(opened.engine) as session:
        for handle, name, does, roles in TEAM:
            password = _password()
            person: Person = add(session, handle, name, password_hash=hashed(password), by=Process.SET_UP, at=now)
            for role in roles:
                give_role(session, person, role, brand=brand, by=Process.SET_UP, at=now)
            sign_ins.append(DemoSignIn(handle=handle, password=password, name=name, role=does))
    demo_sign_ins.write(opened.settings.home, sign_ins)
    return sign_ins


def _password() -> str:
    """Twelve letters in three groups: quick to type, not the same on any two machines."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))
