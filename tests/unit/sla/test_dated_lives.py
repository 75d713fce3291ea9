"""What practitioners stumbled over, with the dates of a city that works Monday to Friday, as in Indonesia.

November 2026 has no day off but its weekends. Moments are in Jakarta's time.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from contracts.events import (
    ComplaintEscalated,
    DeadlineBreached,
    DeadlineExpired,
    DeadlineFired,
    DeadlineReminder,
    Event,
)
from contracts.values import Clock, ClockOwner, ClockScope, ClockStatus, LadderStep, PolicySnapshot, Post
from services.sla import city
from services.sla.domain.decide import Rules, Verdict, decide
from services.sla.domain.state import ClockState
from tests.builders import assignment, policy, whole_life
from tests.cities import SHIPPED
from tests.unit.sla.watching import step

JAKARTA = ZoneInfo("Asia/Jakarta")
INDONESIA = next(folder for folder in SHIPPED if folder.name == "indonesia")
RULES = Rules(city.load(INDONESIA))
OFFICE = RULES.calendars.by_name["office"]
SUBJECT = "tgp-1"
ROLES = ("unit_head", "agency_head", "regional_secretary", "regional_head")
HEAD_OF_A = Post(role=ROLES[0], unit="dinas-a")
LADDER = [
    LadderStep(level=level, role=role, after=after)
    for level, (role, after) in enumerate(zip(ROLES, ("PT0S", "P1D", "P2D", "P5D"), strict=True), 1)
]


def at(day: int, clock: str = "08:00", month: int = 11) -> datetime:
    """That time of a day of 2026 in Jakarta."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=JAKARTA)


def rules(acknowledge: str = "P3D", respond: str = "P5D", resolve: str = "P14D", **more: Any) -> PolicySnapshot:
    """A policy of the whole life on office hours."""
    times = {"reopened": "P14D", "contribute": "P5D", "reply": "P10D", "confirm": "P10D", "max_pause": "P20D"}
    clocks = whole_life(acknowledge, respond, resolve, **times | more)
    return policy(calendar="office", clocks=clocks, ladder=LADDER, repeat_every="P1D", repeat_times=1)


class Life:
    """One complaint, day by day: every timer goes off when it is due."""

    def __init__(self, filed: datetime) -> None:
        self.filed = filed
        self.state: ClockState | None = None
        self.verdict = Verdict("nothing_known", None)
        self.emitted: list[Event] = []
        self.seq, self.number = 1, 0

    def assigned(self, moment: datetime, rule: PolicySnapshot, unit: str = "dinas-a", **more: Any) -> None:
        """Routing has named a unit."""
        self.number += 1
        given: dict[str, Any] = {"filed_at": self.filed, "channel": "whatsapp"} | more
        self._feed(assignment(SUBJECT, unit, moment, self.number, policy=rule, **given))

    def step(self, kind: str, moment: datetime, **more: Any) -> None:
        """Somebody has acted."""
        self.seq += 1
        event = step(kind, 0, self.seq, self.number, **more)
        self._feed(event.model_copy(update={"occurred_at": moment, "subject": SUBJECT}))

    def until(self, moment: datetime) -> None:
        """Let time pass."""
        while self.verdict.next_at is not None and self.verdict.next_at <= moment:
            due = self.verdict.next_at
            self._take(DeadlineFired(id=f"fired-{due}", subject=SUBJECT, occurred_at=due, due_at=due))

    def clock(self, name: str, unit: str | None = None) -> Clock:
        """A clock as it stands."""
        assert self.state is not None and self.state.history.latest is not None
        published = [clock.published(self.state.history.latest) for clock in self.verdict.clocks]
        return next(clock for clock in published if (clock.name, clock.unit) == (name, unit))

    def of(self, kind: type[Event]) -> list[Any]:
        """What was emitted of one type."""
        return [event for event in self.emitted if isinstance(event, kind)]

    def breaches(self) -> list[str]:
        """The clocks that were breached."""
        return [event.clock for event in self.of(DeadlineBreached)]

    def _feed(self, event: Event) -> None:
        self.until(event.occurred_at - timedelta(milliseconds=1))
        self._take(event)

    def _take(self, event: Event) -> None:
        verdict = decide(self.state, event, RULES)
        assert verdict.writes, verdict.outcome
        self.state, self.verdict = verdict.state, verdict
        self.emitted += verdict.events


