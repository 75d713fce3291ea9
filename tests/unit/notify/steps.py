"""The steps of a complaint as `complaints` publishes them, for the tests of who hears of what."""

from datetime import timedelta
from typing import Any, TypeVar

from contracts.events import ComplaintEvent, ComplaintFiled, ComplaintRated, ComplaintReopened, ComplaintTransferred
from contracts.values import Actor, ActorKind, RoutingInput
from tests.unit.notify.examples import COMPLAINT, NOW

OFFICER = Actor(kind=ActorKind.OFFICER, id="o-1", unit="roads")
INPUT = RoutingInput(
    channel="whatsapp", filed_at=NOW - timedelta(days=3), category="potholes", area="99.71.01.1001"
)  # fmt: skip
Step = TypeVar("Step", bound=ComplaintEvent)


def step(kind: type[Step], seq: int = 2, **more: Any) -> Step:
    """A step after the first assignment."""
    fields = {
        "id": f"step-{seq}",
        "subject": COMPLAINT,
        "occurred_at": NOW,
        "seq": seq,
        "assignment_number": 1,
        "actor": OFFICER,
    }
    return kind(**fields | more)


def filed(**more: Any) -> ComplaintFiled:
    return step(ComplaintFiled, 1, **{"routing_input": INPUT, "assignment_number": 0} | more)


def transferred(seq: int = 2, **more: Any) -> ComplaintTransferred:
    fields = {"routing_input": INPUT, "from_unit": "roads", "transfers": 1, "reason": "not_our_task"}
    return step(ComplaintTransferred, seq, **fields | more)


def reopened(seq: int = 2, **more: Any) -> ComplaintReopened:
    return step(ComplaintReopened, seq, **{"routing_input": INPUT, "unit": "roads"} | more)


def rated(stars: int, seq: int = 2) -> ComplaintRated:
    return step(ComplaintRated, seq, stars=stars)
