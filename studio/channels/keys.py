"""What an account's secret holds: the app secret, and for callbacks the token and the AES key."""

import json
from dataclasses import dataclass, field

from studio.channels.channel import Secret


@dataclass(frozen=True)
class Keys:
    """`secret` of the app; `callback_token` and `aes_key` (43 characters) only where callbacks are set up."""

    secret: str = field(repr=False)
    callback_token: str = field(default="", repr=False)
    aes_key: str = field(default="", repr=False)


def parse_secret(secret: Secret) -> Keys:
    """The bare app secret, or JSON `{"secret": …, "callback_token": …, "aes_key": …}`."""
    text = secret.reveal().strip()
    if not text.startswith("{"):
        return Keys(text)
    try:
        held = json.loads(text)
    except ValueError:
        return Keys(text)
    return Keys(str(held.get("secret", "")), str(held.get("callback_token", "")), str(held.get("aes_key", "")))
