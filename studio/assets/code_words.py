"""Words that send the reader to a code: true only where the picture has one, and it leads where they say."""

import re
from urllib.parse import urlsplit

from studio.errors import Refused, problem

_CLAIMS = re.compile(
    r"扫码|扫一扫|扫(?:描|下|一下)?(?:下方|下面|左侧|右侧|图中|此|这个)?(?:的)?(?:二维|小程序)?码|二维码|小程序码|太阳码|识别(?:图中|下方|此)?码"
    r"|长按(?:图片|下图|海报|此图|保存)?(?:后|并)?(?:识别|扫|加|进|关注|添加)|scan (?:the |this |me)|\bqr\b",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+(?:com|cn|net|org|shop|top|vip|cc|me|io|example)(?![a-z0-9])", re.IGNORECASE)


def claims_a_code(text: str) -> bool:
    """Whether these words say that there is a code to scan."""
    return _CLAIMS.search(text) is not None


def leads_there(text: str, link: str) -> bool:
    """Whether a link goes where the words say, as far as they name an address."""
    host = (urlsplit(link).hostname or "").lower()
    return all(
        host == named or host.endswith(f".{named}") for named in (found.lower().removeprefix("www.") for found in _HOST.findall(text))
    )


def untrue(text: str, where: str, *, link: str) -> Refused:
    """What is said when the words cannot be left out."""
    if link:
        return Refused(
            problem(
                f"「{text}」说的地址和二维码通往的 {link} 不是一处", f"“{text}” names another address than {link}, to which the code leads", where=where,
                field="link", rule="asset.code", mend=("改正链接，或改这句话", "mend the link or the words"),
            )
        )  # fmt: skip
    return Refused(
        problem(
            f"「{text}」让人扫码，但图上没有二维码", f"“{text}” speaks of a code, and the picture has none", where=where, field="link", rule="asset.code",
            mend=("填上链接，用带二维码的版式，或换一句话", "name a link and use a layout with a code, or change the words"),
        )
    )  # fmt: skip
