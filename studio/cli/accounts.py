"""`studio accounts`: the channel accounts of a brand, their secrets, their connection, and the key they are sealed with."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from studio.brands.account import ChannelAccount, account, accounts
from studio.cli.publisher import desk_for
from studio.cli.saying import BrandOption, ByOption, JsonOption, acting, brand_named, brand_session, tell
from studio.database import act
from studio.errors import StudioError, problem
from studio.people.person import require_admin_somewhere
from studio.publishing import tester as testing
from studio.publishing.connection import add_account, check_connection, put_account_away, set_account_keys
from studio.publishing.reseal import reseal_everything
from studio.settings import Settings
from studio.terminal import say
from studio.vault import Vault, rotate_key, vault_for
from studio.workspace.opened import open_studio

app = typer.Typer(name="accounts", help="渠道账号 (channel accounts)", no_args_is_help=True)
PARTS = {"secret": "secret", "token": "callback_token", "aes-key": "aes_key", "robot": "robot"}


@app.command("list")
def list_(brand: BrandOption = "", as_json: JsonOption = False) -> None:
    """列出账号；密钥只说有没有 (accounts; of a secret only whether there is one)."""
    with brand_session(open_studio(), brand) as session:
        rows = [
            {
                "account": row.slug, "name": row.name, "channel": row.channel, "kind": row.kind, "id": row.external_id, "persona": row.persona,
                "verified": row.verified, "sandbox": row.sandbox, "secret": row.sealed is not None, "settings": row.settings,
            }
            for row in accounts(session)
        ]  # fmt: skip
    tell(rows, as_json=as_json, title="渠道账号")


@app.command()
def add(
    slug: Annotated[str, typer.Argument(help="short name, such as oa-brand")],
    channel: Annotated[str, typer.Argument(help="official_account, community, moments or handoff")],
    name: Annotated[str, typer.Option(help="name shown")],
    kind: Annotated[str, typer.Option(help="subscription or service; of a hand-off the place")] = "",
    external_id: Annotated[str, typer.Option("--id", help="AppID or corp id")] = "",
    persona: Annotated[str, typer.Option(help="whose account it is")] = "",
    publish: Annotated[str, typer.Option(help="freepublish, mass or draft")] = "",
    entity: Annotated[str, typer.Option(help="of an Official Account: company or personal")] = "",
    shared: Annotated[bool, typer.Option(help="several personas share it; it shows its own face")] = False,
    face: Annotated[str, typer.Option(help="portrait of a shared account: a picture's name in the library")] = "",
    charter: Annotated[str, typer.Option(help="of groups: marketing, content or service")] = "",
    charter_for: Annotated[
        str, typer.Option(help="its sub-type: discount, fission, publicity; tutorial, topic; before_sale, in_sale, after_sale")
    ] = "",
    agent: Annotated[str, typer.Option(help="WeCom app id")] = "",
    verified: Annotated[bool, typer.Option(help="whether the platform verified it")] = True,
    sandbox: Annotated[bool, typer.Option(help="on the local platforms")] = False,
    by: ByOption = "",
    brand: BrandOption = "",
) -> None:
    """加一个账号 (add an account; its secret comes after, with `studio accounts secret`)."""
    opened = open_studio()
    chosen = {
        "publish": publish,
        "entity": entity,
        "charter": charter,
        "charter_for": charter_for,
        "agent": agent,
        "shared": shared,
        "face": face,
    }
    base_url = opened.settings.sandbox_address if sandbox and channel != "handoff" else ""
    row = ChannelAccount(
        slug=slug, name=name, channel=channel, kind=kind, persona=persona or None, verified=verified, external_id=external_id, base_url=base_url,
        sandbox=sandbox, settings={key: value for key, value in chosen.items() if value}, created_at=opened.clock.now(),
    )  # fmt: skip
    with brand_session(opened, brand) as session:
        add_account(session, row, by=acting(session, by), at=opened.clock.now())
    say(f"{name}（{slug}）")


@app.command()
def secret(
    slug: str,
    part: Annotated[str, typer.Option(help="secret, token, aes-key or robot")] = "secret",
    by: ByOption = "",
    brand: BrandOption = "",
    value: Annotated[
        str, typer.Option(prompt="密钥 secret", hide_input=True, help="asked for when it is not given; - reads it from a pipe")
    ] = "",
) -> None:
    """填写密钥：加密保存，不再显示 (sealed at once, never shown again)."""
    if part not in PARTS:
        raise StudioError(
            problem(
                f"没有「{part}」这种密钥",
                f"there is no part {part!r}",
                field="--part",
                mend=(f"可选：{'、'.join(PARTS)}", f"one of {', '.join(PARTS)}"),
            )
        )
    opened = open_studio()
    said = sys.stdin.read().strip() if value == "-" else value
    with brand_session(opened, brand) as session:
        set_account_keys(
            session, account(session, slug), vault=opened.vault, by=acting(session, by), at=opened.clock.now(), **{PARTS[part]: said}
        )
    say("ok")


@app.command()
def check(
    slug: Annotated[str, typer.Argument(help="empty: every account")] = "", brand: BrandOption = "", as_json: JsonOption = False
) -> None:
    """测试连接，用大白话说问题和修法 (try the connection; what is wrong and the mend)."""
    opened = open_studio()
    where, desk = brand_named(opened, brand), desk_for(opened)
    with brand_session(opened, brand) as session:
        rows = [account(session, slug)] if slug else accounts(session)
    found = [
        {"account": row.slug, "what": str(each.what), "field": each.field, "code": each.rule, "mend": str(each.mend)}
        for row in rows
        for each in check_connection(desk, row.key, brand=where.key)
    ]
    tell(found, as_json=as_json, title="连接", empty="都通 (all connected)")
    raise typer.Exit(1 if found else 0)


@app.command("put-away")
def put_away(slug: str, by: ByOption = "", brand: BrandOption = "") -> None:
    """停用一个账号，忘掉它的密钥 (put an account away and forget its secret)."""
    opened = open_studio()
    with brand_session(opened, brand) as session:
        left = put_account_away(session, account(session, slug), by=acting(session, by), at=opened.clock.now())
        named = [f"{post.id} {post.idea}" for post in left]
    say("ok")
    for each in named:
        say(f"去处已去掉 (destination taken out): post {each}")


@app.command("testers")
def list_of_testers(slug: str, brand: BrandOption = "", as_json: JsonOption = False) -> None:
    """没批准的内容可以先发给谁看 (to whom of one's own a post may be shown before it is approved)."""
    with brand_session(open_studio(), brand) as session:
        rows = [
            {"whom": row.whom, "name": row.name, "by": row.by, "since": f"{row.since:%Y-%m-%d}"}
            for row in testing.testers(session, account(session, slug))
        ]
    tell(rows, as_json=as_json, title="试看的人")


@app.command("tester")
def name_or_end(
    slug: str,
    openid: Annotated[str, typer.Argument(help="of the follower, as this account sees it")],
    name: Annotated[str, typer.Option(help="who it is")] = "",
    end: Annotated[bool, typer.Option("--end", help="take off the list")] = False,
    by: ByOption = "",
    brand: BrandOption = "",
) -> None:
    """把自己人加进试看名单，或移出 (name one of your own as a tester, or remove)."""
    opened = open_studio()
    with brand_session(opened, brand) as session:
        who, at, where = acting(session, by), opened.clock.now(), account(session, slug)
        if not end:
            testing.name_tester(session, where, openid, name, by=who, at=at)
        elif row := testing.tester(session, where, openid):
            testing.end_tester(session, row, by=who, at=at)
    say("ok")


@app.command("rotate-key")
def rotate(by: ByOption = "", as_json: JsonOption = False) -> None:
    """换加密的钥匙，全部重新封存并核对 (a new key: everything is sealed again and read back)."""
    opened = open_studio()
    settings = opened.settings
    with act(opened.engine) as session:
        who = acting(session, by)
        require_admin_somewhere(session, who)
    if settings.key is None:
        rotate_key(_key_file(settings))
    vault = vault_for(settings)
    told = reseal_everything(opened.engine, vault, _newest(settings), by=who, at=opened.clock.now())
    tell([{"accounts": told.accounts, "keepsakes": told.keepsakes}], as_json=as_json, title="已用新钥匙封存")
    say("重启网页和发布进程，它们还拿着旧钥匙 (restart web and publisher: they still hold the old key)", error=True)


def _newest(settings: Settings) -> Vault:
    """A vault that knows the first key only."""
    text = settings.key.get_secret_value() if settings.key is not None else _key_file(settings).read_text(encoding="utf-8")
    return Vault(next(line.strip() for line in text.splitlines() if line.strip()).encode("utf-8"))


def _key_file(settings: Settings) -> Path:
    return settings.key_file or settings.home / "key"
