"""The sender: claims due messages of one transport, a hundred at a time, and hands them over by a few connections.

Each message has its own retries (`services.notify.domain.schedule`), each endpoint its circuit. While a server that all
messages share is unavailable no attempt is used up: the sender gives back what it holds and asks the server again after
1, 2, 4 … at most 15 seconds. That is cheap, and it catches up seconds after the server's return, where the retries of
single messages wait for hours.

Connections stay open while there is something to send. A crash between sending and recording leaves a claim that runs
out; the message is then sent again under the same id. A process that was stopped for longer than its claim can no
longer record: its token is gone from the message.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from chassis import logs
from chassis.background import BackgroundLoop
from chassis.errors import StoreUnavailable, TemporarilyUnavailable
from chassis.process import finish, spawn
from chassis.retry import Retry
from chassis.windows import EVERYTHING, next_window
from services.notify import metrics
from services.notify.addresses import Addresses
from services.notify.attempts import Attempts
from services.notify.digest_attempts import DigestAttempts
from services.notify.domain.circuits import Circuits
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery, Digest
from services.notify.domain.kinds import Key
from services.notify.domain.subjects import Subject
from services.notify.messages import Messages
from services.notify.queue import Group, Queue, grouped
from services.notify.results import Noted, Results
from services.notify.store.documents import Claimed
from services.notify.store.stores import Stores
from services.notify.transports.base import Session, Transport

log = logs.get(__name__)

MAX_BATCH = 100
MAX_DIGESTS = 8
CONNECTIONS = 8
IDLE_S = 5.0
"""A connection without anything to send is closed after this."""
SPARE = timedelta(seconds=5)
"""What a lease has to spare beyond the transport's time limit: the time to record the result."""
LEASES = 4
"""How many times the least lease is taken: what is claimed has to wait for others of its batch."""
POLL_S = 1.0
"""What another process planned, or gave back, is noticed within this; what this one planned wakes it."""
SOON = timedelta(seconds=1)
RETRY = Retry((1.0, 2.0, 4.0, 8.0, 15.0))
STOP_TIMEOUT_S = 20.0


