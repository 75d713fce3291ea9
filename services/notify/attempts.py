"""One attempt: write the text, hand it over, keep the proof, and count."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from itertools import count

from chassis import logs
from chassis.errors import StoreUnavailable
from chassis.retry import Retry
from services.notify import metrics
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery, concluded
from services.notify.domain.outcomes import Accepted, Outcome, Refused, status
from services.notify.domain.schedule import next_attempt
from services.notify.messages import Messages, UnsafeMessage
from services.notify.store.deliveries import Deliveries
from services.notify.store.documents import Claimed, proof
from services.notify.transports.base import Message, Session

log = logs.get(__name__)

STORE_RETRY = Retry((0.5, 1.0, 2.0))


class Attempts:
    """Makes attempts for a sender. `now` is the clock."""

    def __init__(self, store: Deliveries, city: City, messages: Messages, now: Callable[[], datetime]) -> None:
        self._store, self._city, self._messages, self._now = store, city, messages, now

    async def make(self, session: Session, claimed: Claimed) -> None:
        """Send one delivery and record the result. Raises `TemporarilyUnavailable` only when nothing was sent."""
        endpoint = self._endpoint(claimed.delivery)
        began = self._now()
        outcome = await self._hand_over(session, claimed.delivery, endpoint)
        await self._record(claimed, endpoint, outcome, began)

    async def _hand_over(self, session: Session, delivery: Delivery, endpoint: str) -> Outcome:
        try:
            text = self._messages.write(delivery)
        except UnsafeMessage as error:
            return Refused(permanent=True, code="unsafe_message", reason=str(error))
        return await session.send(
            Message(delivery.id, endpoint, delivery.language, text.subject, text.body, delivery.planned_at)
        )

    async def _record(self, claimed: Claimed, endpoint: str, outcome: Outcome, began: datetime) -> None:
        ended = self._now()
        after = next_attempt(claimed.delivery, outcome, ended)
        event = concluded(after, outcome, ended)
        evidence = proof(endpoint, outcome, began, ended)
        for failures in count(1):
            try:
                recorded = await self._store.record(claimed, after, evidence, event)
                break
            except StoreUnavailable as error:
                # The message is out: forgetting the result now would send it a second time.
                log.warning("result not kept yet, trying again", delivery=after.id, error=str(error))
                await asyncio.sleep(STORE_RETRY.wait_s(failures))
        if recorded:
            _count(after, outcome, ended)

    def _endpoint(self, delivery: Delivery) -> str:
        """The address of today (a corrected one helps what still waits), else the one of the plan."""
        return self._city.address(delivery.recipient, delivery.transport) or delivery.endpoint


def _count(after: Delivery, outcome: Outcome, ended: datetime) -> None:
    metrics.count(after.transport, "retried" if after.state == "pending" else after.state, after.level)
    if isinstance(outcome, Accepted):
        metrics.delivery_seconds.labels(after.transport).observe((ended - after.occurred_at).total_seconds())
    else:
        # The reply may repeat an address, so only its code is logged; the whole of it is kept as proof.
        log.warning("not delivered", delivery=after.id, complaint_id=after.complaint_id, status=status(outcome),
                    attempts=after.attempts, state=after.state)  # fmt: skip
