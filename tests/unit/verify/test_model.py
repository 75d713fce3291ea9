"""The ledger's own model of deadlines: what is owed, and from when to when."""

from datetime import timedelta
from typing import Any

import pytest

from contracts import events
from contracts.events import Event
from contracts.values import ClockRule, ClockScope, PolicySnapshot
from tests.unit.verify.lives import BEGUN, LIFE, to, transferred
from tests.unit.verify.logs import BREACHES, LEVELS, POLICY, assigned, at, filed, routing_input, step
from verify import History
from verify.deadlines import still_to_come
from verify.model import awaited, episodes, owed, perhaps_owed, seconds, waits
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


def test_a_question_that_sla_has_heard_of_moves_the_deadline_though_the_answer_may_not_have_reached_it() -> None:
    asked, answered = step(events.InformationRequested, 2, 57), step(events.InformationProvided, 3, 59)
    resolved = step(events.ComplaintResolved, 4, 61.9)
    perhaps = perhaps_owed(history(asked, answered, resolved), timedelta(seconds=5))
    # The question not heard of; question and answer heard of, but not that it was resolved.
    assert [(each.start, each.end) for each in perhaps if each.clock == "resolve_by"] == [
        (at(60), at(62)),
        (at(62), at(66.9)),
    ]


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


def test_a_level_of_what_was_done_while_sla_was_down_is_not_to_come() -> None:
    done = step(events.ComplaintResolved, 2, 25)
    assert still_to_come(history(BREACHES[0], done))
    assert not still_to_come(history(BREACHES[0], done), grace=timedelta(seconds=20))
    assert still_to_come(history(*BREACHES), grace=timedelta(seconds=20))


def test_durations_are_read_around_the_clock() -> None:
    assert seconds("P1DT2H3M4.5S") == timedelta(days=1, hours=2, minutes=3, seconds=4.5)
    with pytest.raises(ValueError, match="not a duration"):
        seconds("soon")


def life_of(*more: Event, policy: PolicySnapshot = LIFE) -> History:
    """The history of a complaint under a policy that has every kind of clock."""
    found = History("c1")
    for event in (BEGUN[0], BEGUN[1].model_copy(update={"policy": policy}), *more):
        found.take(event, event.occurred_at)
    return found


def spans(found: History, clock: str) -> list[tuple[float, float]]:
    return [
        ((each.start - at(0)).total_seconds(), -1 if each.end == FOREVER else (each.end - at(0)).total_seconds())
        for each in owed(found)
        if each.clock == clock
    ]


def resolving(**update: Any) -> PolicySnapshot:
    """The same policy with another statutory clock."""
    clocks = tuple(rule.model_copy(update=update) if rule.name == "resolve_by" else rule for rule in LIFE.clocks)
    return LIFE.model_copy(update={"clocks": clocks})


def test_a_clock_waits_no_more_often_than_its_rule_allows() -> None:
    asked = (
        step(events.InformationRequested, 2, 10),
        step(events.InformationProvided, 3, 20),
        step(events.InformationRequested, 4, 30),
        step(events.InformationProvided, 5, 50),
    )
    assert spans(life_of(*asked, policy=resolving(max_pauses=1)), "resolve_by") == [(70, -1)]
    assert spans(life_of(*asked, policy=resolving()), "resolve_by") == [(90, -1)]


def test_a_clock_waits_no_longer_than_its_rule_allows() -> None:
    asked = (step(events.InformationRequested, 2, 10), step(events.InformationProvided, 3, 50))
    assert spans(life_of(*asked, policy=resolving(max_pause="PT15S")), "resolve_by") == [(75, -1)]
    assert spans(life_of(*asked[:1], policy=resolving(max_pause="PT15S")), "resolve_by") == [(75, -1)]


def test_a_transfer_to_another_policy_does_not_move_a_statutory_deadline() -> None:
    moved = transferred(2, 20, 1, "roads>water")
    again = to("water", 20, 2, moved, policy=resolving(within="PT30S"))
    assert spans(life_of(moved, again), "resolve_by") == [(60, -1)]
    assert spans(life_of(moved, again), "acknowledge_by") == [(11, 20), (30, -1)]


def test_a_leaders_change_of_policy_moves_a_statutory_deadline_and_no_other() -> None:
    changed = step(events.PolicyChanged, 2, 5, routing_input=routing_input(), unit="roads", policy="long")
    longer = resolving(within="PT100S")
    again = to("roads", 5, 2, changed, continues=True, sets_statutory=True, policy=longer)
    assert spans(life_of(changed, again), "resolve_by") == [(100, -1)]
    assert spans(life_of(changed, again), "acknowledge_by") == [(11, -1)]


def test_a_step_clock_starts_anew_with_each_such_step_and_outlasts_a_transfer() -> None:
    resolved = step(events.ComplaintResolved, 2, 5)
    reopened = step(events.ComplaintReopened, 3, 70, routing_input=routing_input(), unit="roads")
    moved = transferred(4, 80, 2, "roads>water")
    lives = (resolved, reopened, to("roads", 70, 2, reopened), moved, to("water", 80, 3, moved))
    assert spans(life_of(*lives), "reopened_by") == [(90, -1)]


def test_each_unit_that_was_asked_owes_its_own_part() -> None:
    asked = [step(events.ContributionRequested, seq, 5 + seq, unit=unit) for seq, unit in ((2, "water"), (3, "city"))]
    given = step(events.ContributionGiven, 4, 12, unit="water")
    assert spans(life_of(*asked, given), "contribute_by") == [(18, -1)]


def test_a_ladder_waits_while_all_that_is_owed_on_it_waits() -> None:
    asked = step(events.InformationRequested, 2, 70)
    (late,) = (each for each in owed(life_of(asked)) if each.clock == "resolve_by")
    assert waits([late]) == [(at(70), FOREVER)]
    (other,) = (each for each in owed(life_of()) if each.clock == "respond_by")
    assert waits([late, other]) == []


def test_the_complainant_owes_a_reply_from_the_question_on() -> None:
    (reply,) = awaited(life_of(step(events.InformationRequested, 2, 5)))
    assert (reply.rule.name, reply.started_seq, reply.due, reply.end) == ("reply_by", 2, at(45), FOREVER)
    assert [(share, moment) for share, moment, _ in reply.reminders()] == [(0.5, at(25)), (0.9, at(41))]