def asked(life: Life, first: datetime, answered: datetime) -> None:
    """A question that the complainant answers."""
    life.step("information_requested", first)
    life.step("information_provided", answered)


def test_a_request_for_information_in_triage_is_still_due_on_the_20th_after_it_has_left_triage() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules(resolve="P14D"), "admin-aduan", triage=True)
    assert life.clock("resolve_by").due_at == at(20)
    life.step("transferred", at(17))
    life.assigned(at(17, "09:00"), rules(resolve="P5D"))
    assert life.clock("resolve_by").due_at == at(20)
    assert "resolve_by" not in life.breaches()
    life.until(at(20, "07:59"))
    assert "resolve_by" not in life.breaches()
    life.until(at(20))
    assert "resolve_by" in life.breaches()


def test_answered_on_the_18th_when_due_on_the_20th_and_reopened_on_the_30th_nothing_is_overdue_that_morning() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules())
    life.step("started", at(3))
    life.step("resolved", at(18))
    life.step("reopened", at(30))
    life.assigned(at(30, "08:05"), rules(), method="reopened")
    life.until(at(30, "12:00"))
    assert life.breaches() == []
    assert life.of(ComplaintEscalated) == []
    assert life.clock("resolve_by").status is ClockStatus.MET
    assert life.clock("reopened_by").due_at == OFFICE.add(at(30), 14 * OFFICE.working_day_ms)


def test_the_clock_of_a_reopening_goes_on_with_the_next_unit() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules())
    life.step("started", at(2, "09:00"))
    life.step("resolved", at(3))
    life.step("reopened", at(4))
    life.assigned(at(4), rules())
    due = life.clock("reopened_by").due_at
    life.step("transferred", at(5))
    life.assigned(at(5, "09:00"), rules(reopened="P30D"), "dinas-b")
    assert (life.clock("reopened_by").status, life.clock("reopened_by").due_at) == (ClockStatus.RUNNING, due)


def test_a_question_goes_on_waiting_for_its_reply_when_the_category_is_corrected() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules())
    life.step("information_requested", at(3))
    life.step("reclassified", at(4))
    life.assigned(at(4), rules(reply="P2D"), "dinas-b", method="reclassified")
    assert life.clock("reply_by").due_at == at(17), "ten working days, as the policy in force then says"
    life.until(at(17))
    assert [event.started_seq for event in life.of(DeadlineExpired)] == [2]


def test_after_a_transfer_at_level_3_the_next_message_goes_to_the_new_units_own_head() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules(acknowledge="P1D", respond="P30D", resolve="P60D"))
    life.until(at(5))
    assert [event.role for event in life.of(ComplaintEscalated)] == list(ROLES[:3])
    life.step("transferred", at(5, "09:00"))
    life.assigned(at(5, "09:00"), rules(acknowledge="P1D", respond="P30D", resolve="P60D"), "dinas-b")
    life.until(at(6, "09:00"))
    newest = life.of(ComplaintEscalated)[-1]
    assert (newest.unit, newest.role, newest.level, newest.round) == ("dinas-b", "unit_head", 1, 2)
    assert newest.occurred_at == at(6, "09:00")


def test_the_ladder_of_the_law_goes_on_after_a_transfer_and_remembers_whose_posts_it_has_named() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules(acknowledge="P60D", respond="P60D", resolve="P1D"))
    life.until(at(3))
    life.step("transferred", at(3, "09:00"))
    life.assigned(at(3, "09:00"), rules(acknowledge="P60D", respond="P60D", resolve="P1D"), "dinas-b")
    life.until(at(5))
    heard = [event for event in life.of(ComplaintEscalated) if event.ladder is ClockScope.STATUTORY]
    assert [(event.unit, event.level) for event in heard] == [("dinas-a", 1), ("dinas-b", 2), ("dinas-b", 3)]
    assert heard[2].told_before == (HEAD_OF_A, Post(role=ROLES[1], unit="dinas-b"))


