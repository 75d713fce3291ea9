"""A second transport, as anybody could add one: this file, and one line in the table. It posts JSON over plain HTTP."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
from pydantic import Field, SecretStr

from services.notify.domain.outcomes import Accepted, NoReply, Outcome, Refused
from services.notify.transports.base import Message, TransportSettings, TransportType

TEMPORARY = (408, 429)
"""The answers below 500 that say "later"."""


def web_address(text: str) -> str:
    """The address itself; raises ValueError when it is none."""
    if not re.fullmatch(r"https?://[^\s/]+/\S*", text):
        raise ValueError("must be a web address such as https://chat.city.example/hooks/1")
    return text


class WebhookSettings(TransportSettings):
    """What the receiver knows us by."""

    webhook_key: SecretStr
    webhook_timeout_s: float = Field(default=2.0, gt=0)


class WebhookSession:
    """One client, whoever the receiver of a message is."""

    usable = True

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def send(self, message: Message) -> Outcome:
        """Post one message."""
        content = {"id": message.id, "subject": message.subject, "body": message.body}
        try:
            answer = await self._client.post(message.to, json=content)
        except httpx.HTTPError as error:
            return NoReply(type(error).__name__)
        if answer.is_success:
            return Accepted(answer.status_code, answer.reason_phrase)
        permanent = answer.status_code < 500 and answer.status_code not in TEMPORARY
        return Refused(permanent, answer.status_code, answer.text)


class WebhookTransport:
    """Posts with the key of its settings."""

    name = "webhook"

    def __init__(self, settings: WebhookSettings) -> None:
        self._key = settings.webhook_key
        self.timeout = timedelta(seconds=settings.webhook_timeout_s)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[WebhookSession]:
        """Nothing is connected before the first message."""
        headers = {"Authorization": f"Bearer {self._key.get_secret_value()}"}
        async with httpx.AsyncClient(headers=headers, timeout=self.timeout.total_seconds(), trust_env=False) as client:
            yield WebhookSession(client)


WEBHOOK = TransportType("webhook", WebhookSettings, web_address, WebhookTransport)
