"""Facts of the other services: every order and any repetition lead to the same board."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from contracts.events import ClocksSet, DeadlineBreached, DeadlineBreachWithdrawn, Event
from contracts.values import Clock, ClockStatus
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.projection import Board, absorb, apply_assignment
from tests.unit.complaints.examples import NOON, ROUTING_INPUT, assignment, new_complaint


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
        board, new = absorb(Board(new_complaint()), order)
        assert len(new) == 4
        ends.add(
            (
                board.complaint.unit,
                board.complaint.state,
                board.complaint.assignment_number,
                board.breached,
                board.clocks_at,
            )
        )
    assert ends == {("lh", State.ASSIGNED, 2, frozenset({"respond_by"}), NOON + timedelta(minutes=2))}


def test_what_is_known_is_not_taken_again() -> None:
    board, _ = absorb(Board(new_complaint()), [assignment("pu", 1)])
    again, new = absorb(board, [assignment("pu", 1)])
    assert new == ()
    assert again == board


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
    assert absorb(Board(new_complaint()), events[:1])[0].breached == {"respond_by"}
    assert absorb(Board(new_complaint()), events)[0].breached == frozenset()


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
    board, _ = absorb(Board(new_complaint()), [_clocks(1, ClockStatus.RUNNING, breached=False), breach])
    assert board.breached == {"respond_by"}
    board, _ = absorb(board, [_clocks(6, ClockStatus.MET, breached=True)])
    assert board.breached == frozenset()
    late, _ = absorb(board, [breach.model_copy(update={"id": "b2"})])
    assert late.breached == frozenset()


def test_the_time_for_reopening_is_that_of_the_newest_assignment() -> None:
    assert new_complaint().reopen_within is None
    events = [assignment("pu", 1, reopen_within_days=14), assignment("lh", 2, reopen_within_days=3)]
    for order in permutations(events):
        assert absorb(Board(new_complaint()), order)[0].complaint.reopen_within == "P3D"
