"""Deliveries to send, and what became of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pymongo.collection import Collection

from contracts.events import Event
from services.notify.domain.city import City
from services.notify.domain.plan import Plan, at_once
from services.notify.sender import Sender
from tests.unit.notify.examples import escalated, plan

Documents = Collection[dict[str, Any]]
Clock = Callable[[], datetime]
MakeSender = Callable[..., Sender]
"""(transport, the clock, the stores, the city) → a sender of the test, which is not started yet."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def plans(city: City, events: Sequence[Event], now: Clock = utc_now) -> list[Plan]:
    """What follows from events, to people only, each as a message of its own."""
    return [_at_once(plan(event, city, now()), now()) for event in events]


def many(number: int) -> list[Event]:
    return [escalated(subject=f"complaint-{n}") for n in range(number)]


def states(documents: Documents) -> list[str]:
    return sorted(document["state"] for document in documents.find({}, {"state": 1}))


def _at_once(planned: Plan, now: datetime) -> Plan:
    return replace(
        planned,
        deliveries=tuple(
            at_once(each, now) if each.state == "pending" else each
            for each in planned.deliveries
            if each.acts_for is not None or each.template == "reminder"
        ),
    )
