"""Deliveries to send, and what became of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pymongo.collection import Collection

from contracts.events import Event
from services.notify.domain.city import City
from services.notify.domain.plan import Plan, plan
from tests.unit.notify.examples import escalated

Documents = Collection[dict[str, Any]]


def plans(city: City, events: Sequence[Event]) -> list[Plan]:
    return [plan(event, city, datetime.now(UTC)) for event in events]


def many(number: int) -> list[Event]:
    return [escalated(subject=f"complaint-{n}") for n in range(number)]


def states(documents: Documents) -> list[str]:
    return sorted(document["state"] for document in documents.find())
