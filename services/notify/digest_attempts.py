"""One attempt at a digest: gather what waits for it, take out what was answered, send it, and let each delivery say it.

Every step is kept before the next one begins, and each of them may be repeated: whoever claims a digest after a crash
goes on where it was. It is sent again only if the crash came between sending and keeping the result.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from chassis import logs
from contracts.events import NotificationEvent
from services.notify import envelope, metrics
from services.notify.addresses import Address, Addresses
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery, Digest, concluded
from services.notify.domain.digests import is_answered, made, withdrawn
from services.notify.domain.fallback import fallen_back
from services.notify.domain.outcomes import Accepted, Outcome, Refused, status
from services.notify.domain.schedule import next_attempt
from services.notify.messages import Messages, Row, UnsafeMessage
from services.notify.results import until_kept
from services.notify.store.documents import Claimed, outcome_in, proof
from services.notify.store.stores import Stores
from services.notify.transports.base import Session

log = logs.get(__name__)

MAX_LOOK = 100


class ClaimLost(Exception):
    """Another process has taken the digest over; what it does counts."""


class DigestAttempts:
    """Makes attempts for a sender. `lease` is for how long a digest is held while it is sent; `now` is the clock."""

    def __init__(
        self,
        stores: Stores,
        addresses: Addresses,
        messages: Messages,
        city: City,
        lease: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        self._digests, self._subjects, self._addresses = stores.digests, stores.subjects, addresses
        self._messages, self._city, self._lease, self._now = messages, city, lease, now

    async def make(self, session: Session, claimed: Claimed, digest: Digest) -> Outcome | None:
        """Send one digest, or finish what was sent; None when nothing was.

        Raises `TemporarilyUnavailable` only when nothing was sent.
        """
        try:
            if claimed.last is not None:
                await self._conclude(claimed, digest, outcome_in(claimed.last), claimed.last["ended_at"])
                return None
            return await self._make(session, claimed, digest)
        except ClaimLost:
            log.warning("another process goes on with the digest", digest=digest.id)
            return None

    async def _make(self, session: Session, claimed: Claimed, digest: Digest) -> Outcome | None:
        if not claimed.is_made:
            _held(await self._digests.gather(claimed, self._now()))
        rows = await self._rows(digest)
        if not claimed.is_made:
            rows = await self._without_answered(rows)
            digest = made(digest, [row.delivery for row, _ in rows], self._city)
            _held(await self._digests.note_made(claimed, digest))
        if not rows:
            await self._digests.finish(claimed, _empty(digest))
            return None
        return await self._send(session, claimed, digest, [row for row, _ in rows])

    async def _rows(self, digest: Digest) -> list[tuple[Row, int]]:
        """What it holds, each with the number of events of its delivery."""
        rows: list[tuple[Row, int]] = []
        async for page in self._digests.held(digest.id):
            for start in range(0, len(page), MAX_LOOK):
                part = page[start : start + MAX_LOOK]
                known = await self._subjects.load(delivery.subject for delivery, _ in part)
                rows += [(Row(delivery, known[delivery.subject].subject), seq) for delivery, seq in part]
        return rows

    async def _without_answered(self, rows: Sequence[tuple[Row, int]]) -> list[tuple[Row, int]]:
        answered = [(row, seq) for row, seq in rows if is_answered(row.delivery, row.subject)]
        now = self._now()
        await self._digests.withdraw([(row.delivery, seq, withdrawn(row.delivery, now)) for row, seq in answered])
        for row, _ in answered:
            metrics.count(row.delivery.transport, "withdrawn", row.delivery.level)
        taken_out = {row.delivery.id for row, _ in answered}
        return [(row, seq) for row, seq in rows if row.delivery.id not in taken_out]

    async def _send(self, session: Session, claimed: Claimed, digest: Digest, rows: Sequence[Row]) -> Outcome:
        address = await self._addresses.of(digest)
        # A large digest takes a while to gather: the lease has to cover what is still to come.
        _held(await self._digests.claims.extend(claimed, self._now() + self._lease))
        began = self._now()
        outcome = await self._hand_over(session, digest, rows, address)
        ended = self._now()
        to = address.to if isinstance(address, Address) else digest.endpoint
        evidence = proof(to, outcome, began, ended) | {"ended_at": ended}
        _held(await until_kept(lambda: self._digests.note_attempt(claimed, evidence)))
        await until_kept(lambda: self._conclude(claimed, digest, outcome, ended))
        return outcome

    async def _hand_over(
        self, session: Session, digest: Digest, rows: Sequence[Row], address: Address | Refused
    ) -> Outcome:
        if isinstance(address, Refused):
            return address
        try:
            # Thousands of rows take a second or more to write: the loop goes on meanwhile.
            write = partial(envelope.of_digest, digest, rows, address, self._messages, self._now())
            message = await asyncio.to_thread(write)
        except UnsafeMessage as error:
            return Refused(permanent=True, code="unsafe_message", reason=str(error))
        return await session.send(message)

    async def _conclude(self, claimed: Claimed, digest: Digest, outcome: Outcome, ended: datetime) -> None:
        """Let the deliveries say what became of the attempt, then release the digest."""
        attempted = next_attempt(digest, outcome, ended)
        after = fallen_back(attempted, self._city.address, ended)
        if attempted.state != "pending":
            async for page in self._digests.held(digest.id):
                events = [(delivery, seq, _event(delivery, attempted, outcome, ended, after)) for delivery, seq in page]
                if after is None:
                    await self._digests.conclude(events, attempted)
                else:
                    await self._digests.note_fallback(events, attempted.transport)
                for delivery, _, event in events:
                    _count(delivery, attempted, event, "fallback" if after else attempted.state)
        else:
            metrics.notifications.labels(attempted.transport, "retried").inc()
        if not isinstance(outcome, Accepted):
            log.warning("digest not delivered", digest=digest.id, status=status(outcome), attempts=attempted.attempts,
                        state=attempted.state)  # fmt: skip
        await self._digests.finish(claimed, after or attempted)


def _event(
    delivery: Delivery, attempted: Digest, outcome: Outcome, ended: datetime, after: Digest | None
) -> NotificationEvent:
    event = concluded(delivery, attempted, outcome, ended, after.transport if after else None)
    assert event is not None, "the attempt has ended, or another transport goes on"
    return event


def _count(delivery: Delivery, attempted: Digest, event: NotificationEvent, outcome: str) -> None:
    metrics.count(attempted.transport, outcome, delivery.level)
    if attempted.state == "delivered":
        metrics.delivered(
            attempted.transport, delivery.level, delivery.occurred_at, attempted.due_at, event.occurred_at
        )


def _empty(digest: Digest) -> Digest:
    return replace(digest, state="skipped")


def _held(is_ours: bool) -> None:
    if not is_ours:
        raise ClaimLost
