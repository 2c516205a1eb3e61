"""What speaks against a post's going to an account at a time: whose account it is, its charter, warm-up, quiet hours, sensitive days, a time gone by.

Placing and moving ask it, the checks say it while one writes and when a post is handed in, and the gate asks it again before every sending.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from studio.brands.account import ChannelAccount, takes_posts_of
from studio.brands.brand import current
from studio.errors import Problem, Refused, problem
from studio.library.current import library
from studio.posts.charter import against_charter
from studio.posts.post import Post, PostVersion, latest
from studio.posts.sensitive import no_promotion, sensitive_day
from studio.posts.timing import quiet, sends_by_machine
from studio.posts.warmup import still_warming, warming

PUT_AWAY, PAST = "destination.put_away", "destination.past"
GONE = frozenset({PUT_AWAY, PAST})  # a destination that is over holds up none that stands


def against(
    session: Session, post: Post, account: ChannelAccount, *, promotional: bool, wording: str, at: datetime, due_at: datetime | None = None
) -> Iterator[Problem]:
    """Everything that speaks against it; without a time only what is true at every time. `wording` is the version's digest, for exceptions."""
    if account.removed_at is not None:
        yield put_away(account)
    if not takes_posts_of(account, post.persona):
        yield _of_another(post, account)
    yield from against_charter(post, account, promotional=promotional, on=at.date())
    if persona := still_warming(session, post, account, promotional=promotional, wording=wording, at=at):
        yield warming(post, persona)
    if due_at is not None:
        yield from _at_this_time(session, post, account, due_at, promotional=promotional, at=at)


def require_may_go_there(session: Session, post: Post, account: ChannelAccount, *, at: datetime, due_at: datetime | None = None) -> None:
    """Refuse a destination, or a time of it, with everything that speaks against it as the post stands now."""
    version = latest(session, post)
    found = against(
        session, post, account, promotional=_promotional(session, post, version), wording=version.digest if version else "", at=at, due_at=due_at
    )  # fmt: skip
    if wrong := tuple(found):
        raise Refused(*wrong)


def put_away(account: ChannelAccount) -> Problem:
    return problem(
        f"渠道账号「{account.name}」已停用", f"the channel account {account.name} was put away", where=account.slug, field="account", rule=PUT_AWAY,
        mend=("在 创作 里去掉这个去处，或换一个账号，再送审", "take this destination out under Write, or choose another account, and submit again"),
    )  # fmt: skip


def _promotional(session: Session, post: Post, version: PostVersion | None) -> bool:
    """Before anything is written the pillar says whether it will advertise."""
    if version is not None:
        return version.promotional
    pillar = library(session).pillars.get(post.pillar)
    return bool(pillar and pillar.promotional)


def _of_another(post: Post, account: ChannelAccount) -> Problem:
    whose = f"属于人设「{account.persona}」" if account.persona else "还没有说明属于哪个人设"
    en = f"belongs to persona {account.persona}" if account.persona else "does not say whose it is"
    return problem(
        f"账号「{account.name}」{whose}，不发「{post.persona}」的内容", f"account {account.name} {en} and carries nothing of {post.persona}",
        where=account.slug, field="account", rule="account.persona",
        mend=("选这个人设自己的账号；几个人设共用的账号，由管理员在 设置 → 账号 里标为「共用」", "choose an account of this persona; an admin marks an account that several share as shared in Settings → Accounts"),
    )  # fmt: skip


def _at_this_time(
    session: Session, post: Post, account: ChannelAccount, due_at: datetime, *, promotional: bool, at: datetime
) -> Iterator[Problem]:
    local = due_at.astimezone(current(session).zone_info)
    if due_at <= at:
        yield problem(
            f"{local:%m-%d %H:%M} 已经过去了，不能排到过去的时间", f"{local:%m-%d %H:%M} is in the past", where=f"post:{post.key}", field="due_at", rule=PAST,
            mend=("选一个未来的时间", "choose a time to come"),
        )  # fmt: skip
    if sends_by_machine(account.channel) and quiet(local):
        yield problem(
            f"{local:%H:%M} 是安静时段，不打扰客户", f"{local:%H:%M} is in the quiet hours", where=f"post:{post.key}", field="due_at", rule="quiet.hours",
            mend=("改到早上 7 点到晚上 10 点半之间", "choose a time between 7:00 and 22:30"),
        )  # fmt: skip
    if promotional and (day := sensitive_day(session, local.date())) is not None:
        what, mend = no_promotion(day)
        yield problem(what.zh, what.en, where=f"post:{post.key}", field="due_at", rule="destination.sensitive_day", mend=(mend.zh, mend.en))
