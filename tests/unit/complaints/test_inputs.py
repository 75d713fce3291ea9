"""What is given with a step is checked: nothing missing, nothing unexpected, and everything that is named exists."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.events import ComplaintReclassified, EscalationAcknowledged
from services.complaints.domain.actions import ACTIONS, GIVEN, Step
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.lifecycle import Change, act
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import THE_COMPLAINANT
from tests.unit.complaints.examples import (
    CREDIT,
    NOON,
    ROUTING_INPUT,
    SCORES,
    UNITS,
    complaint,
    complete,
    leader,
    officer,
    step_for,
    triage,
    unit_head,
)

HOUR = timedelta(hours=1)
OTHERS_VALUES: dict[str, Any] = {
    "to_unit": "lh",
    "to_person": "ani",
    "category": "sampah",
    "area": "99.71.01",
    "policy": "long",
    "promised_until": NOON + HOUR,
    "stars": 3,
    "scores": SCORES,
    "credit": CREDIT,
    "into": "c-2",
}


def refused(found: Complaint, step: Step, now: datetime = NOON) -> Refusal:
    """What is answered to a step that must not be taken."""
    refusal = act(found, step, now, UNITS)
    assert isinstance(refusal, Refusal), refusal
    assert refusal.detail and refusal.remedy
    return refusal


def taken(found: Complaint, step: Step, now: datetime = NOON) -> Change:
    """What follows from a step that may be taken."""
    change = act(found, step, now, UNITS)
    assert isinstance(change, Change), change
    return change


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_with_all_that_it_needs_is_taken(action: str) -> None:
    change = taken(*step_for(action))
    assert type(change.event) is ACTIONS[action].event


@pytest.mark.parametrize(
    ("action", "name"), [(action.name, name) for action in ACTIONS.values() for name in sorted(action.needs)]
)
def test_what_an_action_needs_is_missed_by_name(action: str, name: str) -> None:
    found, step = step_for(action)
    without = replace(step, **({name: None} if name in GIVEN else {"texts": step.texts - {name}}))
    refusal = refused(found, without)
    assert (refusal.reason, refusal.field) == (f"{name}_required", name)


@pytest.mark.parametrize(
    ("action", "name"),
    [(action.name, name) for action in ACTIONS.values() for name in GIVEN if name not in action.needs | action.takes],
)
def test_what_an_action_does_not_take_is_refused_by_name(action: str, name: str) -> None:
    found, step = step_for(action)
    refusal = refused(found, replace(step, **{name: OTHERS_VALUES[name]}))
    assert (refusal.reason, refusal.field) == (f"{name}_not_expected", name)


@pytest.mark.parametrize(
    ("category", "area", "reason", "field"),
    [
        ("nonsense", None, "category_unknown", "category"),
        (None, "31.71", "area_unknown", "area"),
        (None, None, "nothing_corrected", "category"),
        (ROUTING_INPUT.category, None, "nothing_corrected", "category"),
    ],
)
def test_a_correction_must_name_what_exists_and_change_something(
    category: str | None, area: str | None, reason: str, field: str
) -> None:
    step = Step(ACTIONS["reclassify"], officer("pu"), "wrong_category", category=category, area=area)
    refusal = refused(complaint(), step)
    assert (refusal.reason, refusal.field) == (reason, field)
    if reason == "category_unknown":
        assert "jalan-rusak" in refusal.remedy


def test_a_correction_says_what_it_was_before() -> None:
    step = Step(ACTIONS["reclassify"], officer("pu"), "wrong_category", category="sampah", area="99.71.01")
    change = taken(complaint(), step)
    assert isinstance(change.event, ComplaintReclassified)
    assert (change.event.previous_category, change.event.previous_area) == (ROUTING_INPUT.category, None)
    assert (change.event.routing_input.category, change.event.routing_input.area) == ("sampah", "99.71.01")
    assert change.complaint.routing_input == change.event.routing_input
    assert change.complaint.awaits_assignment


@pytest.mark.parametrize(
    ("to_unit", "to_person", "reason", "field"),
    [
        ("lh", None, "unit_not_below", "to_unit"),
        ("kota", None, "unit_not_below", "to_unit"),
        ("nowhere", None, "unit_unknown", "to_unit"),
        (None, "citra", "person_not_below", "to_person"),
        (None, "nobody", "person_not_below", "to_person"),
        ("bidang", "ani", "person_not_below", "to_person"),
    ],
)
def test_work_is_delegated_downwards_only(to_unit: str | None, to_person: str | None, reason: str, field: str) -> None:
    step = Step(ACTIONS["delegate"], unit_head("pu"), to_unit=to_unit, to_person=to_person)
    refusal = refused(complaint(), step)
    assert (refusal.reason, refusal.field) == (reason, field)


def test_whoever_delegates_stays_responsible_and_may_take_it_back() -> None:
    delegated = taken(complaint(), Step(ACTIONS["delegate"], unit_head("pu"), to_unit="bidang", to_person="budi"))
    after = delegated.complaint
    assert (after.unit, after.delegated_to, after.assignee, after.awaits_assignment) == ("pu", "bidang", "budi", False)
    assert taken(after, complete(Step(ACTIONS["resolve"], officer("bidang")), after, NOON)).complaint.unit == "pu"
    back = taken(after, Step(ACTIONS["delegate"], officer("pu"), "taken_back")).complaint
    assert (back.delegated_to, back.assignee) == (None, None)
    assert refused(back, Step(ACTIONS["resolve"], officer("bidang"))).reason == "other_unit"


@pytest.mark.parametrize(
    ("until", "reason"),
    [
        (NOON, "promise_in_the_past"),
        (NOON - HOUR, "promise_in_the_past"),
        (NOON + timedelta(days=10, seconds=1), "promise_too_far"),
    ],
)
def test_a_promise_lies_ahead_and_within_the_limit_of_the_policy(until: datetime, reason: str) -> None:
    refusal = refused(complaint(), _promise(until))
    assert (refusal.reason, refusal.field) == (reason, "promised_until")


def test_a_promise_can_be_moved_once_later_and_with_a_reason() -> None:
    promised = taken(complaint(), _promise(NOON + 2 * HOUR)).complaint
    assert refused(promised, _promise(NOON + 3 * HOUR)).reason == "reason_required"
    assert refused(promised, _promise(NOON + HOUR, "more_time_needed")).reason == "promise_not_later"
    moved = taken(promised, _promise(NOON + 3 * HOUR, "more_time_needed"))
    assert isinstance(moved.event, EscalationAcknowledged)
    assert (moved.event.promised_until, moved.event.moves) == (NOON + 3 * HOUR, 1)
    assert refused(moved.complaint, _promise(NOON + 4 * HOUR, "more_time_needed")).reason == "promise_moved_already"


def test_nothing_is_promised_where_nobody_had_to_hear_of_it() -> None:
    assert refused(complaint(stage_level=0), _promise(NOON + HOUR)).reason == "not_escalated"


def _promise(until: datetime, reason: str | None = None) -> Step:
    return Step(
        ACTIONS["acknowledge_escalation"],
        leader("kota"),
        reason,
        promised_until=until,
        texts=frozenset({"note"}),
    )


@pytest.mark.parametrize(
    ("to_unit", "reason"),
    [("triage", "triage_contributes_nothing"), ("lh", "asked_already"), ("pu", "same_unit"), ("x", "unit_unknown")],
)
def test_a_contribution_is_asked_of_another_unit_once(to_unit: str, reason: str) -> None:
    step = Step(ACTIONS["request_contribution"], officer("pu"), to_unit=to_unit, texts=frozenset({"note"}))
    refusal = refused(complaint(contributors=("lh",)), step)
    assert (refusal.reason, refusal.field) == (reason, "to_unit")


def test_no_reply_is_a_reason_only_after_the_time_for_a_reply_is_over() -> None:
    reject = Step(ACTIONS["reject"], officer("pu"), "no_reply", texts=frozenset({"message"}))
    asked = complaint(state=State.NEEDS_INFORMATION)
    for found in (complaint(), asked, complaint(expired_seq=3)):
        assert refused(found, reject).reason == "not_asked_or_not_over"
    assert taken(replace(asked, expired_seq=asked.state_seq), reject).complaint.state is State.REJECTED


def test_a_complaint_cannot_go_round_between_units() -> None:
    first = taken(complaint(), _transfer("pu", "lh")).complaint
    at_lh = replace(first, unit="lh", assignment_number=2)
    assert refused(at_lh, _transfer("lh", "pu")).reason == "refused_before"
    asked = taken(at_lh, _transfer("lh", None)).complaint
    decided = taken(replace(asked, unit="triage", assignment_number=3), _transfer("triage", "pu")).complaint
    back = replace(decided, unit="pu", assignment_number=4)
    assert refused(back, _transfer("pu", "lh")).reason == "decision_binds"
    review = Step(ACTIONS["request_review"], officer("pu"), "not_responsible", texts=frozenset({"note"}))
    reviewed = taken(back, review).complaint
    assert (reviewed.review_pending, reviewed.unit, reviewed.awaits_assignment) == (True, "pu", False)
    upheld = taken(reviewed, Step(ACTIONS["uphold"], triage())).complaint
    assert refused(upheld, review).reason == "reviewed_already"


def test_on_review_the_triage_desk_may_send_it_elsewhere_and_that_binds_too() -> None:
    reviewed = complaint(is_bound=True, review_pending=True, reviews=1)
    decided = taken(reviewed, _transfer("triage", "lh")).complaint
    assert (decided.is_bound, decided.review_pending, decided.awaits_assignment) == (True, False, True)


def test_a_correction_does_not_escape_a_decision_of_the_triage_desk() -> None:
    step = Step(ACTIONS["reclassify"], officer("pu"), "wrong_category", category="sampah")
    event = taken(complaint(is_bound=True, refused_by=("lh",)), step).event
    assert isinstance(event, ComplaintReclassified)
    assert (event.is_binding, event.refused_by) == (True, ("lh",))


def _transfer(unit: str, to_unit: str | None) -> Step:
    who = triage() if unit == "triage" else officer(unit)
    return Step(ACTIONS["transfer"], who, "not_responsible", to_unit)


def test_comments_have_a_limit() -> None:
    step = Step(ACTIONS["comment"], THE_COMPLAINANT, texts=frozenset({"text"}))
    assert taken(complaint(comments=19), step).complaint.comments == 20
    assert refused(complaint(comments=20), step).reason == "too_many_comments"


def test_a_rating_can_be_changed_until_the_complaint_is_closed() -> None:
    resolved = complaint(state=State.RESOLVED, answered_at=NOON)
    rated = taken(resolved, Step(ACTIONS["rate"], THE_COMPLAINANT, stars=2)).complaint
    changed = taken(rated, Step(ACTIONS["rate"], THE_COMPLAINANT, stars=5)).complaint
    assert changed.rating == 5
    closed = taken(changed, Step(ACTIONS["confirm"], THE_COMPLAINANT)).complaint
    assert refused(closed, Step(ACTIONS["rate"], THE_COMPLAINANT, stars=1)).reason == "rating_closed"
    unrated = replace(closed, rating=None)
    assert taken(unrated, Step(ACTIONS["rate"], THE_COMPLAINANT, stars=1)).complaint.rating == 1
    too_late = refused(unrated, Step(ACTIONS["rate"], THE_COMPLAINANT, stars=1), NOON + timedelta(days=15))
    assert too_late.reason == "rating_closed"


@pytest.mark.parametrize(
    ("action", "with_unit", "to_unit", "refusal"),
    [
        ("start", "pu", "lh", "to_unit_not_expected"),
        ("transfer", "pu", "pu", "same_unit"),
        ("transfer", "pu", "nowhere", "unit_unknown"),
        ("transfer", "triage", None, "to_unit_required"),
    ],
)
def test_it_refuses_a_unit_that_does_not_fit(action: str, with_unit: str, to_unit: str | None, refusal: str) -> None:
    who = triage() if with_unit == "triage" else officer(with_unit)
    step = Step(ACTIONS[action], who, ACTIONS[action].reasons[0], to_unit)
    found = refused(complaint(state=State.ASSIGNED, unit=with_unit), step)
    assert (found.reason, found.field) == (refusal, "to_unit")
