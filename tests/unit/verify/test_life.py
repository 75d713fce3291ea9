"""Who has to move next, told from events alone."""

import pytest

from contracts import events
from contracts.events import Event
from tests.unit.verify.lives import (
    ASKED,
    BEGUN,
    DECIDED,
    FILED,
    FIRST,
    REOPENED,
    REVIEW,
    SECOND,
    UPHELD,
    WORKED,
    by,
    closed,
    to,
    triaged,
)
from tests.unit.verify.lives import TRIAGE as TRIAGE_DESK
from tests.unit.verify.logs import CITY, routing_input, step
from verify import History
from verify.life import Mover, next_mover

QUESTION = step(events.InformationRequested, 4, 5)
RESOLVED = step(events.ComplaintResolved, 4, 5)
DELEGATED = step(events.ComplaintDelegated, 4, 5, unit="roads", to_unit="water", to_person="somebody")
WITH_TRIAGE = (*BEGUN, FIRST, to("water", 3, 2, FIRST), SECOND, triaged(5, 3, SECOND))
BOUND = (*WITH_TRIAGE, DECIDED, to("roads", 6, 4, DECIDED))


@pytest.mark.parametrize(
    ("emitted", "expected"),
    [
        ((FILED,), Mover("routing")),
        ((FILED.model_copy(update={"duplicate_of": "c-2"}),), None),
        ((*WORKED, step(events.ComplaintMerged, 4, 5, into="c-2")), None),
        (BEGUN, Mover("unit", "roads")),
        ((*WORKED, QUESTION), Mover("complainant")),
        ((*WORKED, QUESTION, step(events.InformationProvided, 5, 9)), Mover("unit", "roads")),
        ((*WORKED, QUESTION, step(events.CommentAdded, 5, 9)), Mover("complainant")),
        (tuple(each for each in ASKED.events if not isinstance(each, events.ComplaintClosed)), Mover("unit", "roads")),
        ((*WORKED, RESOLVED), Mover("complainant")),
        ((*WORKED, RESOLVED, closed(5, 50, "not_objected")), None),
        ((*WORKED, step(events.ComplaintRejected, 4, 5)), None),
        ((*WORKED, step(events.ComplaintWithdrawn, 4, 5)), None),
        ((*WORKED, REOPENED), Mover("routing")),
        ((*WORKED, REOPENED, to("roads", 24, 4, REOPENED)), Mover("unit", "roads")),
        ((*WORKED, DELEGATED), Mover("unit", "water", "somebody")),
        (
            (*WORKED, DELEGATED, step(events.ComplaintDelegated, 5, 6, unit="roads")),
            Mover("unit", "roads"),
        ),
        ((*BEGUN, FIRST), Mover("routing")),
        (WITH_TRIAGE, Mover("unit", "triage")),
        ((*BOUND, REVIEW), Mover("triage", "triage")),
        ((*BOUND, REVIEW, UPHELD), Mover("unit", "roads")),
        ((*BOUND, REVIEW, step(events.ComplaintResolved, 6, 8, 4)), Mover("complainant")),
    ],
)
def test_every_complaint_that_is_not_over_has_somebody_who_moves_next(
    emitted: tuple[Event, ...], expected: Mover | None
) -> None:
    history = History("c1")
    for event in emitted:
        history.take(event, event.occurred_at)
    assert next_mover(history, CITY) == expected


def test_work_that_was_given_down_ends_with_the_stage() -> None:
    history = History("c1")
    moved = by(
        TRIAGE_DESK,
        step(
            events.ComplaintTransferred,
            5,
            6,
            from_unit="roads",
            to_unit="city",
            transfers=1,
            is_binding=True,
            routing_input=routing_input(),
        ),
    )
    for event in (*WORKED, DELEGATED, moved, to("city", 6, 2, moved)):
        history.take(event, event.occurred_at)
    assert next_mover(history, CITY) == Mover("unit", "city")