class Sender(BackgroundLoop):
    """Sends what is due by one transport. It is ready while both the server and the store answer."""

    def __init__(
        self,
        transport: Transport,
        stores: Stores,
        city: City,
        addresses: Addresses,
        messages: Messages,
        noted: Noted,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._transport, self._now = transport, now
        self._deliveries, self._digests, self._subjects = stores.deliveries, stores.digests, stores.subjects
        self._least_lease = transport.timeout + SPARE
        self._lease = LEASES * self._least_lease
        self._attempts = Attempts(addresses, messages, city, now)
        self._digest_attempts = DigestAttempts(stores, addresses, messages, city, self._lease, now)
        self._circuits = Circuits()
        self._results = Results(stores, city, noted, now)
        self._queue = Queue(transport.is_shared, self._queue_changed)
        self._window = EVERYTHING
        self._trouble: TemporarilyUnavailable | None = None
        self._has_said_trouble = False
        self._calm = asyncio.Event()
        self._calm.set()
        self._connections: list[asyncio.Task[None]] = []
        super().__init__(
            f"{transport.name}-sender", self._claim, pause_s=POLL_S, retry=RETRY, stop_timeout_s=STOP_TIMEOUT_S
        )

    async def start(self) -> None:
        """Begin; server and store may be unavailable."""
        self._results.start(self.name)
        self._connections = [
            spawn(f"{self.name}: connection {number}", self._connect(), may_end=True) for number in range(CONNECTIONS)
        ]
        await super().start()

    async def stop(self) -> None:
        """Finish what is under way, give back the rest."""
        await super().stop()
        left = await self._queue.close()
        self._calm.set()
        for task in self._connections:
            await finish(task, STOP_TIMEOUT_S)
        await self._results.stop()
        await self._try_to_give_back(left)
        await self._transport.close()

    async def _claim(self) -> bool:
        """Claim a batch; whether there may be more. After a failure the server is asked before anything is claimed."""
        now = self._now()
        try:
            if self._trouble is not None:
                await self._end_trouble(self._trouble)
            return await self._claim_due(now)
        except TemporarilyUnavailable as error:
            self._window = self._window.closed(now)
            if not isinstance(error, StoreUnavailable):
                metrics.server_unavailable.labels(self._transport.name).inc()
            raise

    async def _end_trouble(self, trouble: TemporarilyUnavailable) -> None:
        """What a connection failed with is what this loop fails with, until the server answers again."""
        if len(self._queue):
            await self._give_back(self._queue.drain(), self._now())
        if not self._has_said_trouble:
            self._has_said_trouble = True
            raise trouble
        async with self._transport.session():
            log.info("the server answers again", transport=self._transport.name)
        self._trouble = None
        self._calm.set()

    async def _claim_due(self, now: datetime) -> bool:
        limit = MAX_BATCH - len(self._queue)
        if limit < MAX_BATCH // 2:
            return False
        upto = min(self._window.upto or now, now)
        name, until, held = self._transport.name, now + self._lease, self._queue.ids | self._results.ids
        claimed = await self._deliveries.claims.take(name, upto, until, limit, held)
        self._window = next_window(self._window, [each.due_at for each in claimed], limit, now)
        groups = await grouped(claimed, self._deliveries, self._subjects, now)
        digests = await self._digests.claims.take(name, now, until, MAX_DIGESTS, held)
        alone = [Group([each], {}) for each in digests]
        too_many = await self._queue.put([*groups, *alone])
        for endpoint in {each.sendable.endpoint for each in too_many}:
            members = [each for each in too_many if each.sendable.endpoint == endpoint]
            await self._give_back(members, self._again_at(endpoint, now))
        return bool(digests) or self._window != EVERYTHING

    async def _connect(self) -> None:
        """One connection: opened when there is something to send, kept while there is more."""
        while (group := await self._queue.take()) is not None:
            try:
                while group is not None:
                    async with self._transport.session() as session:
                        # The server may have hung up while nothing was to be sent: then a new one takes the group.
                        while group is not None and session.usable:
                            await self._send_group(session, group)
                            await self._queue.done(group)
                            group = await self._queue.take(IDLE_S)
            except TemporarilyUnavailable as error:
                if group is not None:
                    await self._try_to_give_back(list(group.members))
                    await self._queue.done(group)
                self._note_trouble(error)
            await self._calm.wait()

    def _note_trouble(self, trouble: TemporarilyUnavailable) -> None:
        if self._trouble is None and not self.is_stopping:
            self._trouble, self._has_said_trouble = trouble, False
            self._calm.clear()
            self.wake()

    async def _send_group(self, session: Session, group: Group) -> None:
        """Send the messages of a group in their order, each when the one before is at its end."""
        while group.members:
            claimed, now = group.members[0], self._now()
            until = self._not_before(claimed, now)
            if until is None:
                until = await self._send(session, claimed, group.subjects)
                group.members.popleft()
            if until is not None:
                await self._give_back(list(group.members), until)
                return

    def _not_before(self, claimed: Claimed, now: datetime) -> datetime | None:
        """When a message may be sent that may not be sent now."""
        if not self._may_begin(claimed):
            return now
        endpoint = claimed.sendable.endpoint
        if self._transport.is_shared or self._circuits.may_send(endpoint, now):
            return None
        return self._again_at(endpoint, now)

    def _again_at(self, endpoint: str, now: datetime) -> datetime:
        """When to look again whether an endpoint takes more."""
        if self._circuits.is_probing(endpoint):
            return now + SOON
        return self._circuits.until(endpoint, now) or now + SOON

    async def _send(self, session: Session, claimed: Claimed, subjects: Mapping[Key, Subject]) -> datetime | None:
        """When it is tried again, if it is not at its end by this transport."""
        sendable = claimed.sendable
        if isinstance(sendable, Delivery):
            return await self._send_delivery(session, claimed, sendable, subjects[sendable.subject])
        await self._send_digest(session, claimed, sendable)
        return None

    async def _send_delivery(
        self, session: Session, claimed: Claimed, delivery: Delivery, subject: Subject
    ) -> datetime | None:
        """When it is tried again, if it is not at its end by this transport."""
        result = await self._attempts.make(session, claimed, delivery, subject)
        self._circuits.note(delivery.endpoint, result.outcome, self._now())
        await self._results.add(result)
        return result.attempted.next_attempt_at if result.attempted.state == "pending" else None

    async def _send_digest(self, session: Session, claimed: Claimed, digest: Digest) -> None:
        outcome = await self._digest_attempts.make(session, claimed, digest)
        if outcome is not None:
            self._circuits.note(digest.endpoint, outcome, self._now())

    async def _give_back(self, claimed: Sequence[Claimed], until: datetime) -> None:
        for claims, kind in ((self._deliveries.claims, Delivery), (self._digests.claims, Digest)):
            if ours := [each for each in claimed if isinstance(each.sendable, kind)]:
                await claims.give_back({until: ours})

    async def _try_to_give_back(self, claimed: Sequence[Claimed]) -> None:
        try:
            await self._give_back(claimed, self._now())
        except StoreUnavailable as error:
            log.warning("claims not given back; they run out by themselves", error=str(error))

    def _queue_changed(self) -> None:
        if len(self._queue) <= MAX_BATCH // 2:
            self.wake()

    def _may_begin(self, claimed: Claimed) -> bool:
        """Not when stopping, and not when the lease could run out before the result is recorded."""
        return not self.is_stopping and claimed.until - self._now() > self._least_lease
