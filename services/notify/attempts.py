"""One attempt at a delivery: write the text, hand it over, and say what follows. Keeping that is `results`'s."""

from collections.abc import Callable
from datetime import datetime

from services.notify import envelope
from services.notify.addresses import Address, Addresses
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery, concluded
from services.notify.domain.fallback import gone_on
from services.notify.domain.outcomes import Outcome, Refused
from services.notify.domain.schedule import next_attempt
from services.notify.domain.subjects import Subject
from services.notify.messages import Messages, UnsafeMessage
from services.notify.results import Result
from services.notify.store.documents import Claimed, proof
from services.notify.transports.base import Session


class Attempts:
    """Makes attempts for a sender. `now` is the clock."""

    def __init__(self, addresses: Addresses, messages: Messages, city: City, now: Callable[[], datetime]) -> None:
        self._addresses, self._messages, self._city, self._now = addresses, messages, city, now

    async def make(self, session: Session, claimed: Claimed, delivery: Delivery, subject: Subject) -> Result:
        """Send one delivery. Raises `TemporarilyUnavailable` only when nothing was sent."""
        address = await self._addresses.of(delivery)
        began = self._now()
        outcome = await self._hand_over(session, delivery, subject, address)
        ended = self._now()
        attempted = next_attempt(delivery, outcome, ended)
        after = gone_on(attempted, self._city, ended)
        event = concluded(delivery, attempted, outcome, ended, after.transport if after else None)
        to = address.to if isinstance(address, Address) else delivery.endpoint
        return Result(
            claimed, delivery, attempted, after or attempted, outcome, proof(to, outcome, began, ended), event
        )

    async def _hand_over(
        self, session: Session, delivery: Delivery, subject: Subject, address: Address | Refused
    ) -> Outcome:
        if isinstance(address, Refused):
            return address
        try:
            message = envelope.of_delivery(delivery, subject, address, self._messages, self._now())
        except UnsafeMessage as error:
            return Refused(permanent=True, code="unsafe_message", reason=str(error))
        return await session.send(message)
