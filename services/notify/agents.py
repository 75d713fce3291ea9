"""Reads events, plans who is notified of them, and has the plans kept: the two ends that the stream worker joins."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from chassis.records import Incoming
from chassis.streams import Apply, Decide, Decision, Kept, event_of
from services.notify import metrics
from services.notify.domain.city import City
from services.notify.domain.plan import Plan, plan
from services.notify.store.deliveries import Deliveries


def notify_agent(city: City, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Decide:
    """The plan for each record. `now` only says when a delivery was planned."""

    def decide(record: Incoming, _kept: Kept) -> Decision:
        event = event_of(record)
        planned = plan(event, city, now())
        if not planned.deliveries:
            return Decision("not_for_people", occurred_at=event.occurred_at)
        return Decision(_outcome(planned), effect=planned, occurred_at=event.occurred_at)

    return decide


def keep_plans(store: Deliveries, wake: Callable[[], None]) -> Apply:
    """Keeps what was planned and wakes whoever sends and publishes it."""

    async def apply(plans: Sequence[Plan]) -> None:
        fresh = await store.insert(plans)
        rerouted = {event.delivery_id for each in plans for event in each.reroutes}
        for delivery in fresh:
            metrics.count(delivery.transport, "skipped" if delivery.state == "skipped" else "planned", delivery.level)
            if delivery.id in rerouted:
                metrics.count(delivery.transport, "rerouted", delivery.level)
        wake()

    return apply


def _outcome(planned: Plan) -> str:
    """A label: skipped when nothing is sent of all that was asked for."""
    if len(planned.skips) == len(planned.deliveries):
        return "skipped"
    return "rerouted" if planned.reroutes else "planned"
