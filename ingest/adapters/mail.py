"""Handing one message to an SMTP server, with an answer that says whether a retry may repeat it."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from ingest.errors import MailError

TIMEOUT = 30.0  # seconds per SMTP exchange; servers under greylisting take their time


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The mail server, from ``smtp[s]://user:password@host:port?starttls=1``."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False  # from the first byte
    starttls: bool = False

    @classmethod
    def parse(cls, url: str) -> Server:
        """Return the server *url* names. Raises ``MailError`` when it is not such a URL."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise MailError("mail.url", "must look like smtp://user:password@host:587?starttls=1")
        tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if tls else 25),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=tls,
            starttls=parse_qs(parts.query).get("starttls", ["0"])[0] not in ("0", "false"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """How it went. ``failed``: surely not accepted, may be repeated. ``unknown``: the line broke after
    the text was handed over, so only a person may repeat it. ``refused``: will never be accepted."""

    state: Literal["sent", "refused", "failed", "unknown"]
    error: str = ""
    reached: bool = (
        True  # False: the server itself could not be, so the next mail has no better chance
    )


def message_id(digest_id: str, recipient: str, domain: str) -> str:
    """Return the id of a digest for one recipient: a repeated sending carries the same one."""
    key = hashlib.sha256(f"{digest_id}|{recipient.casefold()}".encode()).hexdigest()[:24]
    return f"<{digest_id}.{key}@{domain}>"


def compose(
    *,
    sender: str,
    recipient: str,
    subject: str,
    html: str,
    text: str,
    digest_id: str,
    date: datetime,
    unsubscribe_url: str = "",
) -> EmailMessage:
    """Return the message for one recipient: plain text first, HTML as its alternative (RFC 2046).

    Raises ``MailError`` for an address that is none.
    """
    domain = _address(sender).domain or "localhost"
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(subject.split())
    message["From"] = Address("Wirewatch", addr_spec=str(_address(sender).addr_spec))
    message["To"] = _address(recipient)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id(digest_id, recipient, domain)
    message["List-ID"] = f"Wirewatch digest <digest.{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    ways = [f"<mailto:{_address(sender).addr_spec}?subject=unsubscribe>"]
    if unsubscribe_url:
        ways.insert(0, f"<{unsubscribe_url}>")
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message["List-Unsubscribe"] = ", ".join(ways)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def hand_over(server: Server, message: EmailMessage) -> Handed:
    """Hand *message* to *server*; never raises for what a server may do."""
    try:
        smtp = _connect(server)
    except (OSError, smtplib.SMTPException) as error:
        said = f"{server.host}:{server.port} cannot be reached ({type(error).__name__}: {error})"
        return Handed(state="failed", error=said, reached=False)
    try:
        return _envelope(smtp, message) or _data(smtp, message)
    finally:
        smtp.close()


def _envelope(smtp: smtplib.SMTP, message: EmailMessage) -> Handed | None:
    """Say from whom and to whom; return how it went if it already ends here."""
    try:
        for code, reply in (
            smtp.mail(message["From"].addresses[0].addr_spec),
            smtp.rcpt(message["To"].addresses[0].addr_spec),
        ):
            if code >= 400:
                return _refusal(code, reply)
    except (OSError, smtplib.SMTPException) as error:
        return Handed(state="failed", error=f"{type(error).__name__}: {error}")
    return None


def _data(smtp: smtplib.SMTP, message: EmailMessage) -> Handed:
    """The one step that is not safely repeatable: once the text is out, silence means nothing."""
    try:
        code, reply = smtp.data(message.as_bytes())
    except smtplib.SMTPDataError as error:  # refused before any text was sent
        return _refusal(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        return Handed(state="unknown", error=f"the line broke while sending: {error}")
    if code != 250:
        return _refusal(code, reply)
    try:
        smtp.quit()
    except (OSError, smtplib.SMTPException):
        return Handed(state="sent", error="the server hung up without a goodbye")
    return Handed(state="sent")


def _refusal(code: int, reply: bytes | str) -> Handed:
    """A 5xx answer is final, a 4xx one asks to come back (RFC 5321 §4.2.1)."""
    words = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    return Handed(state="refused" if code >= 500 else "failed", error=f"{code} {words}")


def _connect(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    smtp: smtplib.SMTP
    if server.tls:
        smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        if server.starttls:
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _address(text: str) -> Address:
    try:
        return Address(addr_spec=text)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise MailError(text, "is not a mail address") from error
