"""The lifecycle against an independent model, whatever people try in whatever order."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from contracts.codec import decode, encode
from contracts.events import ComplaintEvent, ComplaintReopened, ComplaintTransferred
from contracts.values import ActorKind
from services.complaints.domain.actions import ACTIONS, Step
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.lifecycle import Change, act, file
from services.complaints.domain.projection import apply_assignment
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import THE_COMPLAINANT, Principal
from services.complaints.domain.rules import possible_actions
from tests.unit.complaints.examples import (
    NOON,
    ROUTING_INPUT,
    SYSTEM,
    UNITS,
    assignment,
    filed,
    leader,
    officer,
)
from tests.unit.complaints.lifecycle_model import Model

SOME_UNIT = st.sampled_from(["pu", "lh", "triage"])


class Lifecycle(RuleBasedStateMachine):
    """Officers, leaders, the complainant, the system and routing do what they like; model and code must agree."""

    def __init__(self) -> None:
        super().__init__()
        first = filed()
        self.complaint = first.complaint
        self.events: list[ComplaintEvent] = [first.event]
        self.model, self.day = Model(), 0

    @rule(days=st.integers(0, 10))
    def time_passes(self, days: int) -> None:
        self.day += days

    @rule(unit=SOME_UNIT, assignment_number=st.integers(-1, 1), days_to_reopen=st.sampled_from([3, 14]))
    def routing_decides(self, unit: str, assignment_number: int, days_to_reopen: int) -> None:
        number = max(1, self.complaint.wanted_assignment + min(assignment_number, 0))
        decided = assignment(unit, number, reopen_within_days=days_to_reopen)
        self.complaint = apply_assignment(self.complaint, decided)
        self.model.assign(unit, number, days_to_reopen)

    @rule(action=st.sampled_from(sorted(ACTIONS)), unit=SOME_UNIT, to_unit=st.one_of(st.none(), SOME_UNIT))
    def an_officer_acts(self, action: str, unit: str, to_unit: str | None) -> None:
        self._try("officer", officer(unit), action, to_unit if action == "transfer" else None)

    @rule(action=st.sampled_from(sorted(ACTIONS)), to_unit=st.one_of(st.none(), SOME_UNIT))
    def its_own_officer_acts(self, action: str, to_unit: str | None) -> None:
        own = officer(self.complaint.unit or "nobody")
        self._try("officer", own, action, to_unit if action == "transfer" else None)

    @rule(action=st.sampled_from(sorted(ACTIONS)), unit=st.sampled_from(["pu", "lh", "kota"]))
    def a_leader_acts(self, action: str, unit: str) -> None:
        self._try("leader", leader(unit), action, None)

    @rule(action=st.sampled_from(sorted(ACTIONS)))
    def the_complainant_acts(self, action: str) -> None:
        self._try("complainant", THE_COMPLAINANT, action, None)

    @rule(action=st.sampled_from(sorted(ACTIONS)))
    def the_system_acts(self, action: str) -> None:
        self._try("system", SYSTEM, action, None)

    def _try(self, who: str, principal: Principal, action: str, to_unit: str | None) -> None:
        known, before = ACTIONS[action], self.complaint
        step = Step(known, principal, known.reasons[-1], to_unit, has_text=True)
        now = NOON + timedelta(days=self.day)
        change = act(before, step, now, UNITS)
        if not self.model.may(who, principal.unit, action, to_unit, self.day):
            assert isinstance(change, Refusal)
            assert change.reason and change.detail and change.remedy
            return
        assert isinstance(change, Change)
        self.complaint, event = change.complaint, change.event
        self.model.take(who, action, to_unit, self.day)
        self.events.append(event)
        assert (event.actor, event.reason, event.occurred_at) == (principal.actor, known.reasons[-1], now)
        assert event.assignment_number == before.assignment_number
        assert self.complaint.version == before.version + 1

    @invariant()
    def model_and_code_agree(self) -> None:
        assert self.complaint.state.value == self.model.state
        assert (self.complaint.unit, self.complaint.assignment_number) == (
            self.model.unit,
            self.model.assignment_number,
        )
        assert self.complaint.awaits_assignment == self.model.passing_on
        assert self.complaint.transfers == self.model.passed_on
        assert [event.kind() for event in self.events] == self.model.story

    @invariant()
    def events_are_numbered_without_gaps_and_travel(self) -> None:
        assert [event.seq for event in self.events] == list(range(1, self.complaint.seq + 1))
        assert len({event.id for event in self.events}) == len(self.events)
        assert decode(encode(self.events[-1], "complaints")) == self.events[-1]


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


def _in(state: State, **more: Any) -> Complaint:
    given: dict[str, Any] = {
        "version": 3,
        "seq": 3,
        "unit": "pu",
        "assignment_number": 1,
        "answered_at": NOON,
        "reopen_within": "P14D",
    }
    return Complaint("c-1", ROUTING_INPUT, state, **given | more)


def _taken(complaint: Complaint, step: Step) -> Change:
    change = act(complaint, step, NOON, UNITS)
    assert isinstance(change, Change)
    return change


def _refused(complaint: Complaint, step: Step) -> Refusal:
    refusal = act(complaint, step, NOON, UNITS)
    assert isinstance(refusal, Refusal)
    return refusal


@pytest.mark.parametrize("state", [State.RESOLVED, State.REJECTED, State.CLOSED, State.WITHDRAWN])
def test_it_accepts_nothing_after_the_end_but_confirming_and_reopening(state: State) -> None:
    possible = {
        action for who in (officer("pu"), THE_COMPLAINANT) for action in possible_actions(_in(state), who, NOON, UNITS)
    }
    assert (
        possible
        == {
            State.RESOLVED: {"reopen", "confirm"},
            State.REJECTED: {"reopen"},
            State.CLOSED: {"reopen"},
            State.WITHDRAWN: set(),
        }[state]
    )


@pytest.mark.parametrize(
    ("action", "reason", "refusal"),
    [
        ("reject", None, "reason_required"),
        ("reject", "no_idea", "reason_unknown"),
        ("start", "no_idea", "reason_unknown"),
    ],
)
def test_it_refuses_a_reason_that_is_missing_or_unknown(action: str, reason: str | None, refusal: str) -> None:
    refused = _refused(_in(State.ASSIGNED), Step(ACTIONS[action], officer("pu"), reason))
    assert (refused.reason, refused.field) == (refusal, "reason")
    assert ACTIONS[action].reasons[0] in refused.remedy


@pytest.mark.parametrize(
    ("action", "with_unit", "to_unit", "refusal"),
    [
        ("start", "pu", "lh", "unit_not_expected"),
        ("transfer", "pu", "pu", "same_unit"),
        ("transfer", "pu", "nowhere", "unit_unknown"),
        ("transfer", "triage", None, "unit_required"),
    ],
)
def test_it_refuses_a_unit_that_does_not_fit(action: str, with_unit: str, to_unit: str | None, refusal: str) -> None:
    step = Step(ACTIONS[action], officer(with_unit), ACTIONS[action].reasons[0], to_unit)
    refused = _refused(_in(State.ASSIGNED, unit=with_unit), step)
    assert (refused.reason, refused.field) == (refusal, "to_unit")


def test_a_reply_needs_a_text() -> None:
    waiting, reply = _in(State.NEEDS_INFORMATION), ACTIONS["reply"]
    refused = _refused(waiting, Step(reply, THE_COMPLAINANT))
    assert (refused.reason, refused.field) == ("text_required", "text")
    assert _taken(waiting, Step(reply, THE_COMPLAINANT, has_text=True)).complaint.state is State.IN_PROGRESS


def test_a_refusal_names_what_is_possible_instead() -> None:
    refused = _refused(_in(State.ASSIGNED), Step(ACTIONS["request_information"], officer("pu")))
    assert refused.remedy == "possible now: acknowledge, start, resolve, reject, transfer"


def test_it_names_a_reason_even_when_none_is_given() -> None:
    assert _taken(_in(State.ASSIGNED), Step(ACTIONS["start"], officer("pu"))).event.reason == "work_begun"


def test_a_transfer_carries_what_routing_needs() -> None:
    change = _taken(_in(State.IN_PROGRESS), Step(ACTIONS["transfer"], officer("pu"), "not_responsible", "lh"))
    after, event = change.complaint, change.event
    assert isinstance(event, ComplaintTransferred)
    assert (event.from_unit, event.to_unit, event.transfers, event.assignment_number, event.routing_input) == (
        "pu",
        "lh",
        1,
        1,
        ROUTING_INPUT,
    )
    assert (after.state, after.unit, after.awaits_assignment) == (State.IN_PROGRESS, "pu", True)


def test_a_reopening_names_the_unit_that_had_it() -> None:
    change = _taken(_in(State.CLOSED), Step(ACTIONS["reopen"], THE_COMPLAINANT))
    event = change.event
    assert isinstance(event, ComplaintReopened)
    assert (event.unit, event.assignment_number, event.routing_input) == ("pu", 1, ROUTING_INPUT)
    assert change.complaint.awaits_assignment


@pytest.mark.parametrize("who", [officer("pu"), leader("kota"), THE_COMPLAINANT])
def test_only_channels_and_the_system_file(who: Principal) -> None:
    refusal = file("c-1", ROUTING_INPUT, who)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "wrong_actor"
    change = file("c-1", ROUTING_INPUT, SYSTEM)
    assert isinstance(change, Change)
    assert change.event.actor.kind is ActorKind.SYSTEM
