"""`studio publish`: what goes out next, what happened, holds, and the decisions that only a person can make."""

from datetime import timedelta
from typing import Annotated

import typer
from sqlmodel import col, select

from studio.brands.account import ChannelAccount
from studio.brands.brand import current
from studio.channels.answer import Answer, NotSent, Unknown
from studio.cli.publisher import desk_for
from studio.cli.saying import BrandOption, ByOption, JsonOption, acting, brand_named, brand_session, tell
from studio.engagement.reply import reply
from studio.errors import StudioError, problem
from studio.publishing import hold as holding
from studio.publishing import resolve
from studio.publishing.delivery import STATE_WORDS, Delivery, State, delivery
from studio.publishing.hold import HoldScope
from studio.publishing.preview import going_out
from studio.publishing.schedule import cancel as cancel_planned
from studio.publishing.show_first import show_first
from studio.publishing.take_down import take_down
from studio.publishing.work import work_through
from studio.terminal import say
from studio.workspace.opened import open_studio

app = typer.Typer(name="publish", help="投放 (deliveries)", no_args_is_help=True)
Reason = Annotated[str, typer.Option(help="why; it stands in the history")]


@app.command()
def status(
    state: Annotated[State | None, typer.Option(help="only this state")] = None, brand: BrandOption = "", as_json: JsonOption = False
) -> None:
    """投放的状态 (states, newest first)."""
    with brand_session(open_studio(), brand) as session:
        zone = current(session).zone_info
        query = select(Delivery, ChannelAccount).join(ChannelAccount, col(Delivery.account_id) == col(ChannelAccount.id))
        query = query.where(Delivery.state == state.value) if state else query
        rows = [
            {
                "delivery": row.id, "account": account.slug, "due": f"{row.due_at.astimezone(zone):%m-%d %H:%M}", "state": STATE_WORDS[row.is_].zh,
                "confirmed": f"{row.confirmed}/{row.expected}" if row.expected is not None else "", "said": row.said.get("zh", ""),
            }
            for row, account in session.exec(query.order_by(col(Delivery.due_at).desc()).limit(200))
        ]  # fmt: skip
    tell(rows, as_json=as_json, title="投放")


@app.command()
def soon(minutes: int = 60, brand: BrandOption = "", as_json: JsonOption = False) -> None:
    """接下来会发什么：只看，不发 (what would go out; nothing is sent)."""
    opened = open_studio()
    now = opened.clock.now()
    with brand_session(opened, brand) as session:
        zone = current(session).zone_info
        rows = [
            {
                "delivery": each.delivery_id,
                "account": each.account,
                "due": f"{each.due_at.astimezone(zone):%m-%d %H:%M}",
                "idea": each.idea,
                "verdict": str(each.words),
            }
            for each in going_out(session, files=opened.files, now=now, within=timedelta(minutes=minutes))
        ]
    tell(rows, as_json=as_json, title=f"{minutes} 分钟内")


@app.command()
def once(as_json: JsonOption = False) -> None:
    """马上处理一遍到点的 (one pass over what is due)."""
    worked = work_through(desk_for(open_studio()))
    tell([{"sent": worked.sent, "asked": worked.asked, "reconciled": worked.reconciled, "taken_back": worked.taken_back}], as_json=as_json)


@app.command()
def hold(
    scope: HoldScope,
    target: Annotated[str, typer.Argument(help="account or persona slug")] = "",
    reason: Reason = "",
    by: ByOption = "",
    brand: BrandOption = "",
) -> None:
    """暂停一个账号、人设、品牌或整个工作室 (a hold switch)."""
    opened = open_studio()
    with brand_session(opened, brand) as session:
        row = holding.hold(session, scope, target, reason=reason, by=acting(session, by), at=opened.clock.now())
        on_the_way = holding.in_flight(session, scope, target)
    say(f"hold {row.id} · {on_the_way} 条在路上 (in flight)")


@app.command()
def resume(hold_id: int, by: ByOption = "", brand: BrandOption = "") -> None:
    """恢复 (lift a hold)."""
    opened = open_studio()
    with brand_session(opened, brand) as session:
        row = next((row for row in holding.holds(session) if row.id == hold_id), None)
        if row is None:
            raise StudioError(
                problem(
                    f"没有正在生效的暂停 {hold_id}",
                    f"no such hold {hold_id}",
                    mend=("用 studio publish holds 看看", "see studio publish holds"),
                )
            )
        holding.lift(session, row, by=acting(session, by), at=opened.clock.now())
    say("ok")


