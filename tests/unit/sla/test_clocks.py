"""Clocks run, pause, are met and stop as a model says that counts every working minute."""

import pytest
from hypothesis import given, settings

from contracts.events import ClocksSet, DeadlineApproaching
from contracts.values import ClockStatus
from tests.short import IS_SHORT
from tests.unit.sla.clock_model import HORIZON, Happening, NaiveClocks
from tests.unit.sla.lives import events_of, lives, rules
from tests.unit.sla.watching import Complaint, Rules, assigned, minute_of, moment, step

MINUTE_MS = 60_000
few = settings(max_examples=30 if IS_SHORT else 60, deadline=None)
NIGHT = 16 * 60
"""The clock reads 23:00 in Jakarta."""


@few
@given(lives(), rules())
def test_after_each_event_clocks_are_in_the_states_of_the_model(life: list[Happening], rules: Rules) -> None:
    expected = NaiveClocks(rules).live(life)
    complaint = Complaint()
    for happening, event in zip(life, events_of(life, rules), strict=True):
        complaint.live([event], happening.minute)
        assert complaint.state is not None
        states = {(clock.name, clock.unit): clock.status.value for clock in complaint.clocks()}
        assert states == expected.pictures.get(happening.minute, {})


@few
@given(lives(), rules())
def test_a_deadline_lies_where_the_model_has_counted_the_last_minute(life: list[Happening], rules: Rules) -> None:
    model = NaiveClocks(rules)
    model.live(life)
    complaint = Complaint().live(events_of(life, rules), HORIZON - 1)
    for counted in model.clocks():
        due = complaint.clock(counted.spec.name).due_at
        if counted.due is not None:
            assert due == moment(counted.due)
        else:
            assert due is None or due >= moment(HORIZON)


@few
@given(lives(), rules())
def test_waiting_keeps_the_working_minutes_that_were_left(life: list[Happening], rules: Rules) -> None:
    expected = NaiveClocks(rules).live(life)
    complaint = Complaint()
    for happening, event in zip(life, events_of(life, rules), strict=True):
        complaint.live([event], happening.minute)
        if happening.minute in expected.waiting:
            assert complaint.clock("resolve_by").remaining_ms == expected.waiting[happening.minute] * MINUTE_MS


@few
@given(lives(), rules())
def test_published_clocks_are_never_overdue_without_saying_so(life: list[Happening], rules: Rules) -> None:
    for event in Complaint().live(events_of(life, rules), HORIZON - 1).of(ClocksSet):
        assert isinstance(event, ClocksSet)
        for clock in event.clocks:
            until = clock.ended_at or event.occurred_at
            if clock.due_at is not None and until != clock.due_at:
                assert (clock.breached_at is not None) == (until > clock.due_at)


def test_stage_clocks_begin_again_with_each_assignment_and_the_statutory_one_never_does() -> None:
    rules = Rules(acknowledge=40, respond=80, resolve=200)
    life = [assigned(3, rules), step("transferred", 30), assigned(50, rules, assignment_number=2)]
    complaint = Complaint().live(life, 50)
    begun = {name: complaint.clock(name).started_at for name in ("acknowledge_by", "respond_by", "resolve_by")}
    assert begun == {"acknowledge_by": moment(50), "respond_by": moment(50), "resolve_by": moment(0)}
    assert complaint.clock("acknowledge_by").due_at == moment(90)
    assert complaint.clock("resolve_by").due_at == moment(200)


def test_a_reopened_complaint_has_its_old_statutory_deadline_and_new_stage_clocks() -> None:
    rules = Rules(acknowledge=40, respond=80, resolve=200)
    complaint = Complaint().live([assigned(0, rules), step("resolved", 20)], 100)
    assert complaint.clock("resolve_by").status is ClockStatus.MET
    complaint.live([step("reopened", 120, seq=3), assigned(121, rules, assignment_number=2)], 121)
    assert (complaint.clock("resolve_by").status, complaint.clock("resolve_by").due_at) == (
        ClockStatus.RUNNING,
        moment(200),
    )
    assert (complaint.clock("respond_by").status, complaint.clock("respond_by").due_at) == (
        ClockStatus.RUNNING,
        moment(201),
    )


def test_a_complaint_reopened_after_its_statutory_deadline_is_overdue_at_once() -> None:
    rules = Rules(resolve=200)
    complaint = Complaint().live([assigned(0, rules), step("resolved", 20), step("reopened", 300, seq=3)], 300)
    assert complaint.breached() == {"resolve_by"}


