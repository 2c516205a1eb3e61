"""The group robot: alerts to the team's own internal group. It cannot reach customers (wechat-api.md §1.12)."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import httpx

from studio.channels.answer import Answer, Done
from studio.channels.channel import Secret
from studio.channels.wechat_http import ROBOT, Call, Line, Stopped, raw
from studio.clock import BEIJING
from studio.excerpt import excerpt_bytes
from studio.rules.lookup import lookup

PATH = "/cgi-bin/webhook/send"


def alert(
    webhook: Secret, text: str, *, now: datetime, mention: Sequence[str] = (), base_url: str = "", http: httpx.BaseTransport | None = None
) -> Answer:
    """Say something in the robot's group. `webhook` is its whole address or its key; `mention` are userids, or `@all`.

    Twenty a minute (then NotSent with a time); text beyond 2,048 bytes is cut. Unknown when the answer got lost: a second try may repeat it.
    """
    address, key = _parts(webhook, base_url)
    most = lookup("wecom.robot.text", now.astimezone(BEIJING).date()).count
    body = {"msgtype": "text", "text": {"content": excerpt_bytes(text, most), "mentioned_list": list(mention)}}
    call = Call("POST", PATH, {"key": key}, safe=False, content=raw(body))
    try:
        Line(ROBOT, address, "robot", http).once(call, "", ROBOT.name, now=now)
    except Stopped as stopped:
        return stopped.answer
    return Done({"at": now.isoformat()})


def _parts(webhook: Secret, base_url: str) -> tuple[str, str]:
    told = webhook.reveal().strip()
    if "://" not in told:
        return base_url, told
    address = urlsplit(told)
    base = base_url or f"{address.scheme}://{address.netloc}{address.path.removesuffix(PATH)}"
    return base, parse_qs(address.query).get("key", [""])[0]
