"""In place of a transport that this process has no settings for.

Nothing new is planned for it, but deliveries may wait that were planned when it was configured, or by a process in
which it is. They are refused temporarily, as the proof of each attempt says: once the transport is configured they are
sent, and when all their attempts are used up they fail with this code.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from services.notify.domain.outcomes import Outcome, Refused
from services.notify.transports.base import Message

CODE = "transport_not_configured"


class NotConfigured:
    """A transport and its session in one: there is no connection."""

    usable = True
    is_shared = False

    def __init__(self, name: str) -> None:
        self.name, self.timeout = name, timedelta(0)

    @asynccontextmanager
    async def session(self) -> AsyncIterator["NotConfigured"]:
        """Nothing to connect to."""
        yield self

    async def close(self) -> None:
        """Nothing to close."""

    async def send(self, _message: Message) -> Outcome:
        """Refuse it for now."""
        return Refused(permanent=False, code=CODE, reason="no variable of this transport is set in the process")
