"""Lives of complaints as their events, and very many of them at once."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from contracts.events import (
    AssignmentEvent,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintRated,
    ComplaintReopened,
    ComplaintResolved,
    Event,
)
from contracts.values import Actor, ActorKind, RoutingInput
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.gather import Gathering, Heard
from tests import builders

UNIT, CATEGORY, AREA = "dinas-pu", "jalan-rusak", "99.71.02.1001"


def filed(complaint: str, at: datetime, **more: Any) -> ComplaintFiled:
    """A complaint about a road in Kaliwening, unless said otherwise."""
    given: dict[str, Any] = {"channel": "app", "filed_at": at, "category": CATEGORY, "area": AREA}
    actor = Actor(kind=ActorKind.CHANNEL, id="app")
    routed = RoutingInput(**given | more)
    return builders.step(ComplaintFiled, complaint, at, 1, 0, actor=actor, routing_input=routed)


def assigned(complaint: str, at: datetime, unit: str = UNIT) -> AssignmentEvent:
    """It went to a unit."""
    return builders.assignment(complaint, unit, at, policy=builders.policy(), category=CATEGORY, area=AREA)


def whole_life(complaint: str, at: datetime) -> list[Event]:
    """Filed, assigned, answered after two days, reopened, answered again, rated with two stars."""
    steps: Sequence[tuple[type[ComplaintEvent], int, dict[str, Any]]] = (
        (ComplaintResolved, 2, {}),
        (ComplaintReopened, 3, {"unit": UNIT, "routing_input": filed(complaint, at).routing_input}),
        (ComplaintResolved, 4, {}),
        (ComplaintRated, 5, {"stars": 2}),
    )
    return [
        filed(complaint, at),
        assigned(complaint, at),
        *(builders.step(kind, complaint, at + timedelta(days=seq), seq, **more) for kind, seq, more in steps),
    ]


async def hear(deps: Dependencies, events: Sequence[Event]) -> None:
    """Have events gathered."""
    await Gathering(deps).hear([Heard(event) for event in events])


def weekly(first: datetime, weeks: int, a_week: int, name: str) -> Iterator[ComplaintFiled]:
    """So many complaints a week, on its working days."""
    for week in range(weeks):
        for number in range(a_week):
            day = first + timedelta(weeks=week, days=number % 5, minutes=number)
            yield filed(f"{name}-{week}-{number}", day)
