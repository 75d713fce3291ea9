"""The lifecycle against an independent model, whatever people try in whatever order."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from contracts.codec import decode, encode
from contracts.events import ComplaintAssigned, ComplaintEvent, ComplaintReopened, ComplaintTransferred, PolicyChanged
from contracts.values import ActorKind, Method
from services.complaints.domain.actions import ACTIONS, Step
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.lifecycle import Change, act, file
from services.complaints.domain.next_move import next_move
from services.complaints.domain.projection import Projected, apply_assignment, project
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import THE_COMPLAINANT, Principal
from services.complaints.domain.rules import possible_actions
from tests.unit.complaints.examples import (
    NOON,
    PEOPLE,
    ROUTING_INPUT,
    SYSTEM,
    UNITS,
    assignment,
    complete,
    escalated,
    filed,
    leader,
    officer,
    triage,
)
from tests.unit.complaints.lifecycle_model import Model

SOME_UNIT = st.sampled_from(["pu", "lh", "bidang", "triage"])
WITH_UNIT = {"transfer", "delegate", "request_contribution"}
DAY = timedelta(days=1)


class Lifecycle(RuleBasedStateMachine):
    """People of every role, the complainant, routing and sla do what they like; model and code must agree."""

    def __init__(self) -> None:
        super().__init__()
        first = filed()
        self.complaint = first.complaint
        self.events: list[ComplaintEvent] = [first.event]
        self.model, self.day = Model(), 0

    @property
    def now(self) -> datetime:
        return NOON + self.day * DAY

    @rule(days=st.integers(0, 10))
    def time_passes(self, days: int) -> None:
        self.day += days

    @rule(unit=SOME_UNIT, behind=st.integers(-1, 0), days_to_reopen=st.sampled_from([3, 14]), goes_on=st.booleans())
    def routing_decides(self, unit: str, behind: int, days_to_reopen: int, goes_on: bool) -> None:
        number = max(1, self.complaint.wanted_assignment + behind)
        by_correction = self.model.story[-1] == "reclassify"
        continues = goes_on and by_correction and self.complaint.unit is not None
        unit = (self.complaint.unit or unit) if continues else unit
        decided = assignment(unit, number, reopen_within_days=days_to_reopen)
        decided = decided.model_copy(update={"continues": continues})
        if by_correction and isinstance(decided, ComplaintAssigned):
            decided = decided.model_copy(update={"method": Method.RECLASSIFIED})
        self.complaint = apply_assignment(self.complaint, decided)
        self.model.assign(unit, number, days_to_reopen, continues=continues, by_correction=by_correction)

    @precondition(lambda self: self.complaint.assignment_number > 0)
    @rule(level=st.integers(1, 3))
    def sla_escalates(self, level: int) -> None:
        event = escalated(level, self.complaint, self.now)
        self.complaint = project(Projected(self.complaint), [event], UNITS)[0].complaint
        self.model.escalate(level)

    @rule(who=st.sampled_from(sorted(PEOPLE)), action=st.sampled_from(sorted(ACTIONS)), to_unit=SOME_UNIT | st.none())
    def somebody_acts(self, who: str, action: str, to_unit: str | None) -> None:
        self._try(PEOPLE[who], action, to_unit if action in WITH_UNIT else None)

    @rule(action=st.sampled_from(sorted(ACTIONS)), to_unit=SOME_UNIT | st.none())
    def its_own_officer_acts(self, action: str, to_unit: str | None) -> None:
        own = self.complaint.unit or "pu"
        self._try(triage() if own == "triage" else officer(own), action, to_unit if action in WITH_UNIT else None)

    @rule(action=st.sampled_from(["reply", "comment", "withdraw", "confirm", "reopen", "rate"]))
    def the_complainant_acts(self, action: str) -> None:
        self._try(THE_COMPLAINANT, action, None)

    def _try(self, principal: Principal, action: str, to_unit: str | None) -> None:
        known, before, who = ACTIONS[action], self.complaint, principal.role.value
        step = complete(Step(known, principal, to_unit=to_unit), self.complaint, self.now)
        change = act(before, step, self.now, UNITS)
        if not self.model.may(who, principal.unit, action, to_unit, self.day):
            assert isinstance(change, Refusal), (action, change)
            assert change.reason and change.detail and change.remedy
            return
        assert isinstance(change, Change), (action, change)
        self.complaint, event = change.complaint, change.event
        self.model.take(who, principal.unit, action, to_unit, self.day)
        self.events.append(event)
        assert (event.actor, event.reason, event.occurred_at) == (principal.actor, step.reason, self.now)
        assert event.assignment_number == before.assignment_number
        assert self.complaint.version == before.version + 1

    @invariant()
    def model_and_code_agree(self) -> None:
        complaint, model = self.complaint, self.model
        assert complaint.state.value == model.state
        assert (complaint.unit, complaint.assignment_number) == (model.unit, model.assignment_number)
        assert complaint.awaits_assignment == model.passing_on
        assert complaint.transfers == model.passed_on
        assert set(complaint.refused_by) == model.gave_it_away
        assert complaint.is_bound == model.decided_by_triage
        assert (complaint.delegated_to, complaint.rating) == (model.helper, model.stars)
        assert (list(complaint.contributors), set(complaint.contributed)) == (model.asked_units, model.answered_units)
        assert complaint.level == model.level
        assert complaint.duplicate_of == model.merged_into
        assert [event.kind() for event in self.events] == [KINDS[each] for each in model.story]

    @invariant()
    def whoever_has_to_move_is_named(self) -> None:
        move, expected = next_move(self.complaint, UNITS.triage_unit), self.model.whose_move()
        if expected is None:
            assert move is None
        else:
            assert move is not None
            assert expected in (move.by.value, move.unit)

    @invariant()
    def events_are_numbered_without_gaps_and_travel(self) -> None:
        assert [event.seq for event in self.events] == list(range(1, self.complaint.seq + 1))
        assert len({event.id for event in self.events}) == len(self.events)
        assert decode(encode(self.events[-1], "complaints")) == self.events[-1]


KINDS = {"filed": "complaint.filed", **{name: action.event.kind() for name, action in ACTIONS.items()}}

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
def test_after_the_end_people_may_still_speak_and_object_and_rate(state: State) -> None:
    possible = {
        action for who in (officer("pu"), THE_COMPLAINANT) for action in possible_actions(_in(state), who, NOON, UNITS)
    }
    assert (
        possible
        == {
            State.RESOLVED: {"reopen", "confirm", "rate", "note", "comment"},
            State.REJECTED: {"reopen", "note", "comment"},
            State.CLOSED: {"reopen", "rate", "note", "comment"},
            State.WITHDRAWN: {"note", "comment"},
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


def test_a_refusal_names_what_is_possible_instead() -> None:
    refused = _refused(_in(State.ASSIGNED), Step(ACTIONS["request_information"], officer("pu")))
    assert refused.remedy.startswith("possible now: acknowledge, start, report_progress, resolve, reject, transfer")


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


def test_the_policy_that_a_leader_names_is_part_of_what_routing_needs_from_then_on() -> None:
    step = Step(ACTIONS["change_policy"], leader("kota"), "law_changed", policy="long")
    change = _taken(_in(State.IN_PROGRESS), step)
    assert isinstance(change.event, PolicyChanged)
    assert (change.event.policy, change.event.routing_input.policy) == ("long", "long")
    kept = apply_assignment(change.complaint, assignment("pu", 2))
    later = _taken(kept, Step(ACTIONS["transfer"], officer("pu"), "not_responsible", "lh"))
    assert isinstance(later.event, ComplaintTransferred)
    assert later.event.routing_input == ROUTING_INPUT.model_copy(update={"policy": "long"})


def test_a_reopening_names_the_unit_that_had_it() -> None:
    change = _taken(_in(State.CLOSED), Step(ACTIONS["reopen"], THE_COMPLAINANT))
    event = change.event
    assert isinstance(event, ComplaintReopened)
    assert (event.unit, event.assignment_number, event.routing_input) == ("pu", 1, ROUTING_INPUT)
    assert change.complaint.awaits_assignment


@pytest.mark.parametrize("who", [leader("kota"), PEOPLE["auditor"], PEOPLE["bureau"], THE_COMPLAINANT])
def test_only_channels_officers_and_the_system_file(who: Principal) -> None:
    refusal = file("c-1", ROUTING_INPUT, who)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "wrong_actor"
    change = file("c-1", ROUTING_INPUT, SYSTEM)
    assert isinstance(change, Change)
    assert change.event.actor.kind is ActorKind.SYSTEM
