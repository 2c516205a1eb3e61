"""One mail by SMTP."""

import smtplib
import ssl
from email.message import EmailMessage

from studio.publishing.outside import MailServer

TIMEOUT_S = 15


def send_mail(server: MailServer, *, to: str, subject: str, text: str) -> str:
    """Hand a mail to the server; gives what went wrong, or nothing."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = server.sender, to, subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    try:
        with _signed_in(server) as line:
            line.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _signed_in(server: MailServer) -> smtplib.SMTP:
    if server.security == "tls":
        line: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=ssl.create_default_context())
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
    if server.security == "starttls":
        line.starttls(context=ssl.create_default_context())
    if server.user:
        line.login(server.user, server.password.reveal())
    return line
