"""The ledger's own model of deadlines: what is owed, and from when to when."""

from datetime import timedelta

import pytest

from contracts import events
from contracts.events import Event
from contracts.values import ClockRule, ClockScope
from tests.unit.verify.logs import BREACHES, LEVELS, POLICY, assigned, at, filed, routing_input, step
from verify import History
from verify.deadlines import still_to_come
from verify.model import episodes, owed, seconds
from verify.runs import FOREVER


def history(*more: Event) -> History:
    found = History("c1")
    for event in (filed(), assigned(), *more):
        found.take(event, event.occurred_at)
    return found


def intervals(*more: Event) -> list[tuple[str, float, float]]:
    """Clock, begin and end in seconds after the filing; -1 for an end that never comes."""
    return [
        (
            each.clock,
            (each.start - at(0)).total_seconds(),
            -1 if each.end == FOREVER else (each.end - at(0)).total_seconds(),
        )
        for each in owed(history(*more))
    ]


def test_everything_is_owed_for_ever_when_nobody_acts() -> None:
    assert intervals() == [("acknowledge_by", 11, -1), ("respond_by", 31, -1), ("resolve_by", 60, -1)]


def test_nothing_is_owed_of_what_was_done_in_time() -> None:
    assert intervals(step(events.ComplaintResolved, 2, 5)) == []
    acknowledged = step(events.ComplaintAcknowledged, 2, 5)
    assert intervals(acknowledged) == [("respond_by", 31, -1), ("resolve_by", 60, -1)]


def test_what_was_done_late_was_owed_until_then() -> None:
    assert intervals(step(events.ComplaintResolved, 2, 40)) == [("acknowledge_by", 11, 40), ("respond_by", 31, 40)]


def test_waiting_for_the_complainant_moves_the_statutory_deadline() -> None:
    asked, answered = step(events.InformationRequested, 2, 5), step(events.InformationProvided, 3, 25)
    assert intervals(asked) == []
    assert intervals(asked, answered) == [("resolve_by", 80, -1)]


def test_a_transfer_restarts_the_stage_clocks_but_not_the_statutory_one() -> None:
    moved = step(events.ComplaintTransferred, 2, 20, routing_input=routing_input(), from_unit="roads", transfers=1)
    again = assigned(21, 2, cause=moved.id, unit="water")
    assert intervals(moved, again) == [
        ("acknowledge_by", 11, 20),
        ("acknowledge_by", 31, -1),
        ("respond_by", 51, -1),
        ("resolve_by", 60, -1),
    ]


def test_a_deadline_that_reopening_restores_is_the_old_one() -> None:
    resolved = step(events.ComplaintResolved, 2, 5)
    reopened = step(events.ComplaintReopened, 3, 70, routing_input=routing_input(), unit="roads")
    assert intervals(resolved, reopened, assigned(70, 2, cause=reopened.id)) == [
        ("resolve_by", 70, -1),
        ("acknowledge_by", 80, -1),
        ("respond_by", 100, -1),
    ]


@pytest.mark.parametrize("scope", [ClockScope.STAGE, ClockScope.STATUTORY])
def test_a_clock_that_starts_with_a_step_is_owed_from_that_step_on(scope: ClockScope) -> None:
    """Even where the step that starts it would end it: only later ones count."""
    rule = ClockRule(
        name="finish_by", within="PT10S", scope=scope, starts_with="started", ended_by=("started", "resolved")
    )
    policy = POLICY.model_copy(update={"clocks": (rule,)})
    ours = History("c1")
    begun, done = step(events.ComplaintStarted, 2, 5), step(events.ComplaintResolved, 3, 40)
    for event in (filed(), assigned().model_copy(update={"policy": policy})):
        ours.take(event, event.occurred_at)
    assert owed(ours) == []
    for event in (begun, done):
        ours.take(event, event.occurred_at)
    assert [(each.clock, each.start, each.end) for each in owed(ours)] == [("finish_by", at(15), at(40))]


def test_a_complaint_that_was_withdrawn_before_it_was_assigned_owes_nothing() -> None:
    assert intervals(step(events.ComplaintWithdrawn, 2, 0.5, assignment_number=0)) == []


def test_what_touches_is_one_time_of_being_late() -> None:
    assert episodes(owed(history())) == [(at(11), FOREVER)]
    acknowledged = step(events.ComplaintAcknowledged, 2, 15)
    assert episodes(owed(history(acknowledged))) == [(at(11), at(15)), (at(31), FOREVER)]


def test_something_is_to_come_until_the_last_repetition() -> None:
    assert still_to_come(history(*BREACHES, *LEVELS[:-1]))
    assert still_to_come(history(*BREACHES[:-1], *LEVELS))
    assert not still_to_come(history(*BREACHES, *LEVELS))
    assert not still_to_come(history(step(events.ComplaintResolved, 2, 5)))


def test_durations_are_read_around_the_clock() -> None:
    assert seconds("P1DT2H3M4.5S") == timedelta(days=1, hours=2, minutes=3, seconds=4.5)
    with pytest.raises(ValueError, match="not a duration"):
        seconds("soon")
