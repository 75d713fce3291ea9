"""From a record to a decision."""

import pytest

from chassis.errors import Poison
from chassis.records import Incoming
from chassis.streams import Kept
from contracts.codec import encode
from contracts.events import AssignmentEvent, DeadlineBreached, Event
from contracts.topics import ASSIGNMENTS, DEADLINES
from services.notify.agents import notify_agent
from services.notify.domain.city import City
from tests.unit.notify.examples import COMPLAINT, NOW, assigned, escalated, reminder

NOTHING_KEPT = Kept(None, lambda _key: None)


def record(event: Event) -> Incoming:
    topic = ASSIGNMENTS if isinstance(event, AssignmentEvent) else DEADLINES
    return Incoming(topic, 0, 0, COMPLAINT.encode(), encode(event, "sla"))


def test_it_plans_what_people_must_hear(city: City) -> None:
    decision = notify_agent(city, lambda: NOW)(record(assigned()), NOTHING_KEPT)
    assert (decision.outcome, decision.occurred_at) == ("planned", NOW)
    assert [each.recipient for each in decision.effect.deliveries] == ["roads-officer"]


def test_it_names_a_reroute(city: City) -> None:
    assert notify_agent(city, lambda: NOW)(record(escalated("bridges")), NOTHING_KEPT).outcome == "rerouted"


@pytest.mark.parametrize("event", [reminder(channel="carrier-pigeon"), reminder(channel=None)])
def test_it_names_a_skip(city: City, event: Event) -> None:
    decision = notify_agent(city, lambda: NOW)(record(event), NOTHING_KEPT)
    assert decision.outcome == "skipped"
    assert len(decision.effect.skips) == 1


def test_it_leaves_alone_what_is_not_for_people(city: City) -> None:
    breach = DeadlineBreached(
        id="b",
        subject=COMPLAINT,
        occurred_at=NOW,
        unit="roads",
        assignment_number=1,
        clock="respond_by",
        due_at=NOW,
    )
    decision = notify_agent(city, lambda: NOW)(record(breach), NOTHING_KEPT)
    assert (decision.outcome, decision.effect) == ("not_for_people", None)


@pytest.mark.parametrize(
    ("value", "reason"), [(None, "no_value"), (b"{", "malformed_json"), (b"[]", "not_a_cloudevent")]
)
def test_it_refuses_what_is_no_event(city: City, value: bytes | None, reason: str) -> None:
    with pytest.raises(Poison) as raised:
        notify_agent(city, lambda: NOW)(Incoming(DEADLINES, 0, 0, b"k", value), NOTHING_KEPT)
    assert raised.value.reason == reason
