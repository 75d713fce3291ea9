"""What every transport offers: a connection for a while, over which messages are sent one after the other."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from services.notify.schedule import Outcome


@dataclass(frozen=True)
class Message:
    """One text to one address. `id` stays the same when it is sent again, so that a receiver knows it as the same."""

    id: str
    to: str
    language: str
    subject: str
    body: str
    written_at: datetime


class Session(Protocol):
    """An open connection."""

    @property
    def usable(self) -> bool:
        """Whether another message can go over it."""

    async def send(self, message: Message) -> Outcome:
        """Hand over one message and return what was answered."""


class Transport(Protocol):
    """One way to reach people."""

    name: str
    timeout: timedelta
    """The longest that connecting or sending one message may take."""

    def session(self) -> AbstractAsyncContextManager[Session]:
        """Connect; entering raises `TemporarilyUnavailable` when the server as a whole does not serve us now."""
