"""Signed, expiring links: what a hand-off or a guest page lets its holder do without an account."""

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from studio.vault import Vault


class Signer:
    """Signs small payloads for one purpose; what was signed for another purpose does not open here."""

    def __init__(self, vault: Vault, purpose: str) -> None:
        self._keys = vault.derived(f"signed:{purpose}")

    def sign(self, payload: Mapping[str, Any], *, until: datetime) -> str:
        """A token for an address (letters, digits, - _ .): readable by whoever holds it, changeable by nobody."""
        said = json.dumps(
            {"until": int(until.timestamp()), "said": dict(payload)}, ensure_ascii=False, separators=(",", ":"), sort_keys=True
        )
        body = _text(said.encode())
        return f"{body}.{_text(self._seal(self._keys[0], body))}"

    def open(self, token: str, now: datetime) -> dict[str, Any] | None:
        """The payload, or None when the token was forged, altered, meant for something else, or is past its time."""
        body, _, seal = token.partition(".")
        given = _bytes(seal)
        if given is None or not any(hmac.compare_digest(given, self._seal(key, body)) for key in self._keys):
            return None
        said = json.loads(_bytes(body) or b"{}")
        return said["said"] if now < datetime.fromtimestamp(said["until"], UTC) else None

    @staticmethod
    def _seal(key: bytes, body: str) -> bytes:
        return hmac.digest(key, body.encode("utf-8", "replace"), "sha256")


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
