"""Setting up an account: added, changed, given its secret and put away by an admin, and its connection tried out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from studio.brands import account as accounts
from studio.brands.account import ChannelAccount
from studio.channels.handoff.kinds import KINDS
from studio.channels.official_account.settings import Entity, Way
from studio.channels.registry import CHANNELS
from studio.database import act, not_found
from studio.errors import Problem, Refused, StudioError, Words, problem
from studio.library.kinds import ChannelKind
from studio.people.person import Person, Role, require
from studio.posts.charter import SUB_TYPES
from studio.posts.placement import Placement, placements, take_out
from studio.posts.post import Post
from studio.publishing.delivery import OPEN, Delivery, State, as_it_is, stop
from studio.publishing.desk import Desk
from studio.publishing.drawer import Keepsake
from studio.publishing.notice import tell_concerned
from studio.publishing.quota import PER_CUSTOMER, PER_RECIPIENT
from studio.publishing.rate import QUOTAS
from studio.review.submission import back_to_its_author
from studio.rules.records import all_rules
from studio.vault import Vault

OA_KINDS = ("subscription", "service")
NAMED = 8  # posts that a refusal names
CHARTERS = ("marketing", "content", "service")
ON_THE_PLATFORM = (ChannelKind.OFFICIAL_ACCOUNT, ChannelKind.COMMUNITY, ChannelKind.MOMENTS)


def add_account(session: Session, row: ChannelAccount, *, by: Person, at: datetime) -> ChannelAccount:
    """Add an account of the brand; everything that is wrong with it is said at once."""
    require(session, by, Role.ADMIN)
    if wrong := whats_wrong(row):
        raise Refused(*wrong)
    return accounts.add(session, row, by=by, at=at)


def change_account(session: Session, row: ChannelAccount, *, by: Person, at: datetime, **fields: Any) -> list[str]:
    """Change fields of an account; gives what is different now. Approvals that name other settings stand no longer."""
    require(session, by, Role.ADMIN)
    after = ChannelAccount(**{**row.model_dump(), **fields})
    if wrong := whats_wrong(after):
        raise Refused(*wrong)
    return accounts.change(session, row, by=by, at=at, **fields)


def set_account_keys(session: Session, row: ChannelAccount, *, vault: Vault, by: Person, at: datetime, **parts: str) -> None:
    """Seal a new `secret`, `callback_token`, `aes_key` or `robot`; a token that was got with the old secret is forgotten."""
    require(session, by, Role.ADMIN)
    accounts.set_keys(session, row, vault=vault, by=by, at=at, **parts)
    if "secret" in parts:
        for kept in session.exec(select(Keepsake).where(Keepsake.account_id == row.key, Keepsake.name == "access_token")):
            session.delete(kept)


def put_account_away(session: Session, row: ChannelAccount, *, by: Person, at: datetime) -> list[Post]:
    """Take an account out of use, and with it every destination that is still open: posts being written or in review, and what was missed or refused.

    Their authors are told; gives those posts. Refused, naming them, while something is planned or on its way through it.
    """
    require(session, by, Role.ADMIN)
    _require_nothing_on_its_way(session, row)
    left = [_taken_out(session, place, row, by=by, at=at) for place in _still_open(session, row)]
    for kept in session.exec(select(Keepsake).where(Keepsake.account_id == row.key)):
        session.delete(kept)
    accounts.put_away(session, row, by=by, at=at)
    return list({post.key: post for post in left}.values())


def _require_nothing_on_its_way(session: Session, row: ChannelAccount) -> None:
    query = select(Post.idea).join(Delivery, col(Delivery.post_id) == col(Post.id)).where(Delivery.account_id == row.key)
    waiting = session.exec(query.where(col(Delivery.state).in_([state.value for state in OPEN]))).all()
    if not waiting:
        return
    named = "、".join(f"「{idea}」" for idea in waiting[:NAMED]) + ("…" if len(waiting) > NAMED else "")
    raise Refused(
        problem(
            f"「{row.name}」还有 {len(waiting)} 条没有结束的投放：{named}", f"{row.name} has {len(waiting)} deliveries that are not over: {named}", where=row.slug,
            mend=("先在 投放 里取消或改到别的账号", "cancel them under Publish first, or move them to another account"),
        )
    )  # fmt: skip


def _still_open(session: Session, row: ChannelAccount) -> list[Placement]:
    """Destinations that lead there and have not gone out."""
    gone = select(Delivery.placement_id).where(Delivery.account_id == row.key, Delivery.state == State.DELIVERED.value)
    query = select(Placement).where(Placement.account_id == row.key, col(Placement.cancelled_at).is_(None), col(Placement.id).not_in(gone))
    return list(session.exec(query.order_by(col(Placement.id))))


def _taken_out(session: Session, place: Placement, row: ChannelAccount, *, by: Person, at: datetime) -> Post:
    """The destination with what was missed or refused there; a post that has no other goes back to its author."""
    zh, en = f"渠道账号「{row.name}」停用了", f"the channel account {row.name} was put away"
    post = session.get_one(Post, place.post_id)
    for each in session.exec(select(Delivery).where(Delivery.placement_id == place.key)):
        if as_it_is(session, each) in (State.MISSED, State.REFUSED):
            stop(session, each, said={"zh": zh, "en": en}, who=by.handle, at=at)
    take_out(session, place, who=by.handle, at=at)
    if not placements(session, post):
        back_to_its_author(session, post, reason=zh, by=by, at=at)
    mend = Words("在 创作 里换一个账号，再送审", "choose another account under Write and submit again")
    tell_concerned(session, post, about=f"post:{post.key}", words=Words(f"「{post.idea}」：{zh}", f"“{post.idea}”: {en}"), mend=mend, at=at)
    return post


def check_connection(desk: Desk, account_id: int, *, brand: int) -> list[Problem]:
    """Try the account's connection on its platform; each problem in plain words with its mend, none when all is well."""
    with act(desk.engine, brand=brand) as session:
        row = session.get(ChannelAccount, account_id)
    if row is None or row.removed_at is not None:
        raise not_found("渠道账号", "channel account", account_id)
    if row.sealed is None and row.channel in ON_THE_PLATFORM:
        return [
            problem(
                "还没有填写 Secret", "no secret was entered yet", where=row.slug, field="secret",
                mend=("在 设置 → 账号 填写 Secret，再测试一次", "enter the secret in Settings → Accounts and test again"),
            )
        ]  # fmt: skip
    try:
        return list(desk.channel(row).check(now=desk.clock.now()))
    except StudioError as error:
        return list(error.problems)


