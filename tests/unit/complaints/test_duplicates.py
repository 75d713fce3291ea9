"""Duplicates go the way of their original, and nothing is merged into what cannot answer for it."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from contracts.events import ComplaintMerged, ComplaintReopened
from contracts.values import Mode
from services.complaints.domain.actions import ACTIONS, Step
from services.complaints.domain.complaint import OPEN, Complaint, State
from services.complaints.domain.duplicates import Following, following, has_to_follow
from services.complaints.domain.lifecycle import Change, act
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import THE_SYSTEM
from tests.unit.complaints.examples import NOON, OTHER, UNITS, complaint, officer, triage

ANSWERS = {
    State.RESOLVED: "original_resolved",
    State.REJECTED: "original_rejected",
    State.CLOSED: "original_closed",
}


def _duplicate(**more: Any) -> Complaint:
    return complaint(**{"state": State.DUPLICATE, "duplicate_of": "c-2"} | more)


def _merge(into: Complaint | None, **more: Any) -> Change | Refusal:
    step = Step(ACTIONS["merge"], officer("pu"), "duplicate_same_place", into="c-2", original=into)
    return act(complaint(**more), step, NOON, UNITS)


def test_merging_says_into_which_one_and_ends_what_was_asked_for() -> None:
    change = _merge(OTHER, contributors=("lh",), delegated_to="bidang", assignee="ani", review_pending=True)
    assert isinstance(change, Change)
    assert isinstance(change.event, ComplaintMerged)
    after = change.complaint
    assert (after.state, after.duplicate_of, change.event.into) == (State.DUPLICATE, "c-2", "c-2")
    assert (after.contributors, after.delegated_to, after.assignee, after.review_pending) == ((), None, None, False)
    assert after.level == 0


@pytest.mark.parametrize(
    ("into", "reason"),
    [
        (None, "into_unknown"),
        (replace(OTHER, id="c-1"), "into_itself"),
        (replace(OTHER, state=State.DUPLICATE, duplicate_of="c-3"), "into_duplicate"),
        (replace(OTHER, state=State.DUPLICATE, duplicate_of="c-1"), "into_duplicate"),
        (replace(OTHER, state=State.RESOLVED), "into_closed"),
        (replace(OTHER, state=State.WITHDRAWN), "into_closed"),
        (
            replace(OTHER, routing_input=OTHER.routing_input.model_copy(update={"mode": Mode.SANDBOX})),
            "into_other_mode",
        ),
    ],
)
def test_what_cannot_answer_for_it_is_refused(into: Complaint | None, reason: str) -> None:
    refusal = _merge(into)
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.field) == (reason, "into")
    assert refusal.remedy


def test_the_original_has_to_be_named() -> None:
    step = Step(ACTIONS["merge"], triage(), "duplicate_same_text")
    refusal = act(complaint(unit="triage"), step, NOON, UNITS)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "into_required"


def test_apart_again_it_goes_back_to_its_unit_as_a_reopened_one() -> None:
    change = act(_duplicate(), Step(ACTIONS["unmerge"], officer("pu")), NOON, UNITS)
    assert isinstance(change, Change)
    assert isinstance(change.event, ComplaintReopened)
    assert (change.event.unit, change.event.reason) == ("pu", "not_a_duplicate")
    after = change.complaint
    assert (after.state, after.duplicate_of, after.awaits_assignment) == (State.REOPENED, None, True)


@pytest.mark.parametrize("state", State)
def test_a_duplicate_follows_whatever_becomes_of_its_original(state: State) -> None:
    original = replace(OTHER, state=state, duplicate_of="c-3" if state is State.DUPLICATE else None)
    expected = None if state in OPEN else Following("settle", ANSWERS.get(state, ""))
    if state is State.WITHDRAWN:
        expected = Following("unmerge", "original_withdrawn")
    if state is State.DUPLICATE:
        expected = Following("rejoin", "original_merged", "c-3")
    assert following(_duplicate(), original) == expected


@pytest.mark.parametrize("state", State)
def test_one_that_was_closed_with_its_original_is_open_again_with_it(state: State) -> None:
    original = replace(OTHER, state=state, duplicate_of="c-3" if state is State.DUPLICATE else None)
    expected = Following("rejoin", "original_reopened", "c-2") if state in OPEN else None
    if state is State.DUPLICATE:
        expected = Following("rejoin", "original_merged", "c-3")
    assert following(_duplicate(state=State.CLOSED), original) == expected


def test_two_that_were_merged_into_each_other_come_apart() -> None:
    original = replace(OTHER, state=State.DUPLICATE, duplicate_of="c-1")
    assert following(_duplicate(), original) == Following("unmerge", "not_a_duplicate")


@pytest.mark.parametrize("state", State)
def test_who_is_no_duplicate_follows_nobody(state: State) -> None:
    assert following(complaint(duplicate_of=None), replace(OTHER, state=state)) is None
    assert following(_duplicate(state=State.WITHDRAWN), replace(OTHER, state=state)) is None


def test_every_step_that_follows_is_one_that_the_system_may_take_and_then_there_is_none_left() -> None:
    third = replace(OTHER, id="c-3")
    for state, own in product(State, (State.DUPLICATE, State.CLOSED)):
        original = replace(OTHER, state=state, duplicate_of="c-3" if state is State.DUPLICATE else None)
        before = _duplicate(state=own, answered_at=NOON)
        wanted = following(before, original)
        if wanted is None:
            continue
        target = {None: None, "c-2": original, "c-3": third}[wanted.into]
        step = Step(ACTIONS[wanted.action], THE_SYSTEM, wanted.reason, into=wanted.into, original=target)
        change = act(before, step, NOON, UNITS)
        assert isinstance(change, Change), (state, own)
        assert following(change.complaint, third if wanted.into == "c-3" else original) is None


def test_what_has_to_be_followed_is_marked() -> None:
    before = complaint()
    assert has_to_follow(before, _duplicate())
    assert has_to_follow(_duplicate(), _duplicate(duplicate_of="c-3"))
    assert not has_to_follow(_duplicate(), _duplicate(comments=1))
    assert not has_to_follow(before, complaint(state=State.RESOLVED))
    original = complaint(has_duplicates=True)
    assert has_to_follow(original, replace(original, state=State.RESOLVED))
    assert not has_to_follow(original, replace(original, comments=1))
