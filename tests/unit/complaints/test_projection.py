"""Events of the other services: every order and any repetition of them lead to the same result."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from contracts.events import (
    ClocksSet,
    ComplaintClosed,
    ComplaintCredited,
    ComplaintTransferred,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineExpired,
    Event,
)
from contracts.improvement_events import ImprovementCredited
from contracts.values import Actor, ActorKind, Clock, ClockStatus
from services.complaints.domain.actions import ACTIONS, Step
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.lifecycle import Change, act
from services.complaints.domain.next_move import Mover, NextMove, next_move
from services.complaints.domain.projection import Projected, apply_assignment, project
from services.complaints.domain.rights import Principal, Role
from tests.unit.complaints.examples import (
    NOON,
    ROUTING_INPUT,
    UNITS,
    assignment,
    complaint,
    escalated,
    new_complaint,
)


def _clocks(number: int, state: ClockStatus, breached: bool, assignment_number: int = 1) -> ClocksSet:
    at = NOON + timedelta(minutes=number)
    clock = Clock(name="respond_by", status=state, started_at=NOON, due_at=NOON, breached_at=at if breached else None)
    rest: dict[str, Any] = {"policy": "p", "policy_version": "1", "calendar": "c", "calendar_version": "1"}
    return ClocksSet(
        id=f"k{number}",
        subject="c-1",
        occurred_at=at,
        unit="pu",
        assignment_number=assignment_number,
        clocks=(clock,),
        **rest,
    )


def test_every_order_leads_to_the_same_end() -> None:
    events: list[Event] = [
        assignment("pu", 1),
        assignment("lh", 2),
        _clocks(1, ClockStatus.RUNNING, breached=False),
        _clocks(2, ClockStatus.RUNNING, breached=True, assignment_number=2),
    ]
    ends = set()
    for order in permutations([*events, events[0]]):
        projected, new = project(Projected(new_complaint()), order, UNITS)
        assert len(new) == 4
        ends.add(
            (
                projected.complaint.unit,
                projected.complaint.state,
                projected.complaint.assignment_number,
                projected.breached,
                projected.clocks_at,
            )
        )
    assert ends == {("lh", State.ASSIGNED, 2, frozenset({"respond_by"}), NOON + timedelta(minutes=2))}


def test_what_is_known_is_not_taken_again() -> None:
    projected, _ = project(Projected(new_complaint()), [assignment("pu", 1)], UNITS)
    again, new = project(projected, [assignment("pu", 1)], UNITS)
    assert new == ()
    assert again == projected


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.CLOSED, State.RESOLVED, State.REJECTED])
def test_a_complaint_that_has_ended_keeps_its_state(state: State) -> None:
    complaint = Complaint("c-1", ROUTING_INPUT, state, version=2, seq=2)
    after = apply_assignment(complaint, assignment("pu", 1))
    assert (after.state, after.unit, after.version) == (state, "pu", 3)


def test_people_at_the_triage_desk_get_it_as_filed() -> None:
    after = apply_assignment(new_complaint(), assignment("triage", 1))
    assert (after.state, after.unit, after.awaits_assignment) == (State.FILED, "triage", False)


def test_a_breach_that_is_withdrawn_counts_no_more() -> None:
    events = [
        kind(
            id=kind.type,
            subject="c-1",
            occurred_at=NOON,
            unit="pu",
            assignment_number=1,
            clock="respond_by",
            due_at=NOON,
        )
        for kind in (DeadlineBreached, DeadlineBreachWithdrawn)
    ]
    assert project(Projected(new_complaint()), events[:1], UNITS)[0].breached == {"respond_by"}
    assert project(Projected(new_complaint()), events, UNITS)[0].breached == frozenset()


def test_a_breach_counts_until_the_clock_is_met() -> None:
    breach = DeadlineBreached(
        id="b1",
        subject="c-1",
        occurred_at=NOON + timedelta(minutes=5),
        unit="pu",
        assignment_number=1,
        clock="respond_by",
        due_at=NOON,
    )
    projected, _ = project(Projected(new_complaint()), [_clocks(1, ClockStatus.RUNNING, breached=False), breach], UNITS)
    assert projected.breached == {"respond_by"}
    projected, _ = project(projected, [_clocks(6, ClockStatus.MET, breached=True)], UNITS)
    assert projected.breached == frozenset()
    late, _ = project(projected, [breach.model_copy(update={"id": "b2"})], UNITS)
    assert late.breached == frozenset()


def test_the_number_of_transfers_is_that_of_the_newest_assignment_and_travels_with_each_transfer() -> None:
    complaint = project(Projected(new_complaint()), [assignment("pu", 1)], UNITS)[0].complaint
    assert complaint.max_transfers == assignment("pu", 1).policy.max_transfers
    step = Step(ACTIONS["transfer"], Principal(Role.OFFICER, "o-1", "pu"), "not_responsible", "lh")
    change = act(complaint, step, NOON, UNITS)
    assert isinstance(change, Change)
    assert isinstance(change.event, ComplaintTransferred)
    assert change.event.max_transfers == complaint.max_transfers


def test_the_time_for_reopening_is_that_of_the_newest_assignment() -> None:
    assert new_complaint().reopen_within is None
    events = [assignment("pu", 1, reopen_within_days=14), assignment("lh", 2, reopen_within_days=3)]
    for order in permutations(events):
        assert project(Projected(new_complaint()), order, UNITS)[0].complaint.reopen_within == "P3D"


def _expired(started_seq: int, on_expiry: str | None = "no_reply") -> DeadlineExpired:
    return DeadlineExpired(
        id="x1",
        subject="c-1",
        occurred_at=NOON + timedelta(days=14),
        unit="pu",
        assignment_number=1,
        clock="reply_by",
        due_at=NOON + timedelta(days=14),
        started_seq=started_seq,
        on_expiry=on_expiry,
    )


def _asked() -> Projected:
    complaint = project(Projected(new_complaint()), [assignment("pu", 1)], UNITS)[0].complaint
    return Projected(replace(complaint, state=State.NEEDS_INFORMATION, seq=4, state_seq=4))


def test_the_system_closes_when_the_time_for_a_reply_is_over_and_says_why() -> None:
    closed, _ = project(_asked(), [_expired(4), _expired(4)], UNITS)
    complaint = closed.complaint
    (event,) = closed.steps
    assert isinstance(event, ComplaintClosed)
    assert (event.actor.kind, event.reason, event.seq) == (ActorKind.SYSTEM, "no_reply", 5)
    assert (complaint.state, complaint.seq) == (State.CLOSED, 5)
    assert event.occurred_at == NOON + timedelta(days=14)
    assert complaint.can_be_reopened_at(event.occurred_at + timedelta(days=14))
    assert not complaint.can_be_reopened_at(event.occurred_at + timedelta(days=15))


@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.RESOLVED, State.WITHDRAWN])
def test_it_does_not_close_what_has_moved_on_meanwhile(state: State) -> None:
    moved = Projected(replace(_asked().complaint, state=state, seq=5, state_seq=5))
    after, new = project(moved, [_expired(4)], UNITS)
    assert (after.complaint, after.steps, len(new)) == (moved.complaint, (), 1)


def test_where_the_policy_closes_nothing_the_unit_has_the_next_move() -> None:
    after, _ = project(_asked(), [_expired(4, on_expiry=None)], UNITS)
    assert (after.complaint.state, after.steps) == (State.NEEDS_INFORMATION, ())
    assert after.complaint.has_let_time_pass
    assert next_move(after.complaint, "triage") == NextMove(Mover.UNIT, "pu")


def test_a_level_that_is_known_before_its_assignment_stands_in_any_order() -> None:
    complaint = replace(new_complaint(), unit="pu", assignment_number=1)
    later = escalated(2, replace(complaint, assignment_number=2), NOON)
    for order in permutations([assignment("lh", 2), later]):
        assert project(Projected(complaint), order, UNITS)[0].complaint.level == 2
    older = escalated(3, complaint, NOON)
    for order in permutations([assignment("lh", 2), older]):
        assert project(Projected(complaint), order, UNITS)[0].complaint.level == 0


def test_nothing_stands_once_nothing_is_owed() -> None:
    complaint = replace(new_complaint(), unit="pu", assignment_number=1, state=State.ASSIGNED)
    late, _ = project(Projected(complaint), [escalated(2, complaint, NOON)], UNITS)
    done, _ = project(late, [_clocks(1, ClockStatus.MET, breached=True)], UNITS)
    assert (late.complaint.level, done.complaint.level) == (2, 0)


def credited(complaint_id: str = "c-1") -> ImprovementCredited:
    return ImprovementCredited(
        id="credit-1",
        subject="imp-1",
        occurred_at=NOON,
        seq=7,
        assignment_number=2,
        actor=Actor(kind=ActorKind.SYSTEM),
        complaint=complaint_id,
        action="repair",
        unit="pu",
    )


def test_a_complaint_is_credited_once_with_an_improvement_that_is_done() -> None:
    before = Projected(complaint(state=State.CLOSED, answered_at=NOON))
    after, new = project(before, [credited(), credited()], UNITS)
    (step,) = after.steps
    assert isinstance(step, ComplaintCredited)
    assert (step.improvement, step.improving, step.unit, step.seq) == ("imp-1", "repair", "pu", after.complaint.seq)
    assert (len(new), after.complaint.state) == (1, State.CLOSED)


def test_of_a_withdrawn_complaint_nothing_more_is_said() -> None:
    after, new = project(Projected(complaint(state=State.WITHDRAWN)), [credited()], UNITS)
    assert (after.steps, len(new)) == ((), 1)


def test_a_ladder_goes_on_from_where_it_was_when_the_same_unit_goes_on() -> None:
    known = apply_assignment(new_complaint(), assignment("pu", 1))
    raised, _ = project(Projected(known), [escalated(2, known, NOON)], UNITS)
    goes_on = assignment("pu", 2).model_copy(update={"continues": True})
    later = apply_assignment(raised.complaint, goes_on)
    again, _ = project(Projected(later), [escalated(1, later, NOON + timedelta(hours=1))], UNITS)
    assert again.complaint.level == 2