def whats_wrong(row: ChannelAccount) -> list[Problem]:
    """What would not work, by field, before any platform is asked."""
    if row.channel not in CHANNELS:
        return [_choose("channel", row.channel, CHANNELS, row.slug)]
    found = (
        []
        if row.name.strip()
        else [problem("账号没有名字", "the account has no name", where=row.slug, field="name", mend=("写一个名字", "give it a name"))]
    )
    if row.channel == ChannelKind.OFFICIAL_ACCOUNT and row.kind not in OA_KINDS:
        found.append(_choose("kind", row.kind, OA_KINDS, row.slug))
    if row.channel == ChannelKind.HANDOFF and row.kind not in KINDS:
        found.append(_choose("kind", row.kind, KINDS, row.slug))
    if row.channel in ON_THE_PLATFORM and not row.external_id.strip():
        name = "AppID" if row.channel == ChannelKind.OFFICIAL_ACCOUNT else "企业 ID"
        en = "AppID" if row.channel == ChannelKind.OFFICIAL_ACCOUNT else "corp id"
        found.append(
            problem(
                f"没有填写 {name}", f"the {en} is missing", where=row.slug, field="external_id", mend=(f"填写 {name}", f"enter the {en}")
            )
        )
    return found + _wrong_settings(row.channel, row.settings, row.slug)


def _wrong_settings(channel: str, settings: Mapping[str, Any], where: str) -> list[Problem]:
    asked: dict[str, tuple[str, ...]] = {}
    if channel == ChannelKind.OFFICIAL_ACCOUNT:
        asked["publish"] = tuple(way.value for way in Way)
        asked["entity"] = tuple(entity.value for entity in Entity)
    if channel == ChannelKind.COMMUNITY:
        asked["charter"] = CHARTERS
        asked["charter_for"] = tuple(SUB_TYPES.get(str(settings.get("charter") or ""), {}))
        asked["per_recipient"] = PER_RECIPIENT
    if channel == ChannelKind.MOMENTS:
        asked["per_customer"] = PER_CUSTOMER
    wrong = [_choose(name, str(settings[name]), of, where) for name, of in asked.items() if settings.get(name) and settings[name] not in of]
    return wrong + _wrong_quotas(settings.get(QUOTAS), where)


def _wrong_quotas(held: object, where: str) -> list[Problem]:
    """The account's own limits: a group with a rule, and a number above nought."""
    rows: Mapping[Any, Any] = held if isinstance(held, Mapping) else {} if held is None else {"": held}
    return [
        problem(
            f"额度 {name!s:.60} = {limit!s:.20} 看不懂", f"the limit {name!s:.60} = {limit!s:.20} means nothing", where=where, field=QUOTAS,
            mend=('写成 {"official_account.freepublish_get": 1000}，名称见规则表 rate.*', 'write {"official_account.freepublish_get": 1000}; the names are those of the rules rate.*'),
        )
        for name, limit in rows.items()
        if f"rate.{name}" not in all_rules() or isinstance(limit, bool) or not isinstance(limit, int) or limit < 1
    ]  # fmt: skip


def _choose(field: str, value: str, of: "Mapping[str, object] | tuple[str, ...]", where: str) -> Problem:
    return problem(
        f"{field} 不能是「{value}」", f"{field} cannot be {value!r}", where=where, field=field,
        mend=(f"可选：{'、'.join(of)}", f"choose one of {', '.join(of)}"),
    )  # fmt: skip