def test_a_question_pauses_only_the_clock_that_it_does_not_fulfil() -> None:
    complaint = Complaint().live([assigned(0, Rules()), step("information_requested", 10)], 10)
    states = [complaint.clock(name).status for name in ("acknowledge_by", "respond_by", "resolve_by")]
    assert states == [ClockStatus.MET, ClockStatus.MET, ClockStatus.PAUSED]
    assert complaint.clock("resolve_by").due_at is None


def test_a_wait_moves_the_deadline_by_its_working_time_only() -> None:
    rules = Rules(resolve=480, calendar="office")
    opening, lunch, asked, answered = 30, 60, 90, NIGHT
    life = [assigned(opening, rules), step("information_requested", asked), step("information_provided", answered, 3)]
    complaint = Complaint().live(life, answered)
    left = 480 - (asked - opening)
    assert complaint.clock("resolve_by").due_at == moment(24 * 60 + opening + left + lunch)


def test_a_deadline_that_had_passed_before_the_wait_stays_where_it_was() -> None:
    life = [assigned(0, Rules(resolve=40)), step("information_requested", 50), step("information_provided", 90, 3)]
    complaint = Complaint().live(life, 90)
    assert complaint.clock("resolve_by").due_at == moment(40)
    assert complaint.breached() >= {"resolve_by"}


def test_what_is_done_in_the_very_moment_of_the_deadline_is_in_time() -> None:
    complaint = Complaint().live(
        [assigned(0, Rules(resolve=40, respond=40, acknowledge=40)), step("resolved", 40)], 400
    )
    assert complaint.breached() == frozenset()


@pytest.mark.parametrize(("kind", "state"), [("resolved", "met"), ("withdrawn", "stopped")])
def test_a_clock_that_ended_late_says_since_when_it_was_breached(kind: str, state: str) -> None:
    complaint = Complaint().live([assigned(0, Rules(resolve=40)), step(kind, 50)], 50)
    clock = complaint.clock("resolve_by")
    assert (clock.status.value, clock.ended_at, clock.breached_at) == (state, moment(50), moment(40))


def test_a_later_policy_does_not_move_the_statutory_clock_unless_a_leader_has_put_the_complaint_under_it() -> None:
    short, long = Rules(resolve=100), Rules(resolve=160)
    life = [assigned(5, short), step("transferred", 110), assigned(111, long, assignment_number=2)]
    complaint = Complaint().live(life, 111)
    assert complaint.clock("resolve_by").due_at == moment(100)
    assert "resolve_by" in complaint.breached()
    by_law = assigned(121, long, assignment_number=3, continues=True, sets_statutory=True)
    complaint.live([step("policy_changed", 120, 3, 2), by_law], 159)
    assert complaint.clock("resolve_by").due_at == moment(160)
    assert "resolve_by" not in complaint.breached(), "under the policy in force it is not late yet"
    complaint.let_pass(160)
    assert "resolve_by" in complaint.breached()


def test_a_step_between_two_assignments_belongs_to_the_one_that_is_being_made() -> None:
    life = [
        assigned(0, Rules()),
        step("transferred", 10),
        step("withdrawn", 12, seq=3),
        assigned(15, Rules(), assignment_number=2),
    ]
    complaint = Complaint().live(life, HORIZON)
    assert {complaint.clock(name).status for name in ("acknowledge_by", "respond_by")} == {ClockStatus.STOPPED}
    assert complaint.breached() == frozenset()


def test_a_step_of_the_former_assignment_does_not_fulfil_the_new_one() -> None:
    complaint = Complaint()
    for event in (assigned(0, Rules()), assigned(15, Rules(), assignment_number=2), step("started", 5, seq=2)):
        complaint.feed(event)
    assert complaint.clock("respond_by").status is ClockStatus.RUNNING
    complaint.feed(step("transferred", 10, seq=3))
    assert complaint.clock("respond_by").status is ClockStatus.RUNNING


def test_warnings_come_after_three_quarters_of_the_working_time() -> None:
    rules = Rules(acknowledge=40, respond=80, resolve=400, calendar="office")
    complaint = Complaint().live([assigned(30, rules, filed=30)], 24 * 60)
    warned = [minute_of(event.occurred_at) for event in complaint.of(DeadlineApproaching)]
    lunch = 60
    assert warned == [30 + 30, 30 + 60, 30 + 300 + lunch]
