"""What is emitted about a complaint, example by example; `test_decide` holds the same against a model."""

import pytest

from contracts.events import ClocksSet, ComplaintEscalated, ComplaintFiled, DeadlineBreached, DeadlineBreachWithdrawn
from tests.unit.sla.clock_model import HORIZON
from tests.unit.sla.watching import (
    COMPLAINT,
    ROUTING_INPUT,
    SOMEBODY,
    Complaint,
    Rules,
    assigned,
    fired,
    minute_of,
    moment,
    step,
)

LATE = HORIZON - 1


def test_a_late_event_withdraws_a_breach_that_was_none() -> None:
    complaint = Complaint().live([assigned(0, Rules(resolve=100))], 110)
    assert "resolve_by" in complaint.breached()
    emitted = complaint.feed(step("resolved", 95)).events
    withdrawn = [event for event in emitted if isinstance(event, DeadlineBreachWithdrawn)]
    assert {event.clock for event in withdrawn} == {"resolve_by"}
    assert "resolve_by" not in complaint.breached()


def test_a_late_question_withdraws_the_breach_and_the_moved_deadline_is_watched_again() -> None:
    complaint = Complaint().live([assigned(0, Rules(resolve=100)), step("started", 10)], 110)
    emitted = complaint.feed(step("information_requested", 90, seq=3)).events
    [withdrawn] = [event for event in emitted if isinstance(event, DeadlineBreachWithdrawn)]
    assert minute_of(withdrawn.due_at) == 100, "it names the deadline of the breach, though the clock now waits"
    assert "resolve_by" not in complaint.breached()
    complaint.live([step("information_provided", 200, seq=4)], 209)
    assert "resolve_by" not in complaint.breached()
    complaint.let_pass(210)
    assert "resolve_by" in complaint.breached()
    assert complaint.levels()[-1] == (210, 2, 1, 0), "the ladder begins anew with the deadline that was moved"


def test_an_event_older_than_a_breach_takes_nothing_back_that_it_has_no_part_in() -> None:
    rules = Rules(acknowledge=80, respond=80, resolve=1000)
    punctual = Complaint().live([assigned(0, rules), step("acknowledged", 70)], 400)
    late = Complaint().live([assigned(0, rules)], 80)
    late.feed(step("acknowledged", 70))
    late.let_pass(400)
    assert late.breached() == punctual.breached() == {"respond_by:1"}
    assert late.levels() == punctual.levels(), "escalation goes on to the last repetition"


@pytest.mark.parametrize("end", ["withdrawn", "transferred"])
def test_what_ends_a_complaint_after_the_deadline_does_not_undo_its_breach(end: str) -> None:
    complaint = Complaint().live([assigned(0, Rules(acknowledge=40, respond=80)), step(end, 60)], LATE)
    assert not complaint.of(DeadlineBreachWithdrawn)
    assert "acknowledge_by:1" in complaint.breached()
    assert "respond_by:1" not in complaint.breached()


def test_it_watches_no_stage_of_a_complaint_withdrawn_before_it_was_assigned() -> None:
    complaint = Complaint().live([step("withdrawn", 5, seq=2, assignment_number=0), assigned(10, Rules())], LATE)
    assert complaint.breached() == frozenset()
    assert (complaint.next_minute() or 0) > HORIZON, "nothing but its end is to come"


def test_a_breach_of_a_former_assignment_is_told_even_when_its_steps_come_after_the_next_assignment() -> None:
    rules = Rules(acknowledge=40, respond=80)
    complaint = Complaint()
    for event in (assigned(0, rules), assigned(65, rules, assignment_number=2), step("acknowledged", 50, seq=2)):
        complaint.feed(event)
    assert "acknowledge_by:1" not in complaint.breached(), "its unit may yet turn out to have been in time"
    emitted = complaint.feed(step("transferred", 60, seq=3)).events
    breach = next(event for event in emitted if isinstance(event, DeadlineBreached))
    assert (breach.clock, breach.assignment_number, breach.unit) == ("acknowledge_by", 1, "unit-1")
    assert complaint.breached() == {"acknowledge_by:1"}


def test_a_clock_that_is_overdue_says_so_whenever_the_clocks_are_published() -> None:
    complaint = Complaint().live(
        [assigned(0, Rules(acknowledge=20, respond=40, resolve=100)), step("acknowledged", 50)], 50
    )
    published = complaint.of(ClocksSet)[-1]
    assert isinstance(published, ClocksSet)
    overdue = {clock.name: clock.breached_at for clock in published.clocks}
    assert overdue == {"acknowledge_by": moment(20), "respond_by": moment(40), "resolve_by": None}


def test_what_is_said_in_another_state_is_another_event() -> None:
    """After a kill the topics may come in another order: who skips what it knows by its id must not miss the rest."""
    killed, again = Complaint(), Complaint()
    first = killed.feed(assigned(0)).events
    again.feed(step("acknowledged", 5))
    second = again.feed(assigned(0)).events
    assert [type(event) for event in (*first, *second)] == [ClocksSet, ClocksSet]
    assert first[0].id != second[0].id


def test_the_levels_of_another_deadline_are_others_even_when_the_first_were_taken_back() -> None:
    killed, again = Complaint(), Complaint()
    false_alarm = [*killed.feed(assigned(0)).events, *killed.feed(fired(41, 40)).events]
    again.feed(assigned(0))
    again.feed(step("acknowledged", 39))
    real = again.feed(fired(81, 80)).events
    [before], [after] = [[e for e in events if isinstance(e, ComplaintEscalated)] for events in (false_alarm, real)]
    assert (before.round, before.level) == (after.round, after.level) == (1, 1)
    assert before.id != after.id


def test_it_publishes_the_clocks_only_when_they_change() -> None:
    complaint = Complaint().live([assigned(0, Rules()), step("acknowledged", 5), step("started", 6, seq=3)], LATE)
    assert [minute_of(event.occurred_at) for event in complaint.of(ClocksSet)] == [0, 5, 6]


def test_the_filing_itself_moves_no_clock() -> None:
    filed = ComplaintFiled(
        id="f",
        subject=COMPLAINT,
        occurred_at=moment(0),
        seq=1,
        assignment_number=0,
        actor=SOMEBODY,
        routing_input=ROUTING_INPUT,
    )
    verdict = Complaint().feed(filed)
    assert (verdict.outcome, verdict.state, verdict.events) == ("not_for_sla", None, ())


def test_steps_that_run_ahead_wait_for_the_assignment() -> None:
    complaint = Complaint()
    assert complaint.feed(step("acknowledged", 5)).outcome == "waits_for_assignment"
    assert complaint.feed(fired(6)).outcome == "waits_for_assignment"
    complaint.feed(assigned(2, Rules()))
    assert complaint.clock("acknowledge_by").ended_at == moment(5)


def test_it_says_which_event_was_the_cause() -> None:
    complaint = Complaint().live([assigned(0, Rules(acknowledge=40))], 40)
    breach = complaint.of(DeadlineBreached)[0]
    assert breach.cause == fired(40).id


def test_a_calendar_that_the_city_no_longer_has_is_replaced_by_its_default_and_named() -> None:
    complaint = Complaint().live([assigned(0, Rules(acknowledge=40, calendar="lunar"))], 40)
    published = complaint.of(ClocksSet)[0]
    assert isinstance(published, ClocksSet)
    assert (published.calendar, published.substituted_for) == ("always", "lunar")
    assert complaint.breached() == {"acknowledge_by:1"}
