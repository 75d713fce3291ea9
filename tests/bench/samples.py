"""Complaints to measure with: the texts, places and categories of the demonstration, over and over."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from contracts.events import AssignmentEvent, ComplaintFiled
from contracts.ids import event_id
from contracts.records import Record
from contracts.topics import ASSIGNMENTS, COMPLAINTS
from contracts.values import Actor, ActorKind, RoutingInput
from deploy.local.environment import DEMO_CITY, REPOSITORY
from services.complaints.city import load_city
from services.routing.app import load_city as load_routing_city
from services.routing.domain.decision import assign
from tests.bench.results import MeasurementError

SAMPLE = REPOSITORY / "demo" / "complaints.yaml"
CHANNEL = "demo"
FILED_WITHIN = timedelta(hours=1)
"""The complaints of a run were filed within the last hour, one after the other."""

Body = dict[str, Any]


def bodies(file: Path = SAMPLE) -> list[Body]:
    """Requests that the intake API takes, for a rule or for the triage desk, without the ids of the sample."""
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))["complaints"]
    taken = [entry["request"] for entry in entries if entry["expect"] in ("filed", "triage") and "request" in entry]
    return [{**body, "external_id": None} for body in taken if "text" in body]


def endless_bodies() -> Iterator[Body]:
    """The sample again and again, each time with an id and a text that were not sent before: none repeats another."""
    for body in cycle(bodies()):
        unique = uuid4().hex
        yield {**body, "text": f"{body['text']} {unique}", "external_id": f"bench-{unique}"}


def filed(count: int) -> list[Record]:
    """`count` complaints of the demonstration's city, as the intake API publishes them."""
    words = load_city(DEMO_CITY).words
    known = [(body, words.find(body["text"])) for body in bodies()]
    begun = datetime.now(UTC) - FILED_WITHIN
    return [
        COMPLAINTS.record(_filed(_routing_input(body, found, begun + number * FILED_WITHIN / count)))
        for number, (body, found) in enumerate(islice(cycle(known), count))
    ]


def assigned(count: int, city: Path) -> list[Record]:
    """`count` complaints of all categories of a city, as routing assigns them there."""
    return [ASSIGNMENTS.record(event) for event in assignments(count, city)]


def assignments(count: int, city: Path) -> Iterator[AssignmentEvent]:
    """The events of the same."""
    known = load_routing_city(city)
    begun = datetime.now(UTC) - FILED_WITHIN
    for number, category in enumerate(islice(cycle(sorted(known.categories)), count)):
        event = _filed(_routing_input({"category": category}, (), begun + number * FILED_WITHIN / count))
        yield _assignment(assign(event, known))


def _routing_input(body: Body, words: tuple[str, ...], filed_at: datetime) -> RoutingInput:
    known = {name: body[name] for name in ("category", "area", "point") if body.get(name) is not None}
    return RoutingInput(channel=CHANNEL, filed_at=filed_at, words=words, **known)


def _filed(routing_input: RoutingInput) -> ComplaintFiled:
    complaint_id = str(uuid4())
    return ComplaintFiled(
        id=event_id(complaint_id, ComplaintFiled.type),
        subject=complaint_id,
        occurred_at=routing_input.filed_at,
        seq=1,
        assignment_number=0,
        actor=Actor(kind=ActorKind.CHANNEL, id=CHANNEL),
        routing_input=routing_input,
    )


def _assignment(event: AssignmentEvent | None) -> AssignmentEvent:
    if event is None:
        raise MeasurementError("routing did not assign a complaint that was filed")
    return event
