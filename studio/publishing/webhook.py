"""One call of the webhook, signed: whoever answers there can check that the studio called, and when."""

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

import httpx

from studio.publishing.outside import Webhook

TIMEOUT_S = 10
SIGNATURE, NUMBER = "X-Studio-Signature", "X-Studio-Letter"


def call_webhook(webhook: Webhook, *, number: str, content: dict[str, Any], now: datetime) -> str:
    """Post the content as JSON; gives what went wrong, or nothing. `number` is the same when the call is repeated."""
    body = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json",
        NUMBER: number,
        SIGNATURE: signature(webhook.key.reveal(), body, at=int(now.timestamp())),
    }
    try:
        answer = httpx.post(webhook.url, content=body, headers=headers, timeout=TIMEOUT_S)
    except httpx.HTTPError as error:
        return f"{type(error).__name__}: {error}"
    return "" if answer.is_success else f"HTTP {answer.status_code}"


def signature(key: str, body: bytes, *, at: int) -> str:
    """`t=<seconds since 1970>,v1=<HMAC-SHA-256 of "t.body", in hex>`."""
    said = hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={said}"
