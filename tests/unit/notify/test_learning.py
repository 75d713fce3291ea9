"""Webhooks that ask for it are told what is to be learned: as codes and numbers, in order, and once."""

from collections.abc import Iterable
from datetime import timedelta

from contracts.improvement_events import ImprovementStarted, LearningAssigned, LearningWithdrawn
from contracts.values import Actor, ActorKind, LearningUnit
from services.notify.domain.improvement import Improvement
from services.notify.domain.kinds import IMPROVEMENT
from services.notify.domain.learning import LearningTold, planned_learning
from services.notify.domain.webhooks import Webhook
from tests.unit.notify.examples import NOW
from tests.unit.notify.test_webhooks import webhook

ASKS = ("improvement.learning_assigned", "improvement.learning_withdrawn")
STEP = {
    "subject": "imp-1",
    "occurred_at": NOW,
    "assignment_number": 2,
    "actor": Actor(kind=ActorKind.BUREAU, id="analyst", unit="bagian-organisasi"),
}
ASSIGNED = LearningAssigned(
    id="e-1",
    seq=4,
    number=1,
    activity="https://lms.example.go.id/kursus/7",
    units=(LearningUnit(unit="roads", people=24),),
    due_at=NOW + timedelta(days=30),
    **STEP,
)
WITHDRAWN = LearningWithdrawn(id="e-2", seq=5, number=1, activity=ASSIGNED.activity, reason="mistake", **STEP)


def tell(event: LearningAssigned | LearningWithdrawn, known: Improvement, *webhooks: Webhook) -> LearningTold:
    return planned_learning(event, known, webhooks, NOW, "id")


def seqs(told: Iterable[LearningTold]) -> list[int | None]:
    return [delivery.seq for each in told for delivery in each.deliveries]


def test_a_webhook_that_names_it_is_told_whosever_it_is() -> None:
    told = tell(
        ASSIGNED,
        Improvement("imp-1"),
        webhook("wh_a", channel="lms", events=ASKS),
        webhook("wh_all", events=None),
        webhook("wh_other", events=("complaint.closed",)),
        webhook("wh_disabled", events=ASKS, disabled_at=NOW, disabled_because="owner"),
    )
    (delivery,) = told.deliveries
    assert (delivery.endpoint, delivery.recipient, delivery.about) == ("wh_a", "channel-lms", IMPROVEMENT)
    assert (delivery.lane, delivery.subject_id) == ("wh_a:imp-1", "imp-1")
    assert delivery.variables["event"] == {
        "type": "improvement.learning_assigned",
        "id": "e-1",
        "time": NOW.isoformat().replace("+00:00", "Z"),
        "subject": "imp-1",
        "data": {
            "number": 1,
            "activity": "https://lms.example.go.id/kursus/7",
            "units": [{"unit": "roads", "people": 24}],
            "due_at": ASSIGNED.due_at.isoformat().replace("+00:00", "Z"),
        },
    }


def test_they_come_in_order_and_an_event_that_is_read_again_keeps_its_number() -> None:
    asks = webhook("wh_a", events=ASKS)
    first = tell(ASSIGNED, Improvement("imp-1"), asks)
    second = tell(WITHDRAWN, first.improvement, asks)
    again = tell(ASSIGNED, second.improvement, asks)
    assert seqs((first, second, again)) == [1, 2, 1]
    assert again.deliveries == first.deliveries and again.improvement == second.improvement


def test_other_steps_of_improvements_are_told_to_no_webhook() -> None:
    started = ImprovementStarted(id="e-3", seq=3, **STEP)
    assert planned_learning(started, Improvement("imp-1"), [webhook(events=ASKS)], NOW, "id").deliveries == ()
