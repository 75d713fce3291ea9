"""Improvement actions go their way by the table, each step is an event, and what cannot be is refused with a remedy."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events import Event
from contracts.improvement_events import (
    ImprovementAssigned,
    ImprovementCredited,
    ImprovementEvent,
    ImprovementLinked,
)
from contracts.values import About, Target
from services.improvements.domain.actions import ACTIONS, Step, possible_actions
from services.improvements.domain.changes import Change
from services.improvements.domain.improvement import OPEN, Moved, State
from services.improvements.domain.lifecycle import act, propose
from services.improvements.domain.limits import MAX_COMPLAINTS, MAX_MOVES
from services.improvements.domain.rights import Principal
from tests.unit.improvements.actions import (
    AUDITOR,
    BUREAU,
    CITY,
    HEAD,
    LEADER,
    NOW,
    OFFICER,
    PEOPLE,
    STRANGER,
    after,
    changed,
    proposal,
    proposed,
    refused,
)


def test_a_proposal_waits_for_a_leader_by_the_clocks_of_the_city() -> None:
    change = changed(propose("i-1", proposal(), BUREAU, NOW, CITY))
    assert [event.type for event in change.events] == [
        "improvement.proposed.v1",
        "improvement.assigned.v1",
        "improvement.linked.v1",
        "improvement.linked.v1",
    ]
    assigned = next(event for event in change.events if isinstance(event, ImprovementAssigned))
    assert (assigned.reason.code, assigned.unit, assigned.assignment_number) == ("proposed", "dinas-pu", 1)
    assert [clock.name for clock in assigned.policy.clocks] == ["decide_by"]


def test_what_a_leader_agrees_to_is_owed_by_its_date() -> None:
    change = changed(act(proposed(), Step("agree"), LEADER, NOW, CITY))
    (assigned,) = [event for event in change.events if isinstance(event, ImprovementAssigned)]
    within = {clock.name: clock.within for clock in assigned.policy.clocks}
    assert within["finish_by"] == f"PT{30 * 24}H0M0S"
    assert change.improvement.state is State.AGREED


def test_whoever_has_proposed_it_does_not_sign_it_off() -> None:
    assert refused(act(proposed(LEADER), Step("agree"), LEADER, NOW, CITY)).code == "own_proposal"


def test_a_moved_date_is_a_new_assignment_without_the_clock_for_beginning() -> None:
    running = after(proposed(), ("agree", LEADER), ("start", HEAD))
    later = NOW + timedelta(days=60)
    change = changed(act(running, Step("postpone", "waits_for_material", later), HEAD, NOW, CITY))
    (assigned,) = [event for event in change.events if isinstance(event, ImprovementAssigned)]
    assert (assigned.assignment_number, assigned.reason.code) == (3, "postponed")
    assert "begin_by" not in {clock.name for clock in assigned.policy.clocks}
    assert (change.improvement.due_at, change.improvement.moves) == (later, 1)
    assert change.improvement.moved == (Moved(NOW, running.due_at, later, "waits_for_material"),)


def test_its_owner_moves_the_date_a_few_times_and_then_a_leader_does() -> None:
    running = after(proposed(), ("agree", LEADER), ("start", HEAD))
    for day in range(MAX_MOVES):
        running = after(running, ("postpone", HEAD), due_at=NOW + timedelta(days=40 + day))
    step = Step("postpone", "weather", NOW + timedelta(days=90))
    assert refused(act(running, step, HEAD, NOW, CITY)).code == "moved_too_often"
    assert changed(act(running, step, LEADER, NOW, CITY)).improvement.moves == MAX_MOVES + 1


def test_when_it_is_done_everybody_who_gave_rise_to_it_is_credited_once() -> None:
    done = changed(act(after(proposed(), ("agree", LEADER)), Step("finish"), HEAD, NOW, CITY))
    assert [event.complaint for event in done.events if isinstance(event, ImprovementCredited)] == ["c-1", "c-2"]
    late = changed(act(done.improvement, Step("link", complaints=("c-2", "c-3")), BUREAU, NOW, CITY))
    assert [event.complaint for event in late.events if isinstance(event, ImprovementCredited)] == ["c-3"]


def test_what_is_dropped_credits_nobody() -> None:
    dropped = changed(act(proposed(), Step("drop", "no_budget"), BUREAU, NOW, CITY))
    assert not [event for event in dropped.events if isinstance(event, ImprovementCredited)]
    assert not dropped.improvement.is_open


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"due_at": NOW}, "due_in_the_past"),
        ({"due_at": NOW - timedelta(days=1)}, "due_in_the_past"),
        ({"starts_at": NOW + timedelta(days=40)}, "due_before_start"),
        ({"due_at": NOW + timedelta(days=2000)}, "due_too_far"),
        ({"target": Target(measure="complaints", start=9, goal=9)}, "no_effect_expected"),
        ({"about": About()}, "about_missing"),
        ({"complaints": tuple(f"c-{n}" for n in range(MAX_COMPLAINTS + 1))}, "too_many_complaints"),
        ({"unit": "dinas-lh"}, "not_allowed"),
    ],
)
def test_an_unfit_proposal_is_refused_with_a_remedy(more: dict[str, object], code: str) -> None:
    refusal = refused(propose("i-1", proposal(**more), HEAD, NOW, CITY))
    assert refusal.code == code
    assert refusal.remedy and refusal.field


@pytest.mark.parametrize(
    ("step", "by", "code"),
    [
        (Step("sing"), BUREAU, "action_unknown"),
        (Step("agree"), HEAD, "not_allowed"),
        (Step("agree"), STRANGER, "not_allowed"),
        (Step("start"), AUDITOR, "not_allowed"),
        (Step("start"), OFFICER, "wrong_state"),
        (Step("drop"), BUREAU, "reason_missing"),
        (Step("drop", "bored"), BUREAU, "reason_unknown"),
        (Step("agree", "no_budget"), LEADER, "reason_not_expected"),
        (Step("decline"), LEADER, "reason_missing"),
        (Step("link"), BUREAU, "nothing_to_link"),
        (Step("link", complaints=("c-1",)), BUREAU, "nothing_to_link"),
    ],
)
def test_a_step_that_cannot_be_is_refused_with_a_remedy(step: Step, by: Principal, code: str) -> None:
    refusal = refused(act(proposed(), step, by, NOW, CITY))
    assert (refusal.code, bool(refusal.remedy)) == (code, True)


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (Step("postpone", "weather"), "date_missing"),
        (Step("postpone", "weather", NOW + timedelta(days=10)), "date_too_early"),
        (Step("postpone", "weather", NOW + timedelta(days=2000)), "due_too_far"),
    ],
)
def test_a_date_moves_forward_and_not_beyond_three_years(step: Step, code: str) -> None:
    assert refused(act(after(proposed(), ("agree", LEADER)), step, HEAD, NOW, CITY)).code == code


steps = st.lists(
    st.tuples(st.sampled_from([*ACTIONS, "unknown"]), st.sampled_from(PEOPLE), st.integers(0, 80), st.booleans()),
    max_size=25,
)


@given(steps)
def test_whatever_people_try_its_history_has_no_gaps_and_its_events_are_distinct(
    tried: list[tuple[str, Principal, int, bool]],
) -> None:
    change = changed(propose("i-1", proposal(), BUREAU, NOW, CITY))
    events: list[Event] = list(change.events)
    improvement = change.improvement
    for number, (name, by, days, has_reason) in enumerate(tried):
        now = NOW + timedelta(hours=number)
        reasons = ACTIONS[name].reasons if name in ACTIONS else ("why",)
        step = Step(name, next(iter(reasons), None) if has_reason else None, NOW + timedelta(days=days), (f"c-{days}",))
        outcome = act(improvement, step, by, now, CITY)
        if isinstance(outcome, Change):
            assert name in possible_actions(improvement, by, CITY)
            events += outcome.events
            improvement = outcome.improvement
    assert [event.seq for event in events if isinstance(event, ImprovementEvent)] == list(range(1, improvement.seq + 1))
    assert len({event.id for event in events}) == len(events)
    numbers = [event.assignment_number for event in events if isinstance(event, ImprovementAssigned)]
    assert numbers == list(range(1, improvement.assignment_number + 1))
    linked = [event.complaint for event in events if isinstance(event, ImprovementLinked)]
    credited = [event.complaint for event in events if isinstance(event, ImprovementCredited)]
    assert linked == list(improvement.complaints)
    assert sorted(credited) == (sorted(linked) if improvement.state is State.DONE else [])
    assert improvement.is_open == (improvement.state in OPEN)
