"""The ladder: one level after the other, each with its full time, for as long as something is owed."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events import ComplaintEscalated
from services.sla.domain.ladder import Ladder, freeze, thaw
from tests.short import IS_SHORT
from tests.unit.sla.clock_model import HORIZON, Happening
from tests.unit.sla.lives import events_of, lives, rules
from tests.unit.sla.watching import CALENDARS, Complaint, Rules, assigned, fired, minute_of, moment, role, step

RULES = Rules(acknowledge=40, respond=100, resolve=400, waits=(0, 20, 40), repeat_every=30, repeat_times=2)
BEFORE_THE_NEXT = 399
"""The statutory clock of `RULES` is breached a minute later."""
many = settings(max_examples=50 if IS_SHORT else 100, deadline=None)


def test_levels_come_at_their_times_and_then_the_last_one_repeats() -> None:
    complaint = Complaint().live([assigned(0, RULES)], BEFORE_THE_NEXT)
    assert complaint.levels() == [(40, 1, 1, 0), (60, 1, 2, 0), (100, 1, 3, 0), (130, 1, 3, 1), (160, 1, 3, 2)]


def test_used_up_it_is_silent_until_a_later_clock_is_breached() -> None:
    complaint = Complaint().live([assigned(0, RULES)], HORIZON)
    assert complaint.levels()[5:] == [(400, 2, 1, 0), (420, 2, 2, 0), (460, 2, 3, 0), (490, 2, 3, 1), (520, 2, 3, 2)]


def test_each_level_names_its_role_and_the_oldest_deadline_that_is_owed() -> None:
    complaint = Complaint().live([assigned(0, RULES)], BEFORE_THE_NEXT)
    escalations = [event for event in complaint.emitted if isinstance(event, ComplaintEscalated)]
    assert [event.role for event in escalations] == [role(level) for level in (1, 2, 3, 3, 3)]
    assert {(event.clock, event.due_at) for event in escalations} == {("acknowledge_by", moment(40))}


def test_a_first_level_may_wait_too() -> None:
    complaint = Complaint().live([assigned(0, Rules(waits=(15, 20), repeat_times=0))], 90)
    assert complaint.levels() == [(55, 1, 1, 0), (75, 1, 2, 0)]


def test_nothing_repeats_when_the_policy_says_so() -> None:
    complaint = Complaint().live([assigned(0, Rules(waits=(0,), repeat_times=0))], 79)
    assert complaint.levels() == [(40, 1, 1, 0)]


def test_it_stops_when_nothing_is_owed_and_a_new_breach_begins_the_next_round() -> None:
    complaint = Complaint().live([assigned(0, RULES), step("acknowledged", 65)], HORIZON)
    assert complaint.levels()[:3] == [(40, 1, 1, 0), (60, 1, 2, 0), (100, 2, 1, 0)]


def test_a_second_breach_while_it_climbs_begins_no_second_ladder() -> None:
    complaint = Complaint().live([assigned(0, Rules(acknowledge=40, respond=48, resolve=400, waits=(0, 20)))], 60)
    assert complaint.levels() == [(40, 1, 1, 0), (60, 1, 2, 0)]


def test_it_waits_with_the_complainant_and_keeps_its_remaining_time() -> None:
    rules = Rules(acknowledge=20, respond=28, resolve=40, waits=(0, 60), repeat_times=0)
    life = [assigned(0, rules), step("started", 10), step("information_requested", 55, 3)]
    complaint = Complaint().live(life, 5000)
    assert complaint.levels() == [(40, 1, 1, 0)]
    complaint.live([step("information_provided", 5000, 4)], 5044)
    assert complaint.levels() == [(40, 1, 1, 0)]
    complaint.let_pass(5045)
    assert complaint.levels() == [(40, 1, 1, 0), (5045, 1, 2, 0)]


def test_a_breach_noticed_while_the_complaint_waits_is_escalated_when_the_wait_is_over() -> None:
    rules = Rules(acknowledge=20, respond=28, resolve=40, waits=(0,), repeat_times=0)
    complaint = Complaint()
    for event in (assigned(0, rules), step("started", 10), step("information_requested", 55, 3)):
        complaint.feed(event)
    assert complaint.breached() == {"resolve_by"}
    assert complaint.levels() == []
    complaint.feed(step("information_provided", 90, 4))
    assert complaint.levels() == [(90, 1, 1, 0)]


def test_an_outage_of_an_hour_takes_nobodys_time_to_react() -> None:
    complaint = Complaint()
    complaint.feed(assigned(0, RULES))
    complaint.feed(fired(100, due=30))
    assert complaint.levels() == [(100, 1, 1, 0)], "one level only, however much time has passed"
    complaint.let_pass(BEFORE_THE_NEXT)
    assert [level[0] for level in complaint.levels()] == [100, 120, 160, 190, 220]


def test_an_outage_in_the_middle_of_the_ladder_tells_one_level_and_then_waits() -> None:
    complaint = Complaint().live([assigned(0, RULES)], 40)
    complaint.feed(fired(400, due=60))
    complaint.let_pass(450)
    of_the_stage = [level for level in complaint.levels() if level[1] == 1]
    assert of_the_stage == [(40, 1, 1, 0), (400, 1, 2, 0), (440, 1, 3, 0)]


def test_it_climbs_on_working_time_only() -> None:
    rules = Rules(acknowledge=400, respond=800, resolve=1600, waits=(0, 120), repeat_times=0, calendar="office")
    complaint = Complaint().live([assigned(30, rules, filed=30)], HORIZON)
    first, second = complaint.levels()[:2]
    closing, next_opening = 9 * 60, 24 * 60 + 30
    assert first[0] == 30 + 400 + 60
    assert second[0] == next_opening + 120 - (closing - first[0])


def test_a_transfer_ends_the_ladder_of_the_stage_but_not_that_of_the_statutory_deadline() -> None:
    rules = Rules(acknowledge=40, respond=80, resolve=48, waits=(0, 20), repeat_times=0)
    life = [assigned(0, rules), step("transferred", 50), assigned(55, rules, assignment_number=2)]
    complaint = Complaint().live(life, 400)
    assert complaint.levels()[:3] == [(40, 1, 1, 0), (48, 2, 1, 0), (68, 2, 2, 0)]
    assert complaint.levels()[3] == (95, 3, 1, 0), "the new unit's own head hears first"
    complaint = Complaint().live(life, 68)
    newest = [event for event in complaint.emitted if isinstance(event, ComplaintEscalated)][-1]
    assert (newest.unit, newest.clock) == ("unit-2", "resolve_by")


def test_a_shorter_ladder_of_a_new_policy_repeats_its_last_level() -> None:
    long = Rules(acknowledge=20, respond=28, resolve=32, waits=(0, 20, 20), repeat_every=30, repeat_times=2)
    short = Rules(acknowledge=500, respond=500, resolve=32, waits=(0,), repeat_every=30, repeat_times=2)
    complaint = Complaint().live(
        [assigned(0, long), step("transferred", 61), assigned(62, short, assignment_number=2)], 200
    )
    escalations = [event for event in complaint.emitted if isinstance(event, ComplaintEscalated)]
    assert escalations[-1].role == role(1)


@many
@given(lives(), rules(), st.lists(st.integers(0, 2000), max_size=6))
def test_levels_rise_one_by_one_and_no_level_is_early_whatever_timers_go_off(
    life: list[Happening], rules: Rules, strays: list[int]
) -> None:
    events = sorted([*events_of(life, rules), *map(fired, strays)], key=lambda event: event.occurred_at)
    complaint = Complaint().live(events, HORIZON)
    calendar = CALENDARS[rules.calendar]
    levels = sorted(complaint.levels(), key=lambda level: level[1:])
    assert {level[1] for level in levels if level[2:] == (1, 0)} == {level[1] for level in levels}
    for before, after in pairwise(levels):
        if after[1] != before[1]:
            continue
        assert after[2:] in {(before[2] + 1, 0), (before[2], before[3] + 1)}
        wait = rules.repeat_every if after[3] else rules.waits[after[2] - 1]
        assert calendar.between(moment(before[0]), moment(after[0])) >= wait * 60_000
    assert all(level <= len(rules.waits) for _, _, level, _ in complaint.levels())
    assert all(repeat <= rules.repeat_times for _, _, _, repeat in complaint.levels())


@many
@given(lives(), rules())
def test_no_level_is_told_while_nothing_is_owed(life: list[Happening], rules: Rules) -> None:
    complaint = Complaint().live(events_of(life, rules), HORIZON)
    for event in complaint.emitted:
        if isinstance(event, ComplaintEscalated):
            assert event.due_at <= event.occurred_at
    assert complaint.state is not None
    if all(clock.ended_at is not None for clock in complaint.clocks()):
        assert complaint.state.emitted.ladders == {}
        assert (complaint.next_minute() or 0) > HORIZON, "nothing but its end is to come"


@pytest.mark.parametrize("calendar", ["always", "office"])
@given(st.integers(0, 4000), st.integers(0, 4000), st.integers(0, 4000))
def test_a_frozen_ladder_keeps_its_remaining_working_time(calendar: str, now: int, ahead: int, later: int) -> None:
    days = CALENDARS[calendar]
    frozen = freeze(Ladder(round=1, level=1, next_at=moment(now + ahead)), moment(now), days)
    assert frozen == freeze(frozen, moment(now + later), days), "a second freeze takes nothing off"
    thawed = thaw(frozen, moment(now + later), days)
    assert thawed.next_at is not None
    assert days.between(moment(now + later), thawed.next_at) == days.between(moment(now), moment(now + ahead))
    assert minute_of(thawed.next_at) >= now + later
