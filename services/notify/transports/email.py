"""Mail by SMTP: plain text, one recipient a mail.

Whatever fails before the first mail (no connection, no greeting, TLS, the login), or because of our sender address, is
the server's state or our configuration and not a fault of the mail: that is `TemporarilyUnavailable`.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from email.errors import MessageError
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime

import aiosmtplib

from chassis.errors import TemporarilyUnavailable
from services.notify.schedule import Accepted, NoReply, Outcome, Refused
from services.notify.settings import Credentials, NotifySettings, credentials
from services.notify.transports.base import Message

NOT_A_MAIL = 554
"""SMTP's "transaction failed", for what we do not even hand over."""
GOODBYE_S = 1.0
LONGEST_LINE = 998
"""RFC 5322's limit without the line break."""


class EmailSession:
    """One connection to the mail server."""

    def __init__(self, client: aiosmtplib.SMTP, settings: NotifySettings) -> None:
        self._client, self._sender, self._domain = client, settings.smtp_from, settings.mail_domain
        self._timeout_s = settings.smtp_timeout_s

    @property
    def usable(self) -> bool:
        """Whether the server has not hung up."""
        return self._client.is_connected

    async def send(self, message: Message) -> Outcome:
        """Hand over one mail; raises `TemporarilyUnavailable` when the server refuses our sender address."""
        try:
            content = compose(message, self._sender, self._domain)
        except (ValueError, MessageError) as error:
            return Refused(NOT_A_MAIL, f"not a mail: {error}")
        try:
            async with asyncio.timeout(self._timeout_s):
                _, reply = await self._client.sendmail(self._sender, [message.to], content)
        except aiosmtplib.SMTPSenderRefused as error:
            raise TemporarilyUnavailable(f"the mail server refuses our sender: {error.code} {error.message}") from error
        except aiosmtplib.SMTPRecipientsRefused as error:
            return Refused(error.recipients[0].code, error.recipients[0].message)
        except aiosmtplib.SMTPResponseException as error:
            return await self._refused(error)
        except (aiosmtplib.SMTPException, OSError) as error:
            self._client.close()
            return NoReply(f"{type(error).__name__}: {error}")
        return Accepted(250, reply)

    async def _refused(self, error: aiosmtplib.SMTPResponseException) -> Outcome:
        if error.code in (-1, 421):  # aiosmtplib's code for a malformed answer; "closing the channel"
            self._client.close()
        return Refused(error.code, error.message) if error.code > 0 else NoReply(error.message)


class EmailTransport:
    """Connects as the settings say."""

    name = "email"

    def __init__(self, settings: NotifySettings, login: Credentials | None) -> None:
        self._settings, self._login = settings, login
        self.timeout = timedelta(seconds=settings.smtp_timeout_s)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[EmailSession]:
        """A connection, logged in where credentials are given."""
        client = self._client()
        try:
            async with asyncio.timeout(self._settings.smtp_timeout_s):
                await client.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            raise TemporarilyUnavailable(f"no mail server serves us: {type(error).__name__}: {error}") from error
        try:
            yield EmailSession(client, self._settings)
        finally:
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit(timeout=GOODBYE_S)
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        settings = self._settings
        return aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=self._login.username if self._login else None,
            password=self._login.password.get_secret_value() if self._login else None,
            # Given, so that no slow look-up of this machine's own name delays the greeting.
            local_hostname=settings.mail_domain,
            timeout=settings.smtp_timeout_s,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
        )


def email_transport(settings: NotifySettings) -> EmailTransport:
    """The transport of these settings; raises `ConfigurationError` when the credentials cannot be read."""
    return EmailTransport(settings, credentials(settings.smtp_credentials_file))


def compose(message: Message, sender: str, domain: str) -> bytes:
    """The mail as bytes; raises ValueError when a header would contain a line break."""
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["From"] = sender
    mail["To"] = message.to
    mail["Date"] = format_datetime(message.written_at)
    mail["Message-ID"] = f"<{message.id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = message.language
    mail.set_content(message.body)
    return _subject(message.subject) + mail.as_bytes()


def _subject(text: str) -> bytes:
    """The header with its line break. `EmailMessage` itself folds a long one so that readers see a space too many."""
    if len(text.splitlines()) != 1:
        raise ValueError("the subject is not one line")
    header = Header(text, maxlinelen=LONGEST_LINE if text.isascii() else None, header_name="Subject")
    return f"Subject: {header.encode(linesep=SMTP_POLICY.linesep)}{SMTP_POLICY.linesep}".encode("ascii")
