"""A real SMTP server whose answers a test chooses; it can be stopped and started again on the same port."""

import asyncio
import ssl
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.ports import HOST

Answer = Callable[[str], str]
OK = "250 2.0.0 Ok: queued"


class MailServer:
    """`answer(recipient)` is what the server says to a mail; only mails answered with 250 count as received.

    `tls` encrypts from the first byte, and `options` are those of the server behind each connection.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.answer: Answer = lambda _recipient: OK
        self.answer_to_recipient: Answer | None = None
        self._mails: list[EmailMessage] = []
        self._unread: list[bytes] = []
        self.connections = 0
        self.slow_s = 0.0
        self.tls: ssl.SSLContext | None = None
        self.cuts_instead_of_answering = False
        self.options: dict[str, Any] = {}
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Transport] = set()

    @property
    def number(self) -> int:
        """How many mails were received."""
        return len(self._mails) + len(self._unread)

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails; they are read only when somebody asks, for that takes longer than to receive them."""
        unread, self._unread = self._unread, []
        self._mails += [message_from_bytes(each, EmailMessage, policy=policy.default) for each in unread]
        return self._mails

    def received(self) -> Counter[str]:
        """How often each Message-ID was received."""
        return Counter(str(mail["Message-ID"]) for mail in self.mails)

    async def start(self) -> None:
        self._server = await asyncio.get_running_loop().create_server(self._connect, HOST, self.port, ssl=self.tls)

    async def stop(self) -> None:
        """Gone like a killed process: open connections break, new ones are refused."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
            for connection in self._connections:
                connection.abort()
            self._connections.clear()
            await server.wait_closed()

    def _connect(self) -> SMTP:
        self.connections += 1
        connections = self._connections

        class Remembered(SMTP):
            def connection_made(self, transport: asyncio.Transport) -> None:
                connections.add(transport)
                super().connection_made(transport)

        return Remembered(self, ident="test mail server", **self.options)

    async def handle_RCPT(  # noqa: N802,RUF100 -- aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answer_to_recipient(address) if self.answer_to_recipient else "250 Ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802,RUF100
        if self.cuts_instead_of_answering:
            for connection in self._connections:
                connection.abort()
        answer = self.answer(envelope.rcpt_tos[0])
        if answer.startswith("250"):
            self._unread.append(bytes(envelope.original_content))
        await asyncio.sleep(self.slow_s)
        return answer
