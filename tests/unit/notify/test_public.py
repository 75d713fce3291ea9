"""What outsiders hear of an event: what they may know, in plain JSON, and nothing else."""

from typing import Any

import orjson
import pytest

from contracts.codec import decode
from contracts.events import Event
from contracts.improvement_events import FINDING_EVENTS, IMPROVEMENT_EVENTS, ImprovementEscalated
from contracts.registry import EVENTS
from services.notify.domain.public import ON_REQUEST, PUBLIC_EVENTS, public_event
from tests.contracts.examples import EXAMPLES, Example
from tests.unit.notify.examples import NOW, assigned, reminder

DATA = {
    "unit", "previous_unit", "category", "area", "previous_category", "previous_area", "clock", "due_at", "share",
    "promised_until", "stars", "reason", "by", "number", "activity", "units",
}  # fmt: skip
INSIDE = {
    "complaint.noted", "complaint.delegated", "complaint.escalated", "complaint.policy_changed",
    "complaint.contribution_requested", "complaint.contribution_given", "complaint.review_requested",
    "complaint.decision_upheld", "clocks.set", "deadline.fired", "deadline.expired", "notification.delivered",
    "notification.failed", "notification.rerouted", "notification.skipped", "complaint.attachment_added",
    "complaint.credited", "audit.missing_step", "audit.cleared", "audit.repair_requested",
}  # fmt: skip
OTHERS: tuple[type[Event], ...] = (*FINDING_EVENTS, *IMPROVEMENT_EVENTS, ImprovementEscalated)
OF_OTHER_SUBJECTS = {model.kind() for model in OTHERS if model not in ON_REQUEST}
"""A channel is told of its complaints, and of what is to be learned where it asks for that."""


def test_every_kind_is_either_public_or_stays_inside() -> None:
    assert {event.kind() for event in EVENTS.values()} == {*PUBLIC_EVENTS, *INSIDE, *OF_OTHER_SUBJECTS}
    assert not INSIDE & set(PUBLIC_EVENTS)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_it_tells_what_outsiders_may_know_and_nothing_else(example: Example) -> None:
    event = decode(example.body)
    told = public_event(event)
    if event.kind() in {*INSIDE, *OF_OTHER_SUBJECTS} or getattr(event, "continues", False):
        assert told is None
        return
    assert told is not None
    assert set(told) == {"type", "id", "time", "subject", "data"}
    assert set(told["data"]) <= DATA
    assert orjson.loads(orjson.dumps(told)) == told
    assert _inner(event) & set(_texts(told)) == set()


def test_times_are_in_utc_as_rfc_3339_writes_them() -> None:
    told = public_event(reminder())
    assert told is not None
    assert told["time"] == "2026-03-02T03:15:00Z"
    assert told["data"] == {"unit": "roads", "clock": "answer_by", "due_at": "2026-03-02T03:15:00Z", "share": 0.5}


def test_an_assignment_that_continues_is_no_news() -> None:
    assert public_event(assigned(continues=True)) is None
    told = public_event(assigned(previous_unit="bridges", category="potholes"))
    assert told is not None
    assert told["data"] == {
        "unit": "roads", "previous_unit": "bridges", "category": "potholes", "reason": "no_rule_for_category",
    }  # fmt: skip
    assert told["time"] == NOW.isoformat().replace("+00:00", "Z")


def _inner(event: Event) -> set[str]:
    """What must not get out: the actor's id, the cause, the trace and the name of the policy."""
    actor, policy = getattr(event, "actor", None), getattr(event, "policy", None)
    return {text for text in (actor and actor.id, event.cause, event.trace, policy and policy.name) if text}


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    return [value] if isinstance(value, str) else []
