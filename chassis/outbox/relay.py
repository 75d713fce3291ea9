"""The relay: reads a share of the outbox, publishes it, notes it as published. A crash repeats, never loses."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from chassis import metrics
from chassis.background import BackgroundLoop
from chassis.errors import ClockRefused, DeliveryFailed, StoreUnavailable
from chassis.outbox.documents import Pending
from chassis.outbox.lease import Lease
from chassis.outbox.store import Outbox
from chassis.producer import Producer
from chassis.retry import Retry
from chassis.shares import Share
from contracts.records import Record

MAX_LOOK = 500
"""Documents that are read at once."""
MAX_PORTION = 100
"""Documents between two looks at the lease: what a relay that has just lost it may still send."""
POLL_S = 0.1
GATHER_S = 0.05
"""Pause after a look, in which more events gather: few large batches spare the store."""
RETRY = Retry((0.5, 1.0, 2.0, 4.0, 5.0), jitter=0.5)
STOP_TIMEOUT_S = 3.0


class Relay(BackgroundLoop):
    """Runs in every process that writes to the outbox; only the one that holds the lease publishes.

    It looks at a share of the outbox that holds a few hundred documents at most, however many wait (`chassis.shares`).
    After a failure it begins again with the smallest share, for nobody knows how much has gathered meanwhile.
    """

    def __init__(self, outbox: Outbox, lease: Lease, producer: Producer, decides_readiness: bool = False) -> None:
        self._outbox, self._lease, self._producer, self._topic = outbox, lease, producer, outbox.topic
        self._share = Share()
        self._oldest: datetime | None = None
        super().__init__(
            "relay",
            self.step,
            pause_s=POLL_S,
            gather_s=GATHER_S,
            retry=RETRY,
            decides_readiness=decides_readiness,
            stop_timeout_s=STOP_TIMEOUT_S,
            lease=lease,
        )
        metrics.outbox_oldest.labels(self._topic.name).set_function(self._oldest_seconds)
        metrics.relay_active.labels(self._topic.name).set_function(lambda: lease.token() is not None)
        metrics.initialise_relay(self._topic.name)

    async def stop(self) -> None:
        """End, leaving what is unpublished to the next relay."""
        await super().stop()
        await self._producer.stop()

    @property
    def behind_s(self) -> float:
        """How long the oldest event of all has waited, whichever process publishes; 0 when none waits."""
        return _age_s(self._lease.oldest_at)

    async def step(self) -> bool:
        """Publish what one share holds; whether more may be waiting."""
        token = self._lease.token()
        if token is None:
            self._share, self._oldest = Share(), None
            return False
        try:
            return await self._publish_share(token)
        except StoreUnavailable:
            self._begin_again("store")
            raise
        except ClockRefused:
            # A process elsewhere may have the right time.
            self._begin_again("clock")
            await self._lease.give_back()
            raise
        except DeliveryFailed:
            self._begin_again("broker")
            await self._producer.stop()
            raise

    async def _publish_share(self, token: int) -> bool:
        share = self._share
        found = await self._outbox.look(share, MAX_LOOK)
        self._note_oldest(found)
        if found and self._producer.not_ready_because() is not None:
            await self._producer.start()
        for portion in portions(found, MAX_PORTION):
            if self.is_stopping or self._lease.token() != token:
                return False
            await self._producer.deliver(records_of(portion))
            await self._outbox.mark(portion, token)
            metrics.relay_published.labels(self._topic.name).inc(sum(len(each.bodies) for each in portion))
        if len(found) >= MAX_LOOK:
            self._share = share.narrowed()
            return True
        self._share = share.next(len(found), MAX_LOOK)
        if share.is_last:
            self._set_oldest(None)
        return not share.is_everything

    def _begin_again(self, reason: str) -> None:
        self._share = Share()
        metrics.relay_failures.labels(self._topic.name, reason).inc()

    def _note_oldest(self, found: Sequence[Pending]) -> None:
        """Remember the oldest that was seen until all slots have been looked at and published."""
        known = () if self._oldest is None else (self._oldest,)
        self._set_oldest(min((*known, *(each.since for each in found)), default=None))

    def _set_oldest(self, at: datetime | None) -> None:
        self._oldest = self._lease.oldest_at = at

    def _oldest_seconds(self) -> float:
        return _age_s(self._oldest)


def _age_s(at: datetime | None) -> float:
    return 0.0 if at is None else max(0.0, (datetime.now(UTC) - at).total_seconds())


def records_of(portion: Sequence[Pending]) -> list[Record]:
    """The records to publish: each document's events in the order of their numbers, keyed by their subject."""
    return [each.topic.carry(each.subject, body) for each in portion for body in each.bodies]


def portions(found: Sequence[Pending], size: int) -> Iterator[Sequence[Pending]]:
    """What was found in parts of at most `size` documents."""
    return (found[start : start + size] for start in range(0, len(found), size))
