"""What an account may still send, shown before it is refused."""

from collections.abc import Sequence
from html import escape

from studio.brands.account import ChannelAccount
from studio.publishing.quota import Quota
from studio.ui.components.empty import empty
from studio.ui.components.markup import show
from studio.ui.words import language, say


def quotas_left(found: Sequence[tuple[ChannelAccount, Quota]]) -> None:
    if not found:
        empty(say("today.no_quota"), key="no_quota")
        return
    show(f'<div class="rows">{"".join(_row(account, quota) for account, quota in found)}</div>')


def _row(account: ChannelAccount, quota: Quota) -> str:
    used = 100 * quota.used / quota.limit if quota.limit else 100
    tone = " is-cinnabar" if used >= 100 else " is-gamboge" if used >= 80 else ""
    left = say("today.quota_left", left=quota.left, limit=quota.limit)
    return (
        f'<div><span class="grow">{escape(account.name)}<br><small>{escape(quota.name.in_(language()))}</small></span>'
        f'<span style="width:120px"><span class="muted nowrap">{escape(left)}</span><div class="meter{tone}"><i style="width:{min(used, 100):.0f}%"></i></div></span></div>'
    )