@app.command()
def holds(brand: BrandOption = "", as_json: JsonOption = False) -> None:
    """正在生效的暂停 (holds in force)."""
    with brand_session(open_studio(), brand) as session:
        rows = [
            {"hold": row.id, "scope": row.scope, "target": row.target, "by": row.by, "reason": row.reason} for row in holding.holds(session)
        ]
    tell(rows, as_json=as_json, title="暂停中")


@app.command()
def retry(delivery_id: int, by: ByOption = "", brand: BrandOption = "") -> None:
    """修好以后再试 (try a refused delivery again)."""
    opened = open_studio()
    with brand_session(opened, brand) as session:
        resolve.try_again(session, delivery(session, delivery_id), by=acting(session, by), at=opened.clock.now())
    say("ok")


@app.command()
def cancel(delivery_id: int, reason: Reason = "", by: ByOption = "", brand: BrandOption = "") -> None:
    """取消；已在平台建了任务的就在平台取消 (cancel, on the platform if need be)."""
    opened = open_studio()
    where = brand_named(opened, brand)
    with brand_session(opened, brand) as session:
        row, who = delivery(session, delivery_id), acting(session, by)
        if row.is_ is not State.CREATED:
            cancel_planned(session, row, reason=reason, by=who, at=opened.clock.now())
            return
    _done(resolve.cancel_on_platform(desk_for(opened), delivery_id, brand=where.key, by=who, reason=reason), f"delivery:{delivery_id}")


@app.command("show-first")
def show_first_(
    placement_id: int,
    openid: Annotated[str, typer.Argument(help="of the follower who is to see it")],
    by: ByOption = "",
    brand: BrandOption = "",
) -> None:
    """先预览给一个关注者看，不算群发 (show the newest version to one follower of an Official Account)."""
    opened = open_studio()
    where = brand_named(opened, brand)
    with brand_session(opened, brand) as session:
        who = acting(session, by)
    _done(show_first(desk_for(opened), placement_id, openid, brand=where.key, by=who), f"placement:{placement_id}")
    say("ok")


@app.command("take-down")
def take_down_(delivery_id: int, reason: Reason = "", by: ByOption = "", brand: BrandOption = "") -> None:
    """从平台删除已发的文章，不能恢复 (delete an article that is out, for good)."""
    opened = open_studio()
    where = brand_named(opened, brand)
    with brand_session(opened, brand) as session:
        who = acting(session, by)
    _done(take_down(desk_for(opened), delivery_id, reason=reason, brand=where.key, by=who), f"delivery:{delivery_id}")
    say("ok")


@app.command("reply")
def reply_(interaction_id: int, text: str, by: ByOption = "", brand: BrandOption = "") -> None:
    """在平台上回复一条评论 (answer a comment on the platform)."""
    opened = open_studio()
    where = brand_named(opened, brand)
    with brand_session(opened, brand) as session:
        who = acting(session, by)
    _done(reply(desk_for(opened), interaction_id, text, brand=where.key, by=who), f"interaction:{interaction_id}")
    say("ok")


def _done(answer: Answer, where: str) -> None:
    """A refusal, or an answer that never came, as the error that says what to do."""
    if isinstance(answer, NotSent):
        raise StudioError(problem(answer.reason.zh, answer.reason.en, where=where, mend=(answer.mend.zh, answer.mend.en)))
    if isinstance(answer, Unknown):
        mend = ("到平台上看看有没有，再决定要不要重来", "look on the platform whether it happened before doing it again")
        raise StudioError(problem(answer.reason.zh, answer.reason.en, where=where, mend=mend))


@app.command("resolve")
def resolve_(delivery_id: int, happened: resolve.Happened, reason: Reason = "", by: ByOption = "", brand: BrandOption = "") -> None:
    """说清待核实的投放到底发了没有 (settle an unknown outcome)."""
    opened = open_studio()
    with brand_session(opened, brand) as session:
        resolve.decide_unknown(
            session, delivery(session, delivery_id), happened, reason=reason, by=acting(session, by), at=opened.clock.now()
        )
    say("ok")
