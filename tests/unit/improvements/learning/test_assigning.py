"""Learning is assigned by those who own an action, to units within their reach, and once for a unit."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.improvement_events import LearningAssigned, LearningWithdrawn
from services.improvements.domain.actions import Step
from services.improvements.domain.changes import Change
from services.improvements.domain.improvement import Improvement, State
from services.improvements.domain.learning.assigned import UnitPeople, Wanted
from services.improvements.domain.learning.assigning import MAX_LEARNING
from services.improvements.domain.lifecycle import act
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Principal
from tests.unit.improvements.actions import (
    AUDITOR,
    BUREAU,
    CITY,
    HEAD,
    LEADER,
    NOW,
    OFFICER,
    STRANGER,
    after,
    changed,
    proposed,
    refused,
)

COURSE = "https://lms.example.go.id/kursus/pelayanan-prima"
DUE = NOW + timedelta(days=60)
ROADS, DRAINS = UnitPeople("dinas-pu", 24), UnitPeople("bidang-drainase", 8)


def agreed() -> Improvement:
    return after(proposed(), ("agree", LEADER))


def assigning(*units: UnitPeople, activity: str = COURSE, **more: object) -> Step:
    return replace(Step("assign_learning", due_at=DUE, learning=Wanted(activity, units or (ROADS, DRAINS))), **more)  # type: ignore[arg-type]


def assigned(before: Improvement, *units: UnitPeople, by: Principal = HEAD) -> Change:
    return changed(act(before, assigning(*units), by, NOW, CITY))


def test_its_event_has_codes_and_numbers_and_moves_no_clock() -> None:
    change = assigned(agreed())
    (event,) = change.events
    assert isinstance(event, LearningAssigned)
    assert (event.activity, event.number, event.due_at) == (COURSE, 1, DUE)
    assert [(each.unit, each.people) for each in event.units] == [("dinas-pu", 24), ("bidang-drainase", 8)]
    assert not event.moves_clocks and event.assignment_number == agreed().assignment_number
    assert change.improvement.state is State.AGREED
    assert change.improvement.learning[0].cause == event.id


def test_several_are_assigned_one_after_the_other() -> None:
    twice = assigned(assigned(agreed(), ROADS).improvement, DRAINS).improvement
    assert [each.number for each in twice.learning] == [1, 2]


def test_the_bureau_assigns_to_every_unit_and_a_head_within_their_own() -> None:
    elsewhere = UnitPeople("dinas-lh", 5)
    assert assigned(agreed(), elsewhere, by=BUREAU).improvement.learning
    assert refused(act(agreed(), assigning(ROADS, elsewhere), HEAD, NOW, CITY)).code == "not_allowed"


@pytest.mark.parametrize("by", [OFFICER, LEADER, AUDITOR, STRANGER], ids=lambda each: each.id)
def test_nobody_else_assigns(by: Principal) -> None:
    assert refused(act(agreed(), assigning(), by, NOW, CITY)).code == "not_allowed"


@pytest.mark.parametrize("step", ["propose", "finish"])
def test_it_is_assigned_while_something_is_to_be_done(step: str) -> None:
    before = proposed() if step == "propose" else after(proposed(), ("agree", LEADER), (step, HEAD))
    assert refused(act(before, assigning(), HEAD, NOW, CITY)).code == "wrong_state"


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (Step("assign_learning", due_at=DUE), "learning_missing"),
        (assigning(activity="pelayanan-prima"), "activity_unfit"),
        (assigning(activity="mailto:someone"), "activity_unfit"),
        (assigning(activity="https://someone@lms.example/7"), "activity_unfit"),
        (assigning(activity="https://lms.example/a b"), "activity_unfit"),
        (assigning(activity=f"https://lms.example/{'7' * 500}"), "activity_unfit"),
        (assigning(learning=Wanted(COURSE, ())), "units_missing"),
        (assigning(UnitPeople("dinas-pu", 0)), "people_unfit"),
        (assigning(UnitPeople("dinas-pu", 100_001)), "people_unfit"),
        (assigning(ROADS, ROADS), "learning_twice"),
        (assigning(due_at=None), "day_missing"),
        (assigning(due_at=NOW), "due_in_the_past"),
        (assigning(due_at=NOW + timedelta(days=2000)), "due_too_far"),
    ],
)
def test_what_cannot_be_learned_is_refused_with_a_remedy(step: Step, code: str) -> None:
    refusal = refused(act(agreed(), step, HEAD, NOW, CITY))
    assert (refusal.code, bool(refusal.remedy)) == (code, True)


def test_the_same_for_the_same_unit_is_refused_until_it_was_withdrawn() -> None:
    once = assigned(agreed(), ROADS).improvement
    twice = act(once, assigning(DRAINS, ROADS), HEAD, NOW, CITY)
    assert refused(twice).code == "learning_twice" and "dinas-pu" in refused(twice).reason
    withdrawn = changed(act(once, Step("withdraw_learning", "mistake", number=1), HEAD, NOW, CITY)).improvement
    assert assigned(withdrawn, ROADS).improvement.learning[1].number == 2


def test_it_is_withdrawn_once_and_for_a_reason() -> None:
    once = assigned(agreed()).improvement
    change = changed(act(once, Step("withdraw_learning", "other_activity", number=1), BUREAU, NOW, CITY))
    (event,) = change.events
    assert isinstance(event, LearningWithdrawn)
    assert (event.number, event.reason, event.activity) == (1, "other_activity", COURSE)
    assert change.improvement.learning[0].is_withdrawn
    for before, step, code in (
        (once, Step("withdraw_learning", number=1), "reason_missing"),
        (once, Step("withdraw_learning", "mistake", number=2), "learning_unknown"),
        (change.improvement, Step("withdraw_learning", "mistake", number=1), "learning_withdrawn"),
    ):
        assert refused(act(before, step, BUREAU, NOW, CITY)).code == code


def test_an_action_assigns_a_bounded_number_of_times() -> None:
    improvement: Change | Refusal = Change(agreed(), ())
    for number in range(MAX_LEARNING):
        improvement = act(changed(improvement).improvement, assigning(activity=f"{COURSE}/{number}"), BUREAU, NOW, CITY)
    refusal = refused(act(changed(improvement).improvement, assigning(), BUREAU, NOW, CITY))
    assert refusal.code == "too_many_learnings"