def test_a_question_is_no_response_unless_the_policy_says_so() -> None:
    strict, old = Life(at(2)), Life(at(2))
    strict.assigned(at(2), rules())
    old.assigned(at(2), policy("P3D", "P5D", "P14D", calendar="office"))
    for life in (strict, old):
        life.step("information_requested", at(3))
    assert strict.clock("respond_by").status is ClockStatus.PAUSED
    assert old.clock("respond_by").status is ClockStatus.MET


def test_a_third_question_pauses_nothing() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules())
    asked(life, at(3), at(4))
    asked(life, at(5), at(6))
    due = life.clock("resolve_by").due_at
    assert due == at(24), "two working days later than the 20th"
    life.step("information_requested", at(9))
    assert (life.clock("resolve_by").status, life.clock("resolve_by").due_at) == (ClockStatus.RUNNING, due)
    assert life.clock("reply_by").status is ClockStatus.RUNNING, "the complainant is still waited for"
    life.until(at(24))
    assert "resolve_by" in life.breaches()


def test_a_second_question_before_the_reply_is_the_same_pause_and_a_new_time_to_reply() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules(max_pauses=1))
    life.step("information_requested", at(3))
    life.step("information_requested", at(5))
    assert life.clock("resolve_by").status is ClockStatus.PAUSED
    assert life.clock("reply_by").started_at == at(5)
    life.until(at(19))
    assert [event.started_seq for event in life.of(DeadlineExpired)] == [3]
    life.step("information_provided", at(20))
    assert life.clock("resolve_by").status is ClockStatus.RUNNING


def test_a_pause_that_is_longer_than_allowed_ends_by_itself_to_the_minute() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules(max_pause="P3D"))
    life.step("information_requested", at(3))
    life.until(at(6, "07:59"))
    assert life.clock("resolve_by").remaining_ms == 13 * OFFICE.working_day_ms
    life.until(at(6))
    assert (life.clock("resolve_by").status, life.clock("resolve_by").due_at) == (ClockStatus.RUNNING, at(25))
    life.step("information_provided", at(9))
    assert life.clock("resolve_by").due_at == at(25), "what is over is the unit's own time"
    life.step("information_requested", at(10))
    assert life.clock("resolve_by").due_at == at(25), "and no time to pause is left"


def test_the_complainant_is_reminded_twice_and_then_the_time_is_over_and_nobody_hears_of_a_breach() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules(resolve="P60D", respond="P60D"))
    life.step("information_requested", at(3))
    life.until(at(30))
    reminders = [(event.share, event.occurred_at, event.channel) for event in life.of(DeadlineReminder)]
    assert reminders == [(0.5, at(10), "whatsapp"), (0.9, at(16), "whatsapp")]
    (expired,) = life.of(DeadlineExpired)
    assert (expired.clock, expired.occurred_at, expired.started_seq, expired.on_expiry) == (
        "reply_by",
        at(17),
        2,
        "no_reply",
    )
    assert life.clock("reply_by").owed_by is ClockOwner.COMPLAINANT
    assert life.clock("reply_by").breached_at is None
    assert (life.breaches(), life.of(ComplaintEscalated)) == ([], [])


def test_a_reply_that_arrives_late_takes_nothing_back_and_no_second_expiry_follows() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules())
    life.step("information_requested", at(3))
    life.until(at(17))
    life.step("information_provided", at(16))
    life.until(at(27))
    assert len(life.of(DeadlineExpired)) == 1
    assert life.clock("reply_by").status is ClockStatus.MET


def test_a_promise_is_kept_silent_until_its_date_and_then_one_level_higher_hears() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules(acknowledge="P1D", respond="P60D", resolve="P60D"))
    life.until(at(3))
    life.step("escalation_acknowledged", at(3, "10:00"), promised_until=at(15, "00:00"))
    life.until(at(14, "23:59"))
    assert [event.level for event in life.of(ComplaintEscalated)] == [1]
    life.until(at(15, "00:00"))
    newest = life.of(ComplaintEscalated)[-1]
    assert (newest.level, newest.role, newest.occurred_at) == (2, "agency_head", at(15, "00:00"))


