"""Where failures are told outside the app: a mail server and a webhook, from the settings."""

from dataclasses import dataclass

from studio.channels.channel import Secret
from studio.settings import Settings


@dataclass(frozen=True)
class MailServer:
    """`security` is starttls, tls or none; an empty `user` does not sign in."""

    host: str
    port: int
    security: str
    user: str
    password: Secret
    sender: str


@dataclass(frozen=True)
class Webhook:
    """An address that is called, and the key by which it knows that the studio calls."""

    url: str
    key: Secret


@dataclass(frozen=True)
class Outside:
    """What there is; `address` is where people reach the studio."""

    address: str
    mail: MailServer | None = None
    webhook: Webhook | None = None


def outside_for(settings: Settings) -> Outside:
    mail, webhook = None, None
    if settings.smtp_host:
        password = settings.smtp_password.get_secret_value() if settings.smtp_password else ""
        sender = settings.smtp_from or f"studio@{settings.smtp_host}"
        mail = MailServer(settings.smtp_host, settings.smtp_port, settings.smtp_security, settings.smtp_user, Secret(password), sender)
    if settings.webhook_url:
        webhook = Webhook(settings.webhook_url, Secret(settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""))
    return Outside(settings.web_address, mail, webhook)
