"""On the sandbox the platforms are told where to push to, with a token and an AES key of their own for every account."""

import base64
import json
import os
import secrets
import time
from collections.abc import Iterator

import httpx
import structlog
from sqlmodel import col, select

from studio.brands.account import ChannelAccount
from studio.channels.channel import Secret
from studio.channels.keys import Keys, parse_secret
from studio.database import act_across_brands
from studio.errors import StudioError, problem
from studio.vault import Vault
from studio.workspace.opened import Opened

log = structlog.get_logger("studio.workspace")
PATIENCE_S = 20.0


def with_callback_keys(secret: str) -> str:
    """The same secret with a callback token and an EncodingAESKey (43 characters); one that has them stays as it is."""
    held = parse_secret(Secret(secret))
    if held.callback_token and held.aes_key:
        return secret
    key = base64.b64encode(os.urandom(32)).decode("ascii").rstrip("=")
    others = json.loads(secret) if secret.lstrip().startswith("{") else {}
    return json.dumps(others | {"secret": held.secret, "callback_token": secrets.token_hex(12), "aes_key": key})


def tell_sandbox(opened: Opened, *, address: str = "", patience_s: float = PATIENCE_S) -> list[str]:
    """Give every platform account of the running sandbox its callback address; gives the slugs that were told.

    Several accounts of one corp share its one address: that of the first. `address` is the web process as the sandbox reaches it.
    """
    web = address or f"http://127.0.0.1:{opened.settings.port}"
    told: dict[str, str] = {}
    with httpx.Client(base_url=opened.settings.sandbox_address, timeout=10, trust_env=False) as sandbox:
        _wait_for(sandbox, patience_s)
        for row, keys in _accounts(opened):
            if row.external_id not in told:
                sandbox.post("/_sandbox/world", json=_wish(row, keys, url=f"{web}/hooks/{row.slug}")).raise_for_status()
                told[row.external_id] = row.slug
    log.info("sandbox told", accounts=list(told.values()))
    return list(told.values())


def _wish(row: ChannelAccount, keys: Keys, *, url: str) -> dict[str, str]:
    who = (
        {"side": "official_account", "appid": row.external_id}
        if row.channel == "official_account"
        else {"side": "wecom", "corpid": row.external_id}
    )
    return who | {"callback_url": url, "callback_token": keys.callback_token, "aes_key": keys.aes_key}


def _accounts(opened: Opened) -> Iterator[tuple[ChannelAccount, Keys]]:
    """Accounts of the sandbox that have a secret, by slug; those from before callbacks get their keys now."""
    query = select(ChannelAccount).where(col(ChannelAccount.sandbox).is_(True), col(ChannelAccount.removed_at).is_(None))
    with act_across_brands(opened.engine) as session:
        for row in session.exec(query.order_by(col(ChannelAccount.slug))):
            if row.sealed is not None and row.base_url == opened.settings.sandbox_address:
                yield row, _keys(row, opened.vault)
                session.add(row)


def _keys(row: ChannelAccount, vault: Vault) -> Keys:
    secret = vault.open(row.sealed or b"", where=row.slug)
    full = with_callback_keys(secret)
    if full != secret:
        row.sealed = vault.seal(full)
    return parse_secret(Secret(full))


def _wait_for(sandbox: httpx.Client, patience_s: float) -> None:
    begun = time.monotonic()
    while True:
        try:
            if sandbox.get("/_sandbox/health").is_success:
                return
        except httpx.TransportError:
            pass
        if time.monotonic() - begun > patience_s:
            raise StudioError(
                problem(
                    "沙盒没有起来",
                    "the sandbox did not start",
                    where=str(sandbox.base_url),
                    mend=("看看端口和日志", "look at the port and the log"),
                )
            )
        time.sleep(0.1)