def test_a_promise_may_be_moved() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules(acknowledge="P1D", respond="P60D", resolve="P60D"))
    life.step("escalation_acknowledged", at(3, "10:00"), promised_until=at(10))
    life.step("escalation_acknowledged", at(9), promised_until=at(12), moves=1)
    life.until(at(12))
    assert [event.occurred_at for event in life.of(ComplaintEscalated)] == [at(3), at(12)]


def test_a_promise_after_the_last_level_is_followed_by_one_repetition_more() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules(acknowledge="P1D", respond="P60D", resolve="P60D"))
    life.until(at(20))
    told = [(event.level, event.repeat, event.next_at) for event in life.of(ComplaintEscalated)]
    assert told[-1] == (4, 1, None), "nothing claims that a next one exists"
    life.step("escalation_acknowledged", at(20), promised_until=at(25))
    life.until(at(29))
    assert [(event.level, event.repeat) for event in life.of(ComplaintEscalated)][len(told) :] == [(4, 2)]


def test_a_ladder_that_begins_after_the_promise_is_not_held() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules(acknowledge="P1D", respond="P60D", resolve="P2D"))
    life.step("escalation_acknowledged", at(3, "10:00"), promised_until=at(20))
    life.until(at(4))
    newest = life.of(ComplaintEscalated)[-1]
    assert (newest.ladder, newest.level, newest.round) == (ClockScope.STATUTORY, 1, 2)


def test_a_promise_that_passes_while_the_complainant_is_asked_waits_without_a_timer() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules(acknowledge="P60D", respond="P60D", resolve="P1D", max_pause=None))
    life.step("escalation_acknowledged", at(3, "10:00"), promised_until=at(5))
    life.step("information_requested", at(4))
    life.until(at(10))
    assert [event.level for event in life.of(ComplaintEscalated)] == [1]
    assert life.verdict.next_at is not None and life.verdict.next_at > at(10)
    life.step("information_provided", at(11))
    assert [event.level for event in life.of(ComplaintEscalated)] == [1, 2]


def test_two_ladders_at_once_name_all_that_is_overdue_worst_first() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules(acknowledge="P1D", respond="P60D", resolve="P2D"))
    life.until(at(4))
    stage, of_the_law = life.of(ComplaintEscalated)[0], life.of(ComplaintEscalated)[1]
    assert (stage.ladder, stage.clock, stage.round) == (ClockScope.STAGE, "acknowledge_by", 1)
    assert (of_the_law.ladder, of_the_law.clock, of_the_law.round) == (ClockScope.STATUTORY, "resolve_by", 2)
    assert [each.clock for each in stage.overdue] == ["acknowledge_by"]
    assert [each.clock for each in of_the_law.overdue] == ["resolve_by", "acknowledge_by"]
    second = life.of(ComplaintEscalated)[2]
    assert (second.ladder, second.level, second.told_before) == (ClockScope.STAGE, 2, (HEAD_OF_A,))
    assert [each.clock for each in second.overdue] == ["resolve_by", "acknowledge_by"]
    assert second.next_at == at(5)


def test_an_overdue_contribution_names_the_unit_that_owes_it_and_ends_with_it() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules(respond="P60D", resolve="P60D"))
    life.step("acknowledged", at(2, "09:00"))
    for unit in ("pdam", "dinas-pu"):
        life.step("contribution_requested", at(3), unit=unit)
    life.step("contribution_given", at(9), unit="dinas-pu")
    life.until(at(11))
    (breach,) = life.of(DeadlineBreached)
    assert (breach.clock, breach.unit) == ("contribute_by", "pdam")
    told = life.of(ComplaintEscalated)
    assert {(event.unit, event.ladder) for event in told} == {("pdam", ClockScope.CONTRIBUTION)}
    assert life.clock("contribute_by", "dinas-pu").status is ClockStatus.MET
    life.step("contribution_given", at(11, "09:00"), unit="pdam")
    life.until(at(27))
    assert life.of(ComplaintEscalated) == told


