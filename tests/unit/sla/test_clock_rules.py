"""A clock is data: what a policy says of one is what happens, whatever it is called."""

from typing import Any

from contracts.events import ClocksSet, ComplaintEscalated, DeadlineApproaching, DeadlineBreached, DeadlineEvent
from contracts.values import ClockRule, ClockScope, ClockStatus, LadderStep
from tests.builders import policy
from tests.unit.sla.watching import Complaint, assigned, minute_of, moment, step


def visit_by(**more: Any) -> ClockRule:
    """A clock that no shipped city has: somebody must have been there an hour after the work began."""
    given: dict[str, Any] = {
        "name": "visit_by",
        "within": "PT60M",
        "scope": ClockScope.STAGE,
        "starts_with": "started",
        "met_by": ("resolved",),
        "ended_by": ("transferred", "withdrawn"),
    }
    return ClockRule(**given | more)


def watched(*rules: ClockRule) -> Complaint:
    """A complaint that is assigned at minute 0 under just these clocks."""
    ladder = (LadderStep(level=1, role="unit_head", after="PT0S"),)
    rule = policy(clocks=rules, ladder=ladder, repeat_times=0)
    complaint = Complaint()
    complaint.feed(assigned(0).model_copy(update={"policy": rule}))
    return complaint


def deadlines(complaint: Complaint) -> list[tuple[str, float]]:
    """What was said of deadlines: kind and minute."""
    return [
        (event.kind(), minute_of(event.occurred_at)) for event in complaint.emitted if isinstance(event, DeadlineEvent)
    ]


def test_a_clock_may_start_with_a_step() -> None:
    complaint = watched(visit_by())
    assert complaint.clocks() == ()
    complaint.live([step("started", 30)], 89)
    assert complaint.clock("visit_by").due_at == moment(90)
    complaint.let_pass(90)
    assert deadlines(complaint) == [("deadline.breached", 90), ("complaint.escalated", 90)]


def test_a_step_before_its_start_does_nothing_to_it() -> None:
    complaint = watched(visit_by(met_by=("acknowledged",)))
    complaint.live([step("acknowledged", 10, seq=2), step("started", 30, seq=3)], 40)
    assert complaint.clock("visit_by").status is ClockStatus.RUNNING


def test_a_statutory_clock_may_start_with_a_step_and_starts_once() -> None:
    answer_by = visit_by(name="answer_by", scope=ClockScope.STATUTORY, starts_with="reopened", ended_by=())
    complaint = watched(answer_by)
    life = [step("resolved", 10, 2), step("reopened", 20, 3), step("resolved", 30, 4), step("reopened", 40, 5)]
    complaint.live(life, 41)
    assert complaint.clock("answer_by").started_at == moment(20)
    assert complaint.clock("answer_by").status is ClockStatus.MET


def test_a_clock_without_a_share_never_warns_and_one_with_a_share_does() -> None:
    silent, warning = watched(visit_by()), watched(visit_by(warn_share=0.5))
    for complaint in (silent, warning):
        complaint.live([step("started", 0)], 59)
    assert silent.of(DeadlineApproaching) == []
    assert [minute_of(event.occurred_at) for event in warning.of(DeadlineApproaching)] == [30]


def test_a_clock_that_does_not_escalate_is_breached_in_silence() -> None:
    complaint = watched(visit_by(escalates=False))
    complaint.live([step("started", 0)], 500)
    assert [minute_of(event.occurred_at) for event in complaint.of(DeadlineBreached)] == [60]
    assert complaint.of(ComplaintEscalated) == []


def test_any_clock_may_pause() -> None:
    complaint = watched(visit_by(paused_by=("information_requested",), resumed_by=("information_provided",)))
    complaint.live([step("started", 0), step("information_requested", 20, 3)], 500)
    assert complaint.clock("visit_by").remaining_ms == 40 * 60_000
    complaint.live([step("information_provided", 500, 4)], 539)
    assert complaint.of(DeadlineBreached) == []
    complaint.let_pass(540)
    assert len(complaint.of(DeadlineBreached)) == 1


def test_a_scope_that_only_a_newer_version_knows_is_left_to_that_version() -> None:
    complaint = watched(visit_by(scope=ClockScope("yearly")), visit_by(name="other_by", starts_with="assigned"))
    published = complaint.of(ClocksSet)[0]
    assert isinstance(published, ClocksSet)
    assert [clock.name for clock in published.clocks] == ["other_by"]
