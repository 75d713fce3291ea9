"""A complaint is kept for as long as anything can happen to it, and no longer."""

from datetime import timedelta

import pytest
from hypothesis import given, settings

from contracts.events import ClocksSet, ComplaintEscalated
from tests.short import IS_SHORT
from tests.unit.sla.clock_model import HORIZON, Happening
from tests.unit.sla.lives import events_of, lives, rules
from tests.unit.sla.watching import RULES, Complaint, Rules, assigned, fired, minute_of, moment, step

REOPENABLE = 14 * 24 * 60
LATE = RULES.late // timedelta(minutes=1)
OVER = REOPENABLE + LATE
many = settings(max_examples=50 if IS_SHORT else 100, deadline=None)


@pytest.mark.parametrize("end", ["resolved", "rejected", "withdrawn"])
def test_it_is_forgotten_when_it_can_no_longer_be_reopened_and_late_events_have_had_their_time(end: str) -> None:
    complaint = Complaint().live([assigned(0, Rules()), step(end, 30)], 30 + OVER - 1)
    assert complaint.state is not None
    complaint.let_pass(30 + OVER)
    assert complaint.state is None
    assert complaint.feed(fired(31 + OVER)).outcome == "nothing_known"


def test_a_step_in_the_meantime_keeps_it_longer() -> None:
    life = [assigned(0, Rules()), step("resolved", 30), step("closed", 600, seq=3)]
    complaint = Complaint().live(life, 30 + OVER)
    assert complaint.state is not None
    complaint.let_pass(600 + OVER)
    assert complaint.state is None


def test_an_open_complaint_whose_ladder_is_used_up_is_kept() -> None:
    complaint = Complaint().live([assigned(0, Rules(repeat_times=0))], 10 * OVER)
    assert complaint.state is not None
    assert complaint.verdict.next_at is None


def test_a_complaint_that_waits_for_the_complainant_is_kept() -> None:
    complaint = Complaint().live([assigned(0, Rules()), step("information_requested", 10)], 10 * OVER)
    assert complaint.state is not None


def test_steps_without_an_assignment_are_kept_for_a_quarter_of_a_year() -> None:
    complaint = Complaint().live([step("withdrawn", 5, seq=2, assignment_number=0)], 89 * 24 * 60)
    assert complaint.state is not None
    complaint.let_pass(90 * 24 * 60 + 5)
    assert complaint.state is None


def test_what_comes_after_all_is_taken_as_if_it_were_the_first() -> None:
    complaint = Complaint().live([assigned(0, Rules(resolve=800)), step("resolved", 30)], 30 + OVER)
    assert complaint.state is None
    later = 40 + OVER
    complaint.feed(step("reopened", later, seq=3))
    complaint.feed(assigned(later, Rules(resolve=800), assignment_number=2))
    assert complaint.breached() == {"resolve_by"}, "its old deadline is known from the assignment"
    assert isinstance(complaint.emitted[-1], ComplaintEscalated)


def test_a_timer_of_a_complaint_that_is_not_known_does_nothing() -> None:
    verdict = Complaint().feed(fired(5))
    assert (verdict.outcome, verdict.writes, verdict.events) == ("nothing_known", False, ())


@many
@given(lives(), rules())
def test_every_life_is_forgotten_or_somebody_still_owes_something(life: list[Happening], rules: Rules) -> None:
    complaint = Complaint().live(events_of(life, rules), HORIZON + 100 * 24 * 60)
    if complaint.state is None:
        return
    assert complaint.state.history.assignment is not None
    assert any(clock.run.ended_at is None for clock in complaint.verdict.clocks)


@many
@given(lives(), rules())
def test_nothing_is_said_by_forgetting(life: list[Happening], rules: Rules) -> None:
    complaint = Complaint().live(events_of(life, rules), HORIZON + 100 * 24 * 60)
    over = [event for event in complaint.of(ClocksSet) if minute_of(event.occurred_at) > HORIZON + 50 * 24 * 60]
    assert over == []
    assert moment(0) <= max(event.occurred_at for event in complaint.log)