def test_a_unit_that_is_asked_again_has_its_time_anew() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules())
    life.step("contribution_requested", at(3), unit="pdam")
    life.step("contribution_given", at(4), unit="pdam")
    life.step("contribution_requested", at(5), unit="pdam")
    assert life.clock("contribute_by", "pdam").due_at == at(12)


def test_a_correction_that_stays_with_the_unit_begins_no_stage() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules(acknowledge="P1D", respond="P5D"))
    life.until(at(3))
    life.step("reclassified", at(4))
    life.assigned(at(4), rules(acknowledge="P9D", respond="P9D"), continues=True, method="reclassified")
    assert life.clock("acknowledge_by").breached_at == at(3)
    assert life.clock("respond_by").due_at == at(9)
    life.until(at(5))
    assert [(event.round, event.level) for event in life.of(ComplaintEscalated)] == [(1, 1), (1, 2), (1, 3)]


def test_a_leader_may_put_it_under_another_policy_by_law() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules())
    life.step("policy_changed", at(3))
    life.assigned(at(3), rules(resolve="P60D"), continues=True, sets_statutory=True, method="policy_changed")
    assert life.clock("resolve_by").due_at == OFFICE.add(at(2), 60 * OFFICE.working_day_ms)
    life.step("transferred", at(4))
    life.assigned(at(4), rules(resolve="P5D"), "dinas-b")
    assert life.clock("resolve_by").due_at == OFFICE.add(at(2), 60 * OFFICE.working_day_ms)


def test_the_statutory_clock_keeps_its_own_calendar() -> None:
    life = Life(at(6))
    life.assigned(at(6), rules(resolve="P2D"))
    life.step("transferred", at(6, "09:00"))
    around_the_clock = rules().model_copy(update={"calendar": "always"})
    life.assigned(at(6, "09:00"), around_the_clock, "darurat")
    assert life.clock("resolve_by").due_at == at(10), "two office days after a Friday"
    assert life.clock("acknowledge_by").due_at == at(9, "09:00"), "three days of a service that never closes"


@pytest.mark.parametrize("kind", ["delegated", "review_requested", "decision_upheld", "progress_reported"])
def test_a_step_that_no_rule_of_the_clock_names_leaves_it_running(kind: str) -> None:
    life = Life(at(2))
    life.assigned(at(2), rules())
    life.step(kind, at(3))
    assert (life.clock("resolve_by").status, life.clock("resolve_by").due_at) == (ClockStatus.RUNNING, at(20))


@pytest.mark.parametrize("kind", ["comment_added", "noted", "rated", "surveyed"])
def test_what_moves_no_clock_is_not_kept(kind: str) -> None:
    state = Life(at(2))
    state.assigned(at(2), rules())
    verdict = decide(state.state, step(kind, 5, 2), RULES)
    assert (verdict.outcome, verdict.writes) == ("not_for_sla", False)


def test_a_resolved_complaint_is_kept_until_it_is_closed_and_can_no_longer_be_reopened() -> None:
    life = Life(at(2))
    life.assigned(at(2), rules())
    life.step("started", at(2, "09:00"))
    life.step("resolved", at(3))
    life.until(at(31, month=12))
    (expired,) = life.of(DeadlineExpired)
    assert (expired.clock, expired.on_expiry) == ("confirm_by", "not_objected")
    assert life.state is not None, "the system has yet to close it"
    closed = datetime(2027, 1, 4, 8, 0, tzinfo=JAKARTA)
    life.step("closed", closed)
    life.until(closed + timedelta(days=14) + RULES.late - timedelta(seconds=1))
    assert life.state is not None
    life.until(closed + timedelta(days=14) + RULES.late)
    assert life.state is None


def test_nothing_but_weekends_is_off_between_these_dates() -> None:
    assert {reason.kind for reason in OFFICE.explain(at(2), at(30))} == {"rest_day"}
