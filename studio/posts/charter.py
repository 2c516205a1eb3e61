"""The charter of a customer group (群定位): what its members came for, and so what may be said to them."""

from collections.abc import Iterator
from datetime import date

from studio.brands.account import ChannelAccount
from studio.errors import Problem, Words, problem
from studio.library.kinds import ChannelKind
from studio.posts.post import Post
from studio.rules.lookup import lookup

CHARTERS = {"marketing": Words("营销型", "marketing"), "content": Words("内容型", "content"), "service": Words("服务型", "service")}
SUB_TYPES = {
    "marketing": {"discount": Words("折扣", "discounts"), "fission": Words("裂变", "referrals"), "publicity": Words("宣传", "publicity")},
    "content": {"tutorial": Words("教程", "tutorials"), "topic": Words("话题", "topics")},
    "service": {"before_sale": Words("售前", "before a sale"), "in_sale": Words("售中", "during a sale"), "after_sale": Words("售后", "after a sale")},
}  # fmt: skip


def against_charter(post: Post, account: ChannelAccount, *, promotional: bool, on: date) -> Iterator[Problem]:
    """What the group's charter and its sub-type do not allow; a group without a charter takes everything."""
    charter = str(account.settings.get("charter") or "")
    if account.channel != ChannelKind.COMMUNITY or charter not in CHARTERS:
        return
    rule = lookup("community.charter.no_promotion", on)
    if promotional and charter in rule.value:
        yield _no(account, f"{CHARTERS[charter].zh}社群不发促销内容", f"a {CHARTERS[charter].en} group gets no promotion", rule.id)
    part = str(account.settings.get("charter_for") or "")
    fits = lookup("community.charter.pillars", on)
    known = {pillar for pillars in fits.value.values() for pillar in pillars}
    if part in SUB_TYPES[charter] and post.pillar in known and post.pillar not in fits.value[part]:
        name = SUB_TYPES[charter][part]
        yield _no(
            account,
            f"{CHARTERS[charter].zh}·{name.zh}社群不发这种内容",
            f"a group for {name.en} does not get this kind of content",
            fits.id,
        )


def _no(account: ChannelAccount, zh: str, en: str, rule: str) -> Problem:
    return problem(
        zh, en, where=account.slug, field="account", rule=rule,
        mend=("换一个定位合适的社群，或改写成这个群要看的内容", "choose a group with a fitting charter, or write what this group came for"),
    )  # fmt: skip
