"""What an errcode means for us: whose move it is and what to do, read from data (wechat-api.md §3.1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from studio.channels.answer import Blame, NotSent
from studio.clock import BEIJING
from studio.errors import Words


class Kind(StrEnum):
    REFRESH = "refresh"  # get a new token and replay once: the call was refused before it ran
    BACKOFF = "backoff"  # not executed; replay later
    QUOTA = "quota"  # a known boundary has to pass
    PERM = "perm"  # something of ours is wrong
    HUMAN = "human"  # somebody must act on the platform
    DONE = "done"  # as good as success


@dataclass(frozen=True)
class Treatment:
    """`wait` is seconds until a replay makes sense; None with `midnight` means the next Beijing midnight, else nobody knows."""

    kind: Kind
    blame: Blame
    what: Words
    mend: Words
    field: str = ""
    wait: int | None = None
    midnight: bool = False
    quote: bool = False

    def retry_at(self, now: datetime) -> datetime | None:
        if self.midnight:
            tomorrow = now.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            return tomorrow.astimezone(now.tzinfo)
        return now + timedelta(seconds=self.wait) if self.wait is not None else None


def treatment(code: int, where: str) -> Treatment:
    """`where` is official_account, wecom or robot, with `.token` for the call that gets a token; a code nobody listed goes to a person."""
    known = _treatments()
    for place in (where, where.removesuffix(".token"), "both"):
        if (code, place) in known:
            return known[code, place]
    return Treatment(
        Kind.HUMAN, Blame.ASK_A_PERSON, Words(f"平台拒绝了，错误码 {code}", f"the platform refused with errcode {code}"),
        Words("把错误码和 rid 发给管理员查询", "give the errcode and rid to the admin"), quote=True,
    )  # fmt: skip


def refused(code: int, where: str, *, words: str, rid: str, now: datetime) -> NotSent:
    """The refusal as an answer; the platform's own `words` are shown only where they carry something to copy."""
    found = treatment(code, where)
    quote = f"：{words}" if found.quote and words else ""
    return NotSent(
        blame=found.blame, reason=Words(found.what.zh + quote, found.what.en + quote.replace("：", ": ")), mend=found.mend,
        code=code, field=found.field, rid=rid, retry_at=found.retry_at(now),
    )  # fmt: skip


@cache
def _treatments() -> dict[tuple[int, str], Treatment]:
    rows = yaml.safe_load((files("studio.channels") / "errcodes.yaml").read_text(encoding="utf-8"))
    return {(code, row["where"]): _treatment(row) for row in rows for code in row["codes"]}


def _treatment(row: dict[str, Any]) -> Treatment:
    wait = row.get("wait")
    return Treatment(
        Kind(row["class"]), Blame(row["blame"]), Words(row["zh"], row["en"]), Words(*row["mend"]), row.get("field", ""),
        wait=wait if isinstance(wait, int) else None, midnight=wait == "midnight", quote=row.get("quote", False),
    )  # fmt: skip
