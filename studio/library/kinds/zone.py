"""A time zone by its IANA name: every page, plan and sending needs it, so a wrong one is refused before it is stored, with the right one named."""

import re
from difflib import get_close_matches
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator

from studio.library.kinds.document import refused

CHINA = "Asia/Shanghai"
# What people write for the zone of China; IANA counts Etc/GMT-8 with the other sign, which nobody should have to know.
SPOKEN_CHINA = re.compile(
    r"(?:asia/)?(?:beijing|peking|shenzhen|guangzhou|hangzhou|china)|(?:gmt|utc)\s*\+?\s*0?8(?::?00)?|东八区|.*(?:北京|上海|中国).*|cst|prc",
    re.I,
)


def zone_named(said: str) -> str:
    """The zone as it is stored; empty means China's. Raises what pydantic tells as this field's error, with the nearest right name."""
    wanted = said.strip()
    if not wanted:
        return CHINA
    if wanted in _names():
        return wanted
    near = nearest(wanted)
    raise refused(
        f"「{said}」不是时区名", f"{said!r} is no time zone",
        mend=(f"写成 {near}", f"write {near}"),
    )  # fmt: skip


def nearest(said: str) -> str:
    """The right name that is most likely meant."""
    if SPOKEN_CHINA.fullmatch(said):
        return CHINA
    folded = {name.lower(): name for name in _names()}
    close = get_close_matches(said.lower().replace(" ", "_"), folded, n=1, cutoff=0.7)
    return folded[close[0]] if close else CHINA


@cache
def _names() -> frozenset[str]:
    """Names with a region, and UTC: the others (EST, Cuba, PRC, localtime …) are left-overs that machines disagree about."""
    names = available_timezones()
    return frozenset(
        name for name in names if name == "UTC" or ("/" in name and not name.startswith(("posix/", "right/", "Etc/", "SystemV/")))
    )


Zone = Annotated[str, AfterValidator(zone_named)]
