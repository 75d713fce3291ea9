"""What templates may use of an event: codes and times that a store can keep."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.events import (
    ComplaintEvent,
    ComplaintRated,
    ComplaintReopened,
    ComplaintResolved,
    ComplaintTransferred,
    DeadlineBreached,
    EscalationAcknowledged,
    Event,
)
from contracts.values import Actor, ActorKind, RoutingInput
from services.notify.domain.variables import variables_of
from tests.unit.notify.examples import COMPLAINT, NOW, approaching, assigned, every_kind

OFFICER = Actor(kind=ActorKind.OFFICER, id="o-1", unit="roads")
CITIZEN = Actor(kind=ActorKind.COMPLAINANT)
GIVEN = RoutingInput(channel="whatsapp", filed_at=NOW)


def step(kind: type[ComplaintEvent], actor: Actor = OFFICER, **fields: Any) -> ComplaintEvent:
    return kind(id="e-1", subject=COMPLAINT, occurred_at=NOW, seq=3, assignment_number=1, actor=actor, **fields)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (step(ComplaintResolved, reason="work_done"), {"step": "resolved", "reason": "work_done", "unit": "roads"}),
        (step(ComplaintRated, CITIZEN, stars=2), {"step": "rated", "stars": 2, "unit": None, "by": "complainant"}),
        (
            step(ComplaintTransferred, routing_input=GIVEN, from_unit="roads", to_unit="bridges", transfers=1),
            {"from_unit": "roads", "to_unit": "bridges", "unit": "roads"},
        ),
        (step(ComplaintReopened, CITIZEN, routing_input=GIVEN, unit="roads"), {"step": "reopened", "unit": "roads"}),
        (
            step(EscalationAcknowledged, promised_until=NOW + timedelta(days=1)),
            {"step": "escalation_acknowledged", "promised_until": NOW + timedelta(days=1)},
        ),
        (
            DeadlineBreached(**approaching().model_dump()),
            {"step": "breached", "clock": "respond_by", "due_at": NOW, "unit": "roads"},
        ),
        (assigned(), {"step": "assigned", "unit": "roads", "previous_unit": None}),
    ],
)
def test_they_say_what_happened(event: Event, said: dict[str, object]) -> None:
    assert said.items() <= variables_of(event).items()


def test_they_name_no_person() -> None:
    assert "o-1" not in str(variables_of(step(ComplaintResolved, reason="work_done")))


@pytest.mark.parametrize("event", [*every_kind(), step(ComplaintRated, CITIZEN, stars=2)])
def test_a_store_can_keep_them(event: Event) -> None:
    def check(value: object) -> None:
        match value:
            case dict():
                for name, each in value.items():
                    assert type(name) is str
                    check(each)
            case list():
                for each in value:
                    check(each)
            case datetime():
                assert value.tzinfo is not None
            case _:
                assert type(value) in (str, int, float, bool, type(None))

    check(variables_of(event))
