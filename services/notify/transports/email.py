"""Mail by SMTP: plain text and HTML, one recipient a mail. Codes of SMTP mean something in this file only.

A refusal is permanent when its code is 500 or more (RFC 5321). Whatever fails before the first mail (no connection, no
greeting, TLS, the login), or because of our sender address, is the server's state or our configuration and not a fault
of the mail: that is `TemporarilyUnavailable`.
"""

import asyncio
import re
from base64 import encodebytes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from email.header import Header
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import aiosmtplib
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FilePath, SecretStr

from chassis.errors import TemporarilyUnavailable
from city import reading
from services.notify.domain.outcomes import Accepted, NoReply, Outcome, Refused
from services.notify.transports.base import Message, TransportSettings, TransportType

QUIT_TIMEOUT_S = 1.0
MAX_LINE = 998
"""RFC 5322's limit without the line break."""
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def mail_address(text: str) -> str:
    """The address itself; ValueError unless it is plain ASCII: no space, line break or angle bracket hides in it."""
    if not _ADDRESS.fullmatch(text):
        raise ValueError("must be one plain mail address such as officers@city.example")
    return text


class EmailSettings(TransportSettings):
    """`SMTP_CREDENTIALS_FILE` names a YAML file with `username` and `password`; without it nobody logs in."""

    smtp_host: str = Field(min_length=1)
    smtp_port: int = Field(ge=1, le=65535)
    smtp_from: Annotated[str, AfterValidator(mail_address)] = Field(
        description="sender of every mail; its domain names our messages"
    )
    smtp_security: Literal["none", "starttls", "tls"] = "none"
    smtp_credentials_file: FilePath | None = None
    smtp_timeout_s: float = Field(default=10.0, gt=0, le=60, description="longest that connecting or one mail may take")

    @property
    def mail_domain(self) -> str:
        """The right side of every Message-ID."""
        return self.smtp_from.rpartition("@")[2]


class Credentials(BaseModel):
    """How we log in at the mail server."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    username: str
    password: SecretStr


def credentials(path: Path | None) -> Credentials | None:
    """The credentials in the file; raises `ConfigurationError` without ever showing a value."""
    return reading.read(path, Credentials) if path is not None else None


class EmailSession:
    """One connection to the mail server."""

    def __init__(self, client: aiosmtplib.SMTP, settings: EmailSettings) -> None:
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
        except ValueError as error:
            return Refused(permanent=True, code="not_a_mail", reason=str(error))
        try:
            async with asyncio.timeout(self._timeout_s):
                _, reply = await self._client.sendmail(self._sender, [message.to], content)
        except aiosmtplib.SMTPSenderRefused as error:
            raise TemporarilyUnavailable(f"the mail server refuses our sender: {error.code} {error.message}") from error
        except aiosmtplib.SMTPRecipientsRefused as error:
            return self._refused(error.recipients[0])
        except aiosmtplib.SMTPResponseException as error:
            return self._refused(error)
        except (aiosmtplib.SMTPException, OSError) as error:
            self._client.close()
            return NoReply(f"{type(error).__name__}: {error}")
        return Accepted(250, reply)

    def _refused(self, error: aiosmtplib.SMTPResponseException) -> Outcome:
        if error.code in (-1, 421):  # aiosmtplib's code for a malformed answer; "closing the channel"
            self._client.close()
        return _refusal(error) if error.code > 0 else NoReply(error.message)


class EmailTransport:
    """Connects as the settings say; raises `ConfigurationError` when the credentials cannot be read."""

    name = "email"
    is_shared = True

    def __init__(self, settings: EmailSettings) -> None:
        self._settings, self._login = settings, credentials(settings.smtp_credentials_file)
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
                await client.quit(timeout=QUIT_TIMEOUT_S)
            client.close()

    async def close(self) -> None:
        """Nothing is kept open between sessions."""

    def _client(self) -> aiosmtplib.SMTP:
        settings = self._settings
        return aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=self._login.username if self._login else None,
            password=self._login.password.get_secret_value() if self._login else None,
            # Given, so that no slow look-up of this machine's own name delays the greeting.
            local_hostname=settings.mail_domain,
            # Whoever connects or sends sets one limit for the whole of it, so none is needed for each command.
            timeout=None,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
        )


EMAIL = TransportType("email", EmailSettings, mail_address, EmailTransport)


def compose(message: Message, sender: str, domain: str) -> bytes:
    """The mail as bytes, the same each time; raises ValueError when a header would contain a line break.

    Written by hand, for `EmailMessage` takes longer than the server: it parses each header and folds each line.
    """
    headers = {
        "From": sender,
        "To": mail_address(message.to),
        "Date": format_datetime(message.written_at),
        "Message-ID": f"<{message.id}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": message.language,
        "MIME-Version": "1.0",
    }
    if message.thread is not None:
        # Mail programs show together what refers to the same id, whether or not there ever was a mail of that id.
        headers["In-Reply-To"] = headers["References"] = f"<{message.thread}@{domain}>"
    head = "".join(f"{name}: {_safe(name, value)}\r\n" for name, value in headers.items())
    return _subject(message.subject) + head.encode("ascii") + _content(message)


def _content(message: Message) -> bytes:
    plain = _part("plain", message.plain)
    if message.html is None:
        return plain
    boundary = _boundary(message).encode("ascii")
    head = b'Content-Type: multipart/alternative; boundary="%b"\r\n\r\n' % boundary
    parts = b"".join(b"--%b\r\n%b\r\n" % (boundary, part) for part in (plain, _part("html", message.html)))
    return b"%b%b--%b--\r\n" % (head, parts, boundary)


def _part(subtype: str, text: str) -> bytes:
    """A text with its headers: as it is where a server must take it so, else in base64."""
    lines = text.replace("\r\n", "\n").split("\n")
    content = "\r\n".join(lines).encode("utf-8")
    if any(len(line) > MAX_LINE for line in content.split(b"\r\n")) or "\r" in "".join(lines) or "\0" in text:
        encoding, content = "base64", encodebytes(content).replace(b"\n", b"\r\n")
    else:
        encoding = "7bit" if content.isascii() else "8bit"
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode("ascii") + content


def _boundary(message: Message) -> str:
    """What separates the parts: no text can contain it, for it follows from the text."""
    content = f"{message.id}\0{message.plain}\0{message.html}"
    return f"=_{sha256(content.encode()).hexdigest()[:24]}"


def _subject(text: str) -> bytes:
    """The header with its line break, folded so that readers see no space too many."""
    if len(text.splitlines()) != 1:
        raise ValueError("the subject is not one line")
    is_short = len(text) <= MAX_LINE - len("Subject: ")
    folded = text if text.isascii() and is_short else Header(text, header_name="Subject").encode(linesep="\r\n")
    return f"Subject: {folded}\r\n".encode("ascii")


def _safe(name: str, value: str) -> str:
    if not value.isascii() or not value.isprintable():
        raise ValueError(f"{name} is not one line of plain ASCII")
    return value


def _refusal(error: aiosmtplib.SMTPResponseException) -> Refused:
    return Refused(permanent=error.code >= 500, code=error.code, reason=error.message)
