"""Hears events: keeps what is known of their subjects, and the deliveries that follow."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from services.notify import metrics
from services.notify.domain.delivery import Delivery
from services.notify.domain.digests import moved_on
from services.notify.domain.hearing import Audience, Heard, Known, heard, released
from services.notify.domain.plan import Plan, at_once
from services.notify.store.stores import Stores

MAX_WAIT = timedelta(seconds=60)
"""So long an event waits for the filing and the assignment that it follows; then it is told with what is known."""


class Planning:
    """The use case. `audience` is asked anew for each batch, for webhooks come and go; `now` is the clock.

    What is known is kept first, so that of two processes one goes on, and a number in a lane is given once; but what
    has waited is forgotten only after its deliveries are kept. Digests are expected before anything waits for them.
    After a crash between any two of these the same events plan the same again.
    """

    def __init__(self, stores: Stores, audience: Callable[[], Audience], now: Callable[[], datetime]) -> None:
        self._subjects, self._deliveries = stores.subjects, stores.deliveries
        self._digests, self._firsts = stores.digests, stores.firsts
        self._audience, self._now = audience, now

    async def hear(self, events: Sequence[Heard]) -> None:
        """Take a batch of events; raises `TemporarilyUnavailable` to be called again with the same ones."""
        audience, now = self._audience(), self._now()
        before = await self._subjects.load(each.subject for each in events)
        known = dict(before)
        plans: list[Plan] = []
        for each in events:
            known[each.subject], planned = heard(known[each.subject], each.event, audience, now)
            plans += planned
        await self._keep(plans, [(before[key], known[key]) for key in known], audience, now)

    async def release(self) -> bool:
        """Plan what has waited too long; whether there may be more."""
        audience, now = self._audience(), self._now()
        overdue = await self._subjects.that_wait_since(now - MAX_WAIT)
        plans: list[Plan] = []
        changes = []
        for before in overdue:
            after, planned = released(before, audience, now)
            changes.append((before, after))
            plans += planned
        await self._keep(plans, changes, audience, now)
        return bool(overdue)

    async def _keep(
        self, plans: Sequence[Plan], changes: Iterable[tuple[Known, Known]], audience: Audience, now: datetime
    ) -> None:
        changes = await self._with_all_that_waited(changes)
        plans = await self._with_firsts([each for each in plans if each.deliveries], now)
        if plans:
            await self._digests.expect(delivery for plan in plans for delivery in plan.deliveries)
            fresh = await self._deliveries.insert(plans)
            await self._move_late(plans, fresh, audience, now)
            _count(fresh, plans)
        await self._save(changes)

    async def _with_all_that_waited(self, changes: Iterable[tuple[Known, Known]]) -> list[tuple[Known, Known]]:
        """Keep what is known now, also of events whose deliveries are not kept yet; what is left to be changed."""
        kept = [(before, _still_waiting(before, after), after) for before, after in changes]
        await self._save([(before, between) for before, between, _ in kept])
        return [
            (replace(between, revision=before.revision + (before != between)), after) for before, between, after in kept
        ]

    async def _save(self, changes: Iterable[tuple[Known, Known]]) -> None:
        await self._subjects.save(
            [(before, after) for before, after in changes if before != replace(after, revision=before.revision)]
        )

    async def _with_firsts(self, plans: Sequence[Plan], now: datetime) -> list[Plan]:
        """The plans in which the first escalation of a person's day leaves at once."""
        recipients = {delivery.id: delivery.recipient for plan in plans for delivery in plan.deliveries}
        wanted: dict[tuple[str, str], str] = {}
        for plan in plans:
            for delivery_id, day in plan.firsts:
                wanted.setdefault((recipients[delivery_id], day), delivery_id)
        firsts = set((await self._firsts.claim(wanted, now)).values())
        return [
            replace(
                plan,
                deliveries=tuple(at_once(each, now) if each.id in firsts else each for each in plan.deliveries),
            )
            for plan in plans
        ]

    async def _move_late(
        self, plans: Sequence[Plan], fresh: Sequence[Delivery], audience: Audience, now: datetime
    ) -> None:
        """What came too late for its digest waits for the next, also what a process kept that ended right then."""
        known = {delivery.id for delivery in fresh if delivery.digest is None}
        ids = {delivery.id for plan in plans for delivery in plan.deliveries} - known
        await self._digests.move_late(ids, lambda late: moved_on(late, audience.city, now))


def _still_waiting(before: Known, after: Known) -> Known:
    """What is known after, with the events that have waited before."""
    if before.waiting == after.waiting[: len(before.waiting)]:
        return after
    later = [each for each in after.waiting if each not in before.waiting]
    return replace(after, waiting=(*before.waiting, *later), waiting_since=before.waiting_since)


def _count(fresh: Sequence[Delivery], plans: Sequence[Plan]) -> None:
    rerouted = {event.delivery_id for plan in plans for event in plan.reroutes}
    for delivery in fresh:
        metrics.count(delivery.transport, "skipped" if delivery.state == "skipped" else "planned", delivery.level)
        if delivery.id in rerouted:
            metrics.count(delivery.transport, "rerouted", delivery.level)
