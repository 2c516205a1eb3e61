"""What an account's secret holds: the app secret, for callbacks the token and the AES key, and the webhook of the team's robot."""

import json
from dataclasses import dataclass, field

from studio.channels.channel import Secret


@dataclass(frozen=True)
class Keys:
    """`secret` of the app; `callback_token` and `aes_key` (43 characters) only where callbacks are set up; `robot` its webhook or key, if any."""

    secret: str = field(repr=False)
    callback_token: str = field(default="", repr=False)
    aes_key: str = field(default="", repr=False)
    robot: str = field(default="", repr=False)


def parse_secret(secret: Secret) -> Keys:
    """The bare app secret, or JSON `{"secret": …, "callback_token": …, "aes_key": …, "robot": …}`; what is missing is empty."""
    text = secret.reveal().strip()
    if not text.startswith("{"):
        return Keys(text)
    try:
        held = json.loads(text)
    except ValueError:
        return Keys(text)
    return Keys(**{name: str(held.get(name, "")) for name in ("secret", "callback_token", "aes_key", "robot")})
