"""`studio people`: who works here, and in which roles."""

from typing import Annotated

import typer

from studio.cli.saying import BrandOption, JsonOption, brand_named, brand_session, tell
from studio.database import act
from studio.people import person as people
from studio.people.password import check, hashed
from studio.people.person import ROLE_WORDS, Role
from studio.people.process import Process
from studio.terminal import say
from studio.workspace.opened import open_studio

app = typer.Typer(name="people", help="人员与角色 (people and roles)", no_args_is_help=True)


@app.command("list")
def list_(brand: BrandOption = "", as_json: JsonOption = False) -> None:
    """列出品牌里的人 (who works for the brand)."""
    with brand_session(open_studio(), brand) as session:
        rows = [
            {"handle": who.handle, "name": who.name, "roles": " ".join(sorted(role.value for role in roles))}
            for who, roles in people.team(session)
        ]
    tell(rows, as_json=as_json, title="人员")


@app.command()
def add(
    handle: Annotated[str, typer.Argument(help="sign-in name")],
    name: Annotated[str, typer.Argument(help="name shown")],
    role: Annotated[list[Role], typer.Option(help="role in the brand; several are possible")],
    brand: BrandOption = "",
    password: Annotated[str, typer.Option(prompt="密码 password", confirmation_prompt=True, hide_input=True)] = "",
) -> None:
    """加一个人并给角色 (add a person with roles)."""
    check(password, handle=handle)
    opened = open_studio()
    where, now = brand_named(opened, brand), opened.clock.now()
    with act(opened.engine) as session:
        person = people.add(session, handle, name, password_hash=hashed(password), by=Process.MACHINE, at=now)
        for each in role:
            people.give_role(session, person, each, brand=where.key, by=Process.MACHINE, at=now)
    say(f"{name}（{handle}）：{'、'.join(ROLE_WORDS[each][0] for each in role)}")


@app.command()
def invite(
    handle: Annotated[str, typer.Argument(help="sign-in name that there is already")],
    role: Annotated[list[Role], typer.Option(help="role in the brand; several are possible")],
    brand: BrandOption = "",
) -> None:
    """让已有的人也做这个品牌，登录名和密码不变 (somebody who signs in already works for this brand too)."""
    from studio.publishing import invitation

    opened = open_studio()
    with brand_session(opened, brand) as session:
        person = invitation.invite(session, handle, *role, by=Process.MACHINE, at=opened.clock.now())
        name = person.name
    say(f"{name}（{handle}）：{'、'.join(ROLE_WORDS[each][0] for each in role)}")


@app.command()
def email(handle: str, address: Annotated[str, typer.Argument(help="empty: only in the app")] = "") -> None:
    """失败时发邮件到哪里 (where failures are told by mail)."""
    opened = open_studio()
    with act(opened.engine) as session:
        people.set_email(session, people.by_handle(session, handle), address, by=Process.MACHINE, at=opened.clock.now())
    say("ok")


@app.command()
def password(
    handle: str, password: Annotated[str, typer.Option(prompt="新密码 new password", confirmation_prompt=True, hide_input=True)] = ""
) -> None:
    """换密码，别处的登录全部退出 (a new password; other sign-ins end)."""
    from studio.people.sign_in import set_password

    opened = open_studio()
    with act(opened.engine) as session:
        set_password(session, people.by_handle(session, handle), password, by=Process.MACHINE, at=opened.clock.now())
    say("ok")
