"""The lifecycle against an independent model, whatever people try in whatever order."""

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from contracts.codec import decode, encode
from contracts.events import ComplaintEvent, ComplaintReopened, ComplaintTransferred
from contracts.values import ActorKind
from services.complaints.domain.actions import ACTIONS, actions_of, possible_now
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.lifecycle import THE_COMPLAINANT, Step, act, file
from services.complaints.domain.projection import apply_assignment
from services.complaints.domain.refusals import Refused
from tests.unit.complaints.examples import CHANNEL, MATTER, NOON, assignment, officer
from tests.unit.complaints.lifecycle_model import Model

UNITS = st.sampled_from(["pu", "lh", "triage"])


class Lifecycle(RuleBasedStateMachine):
    """Officers, the complainant and routing do what they like; model and code must agree on all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.complaint, first = file("c-1", MATTER, CHANNEL)
        self.events: list[ComplaintEvent] = [first]
        self.model, self.day = Model(), 0

    @rule(days=st.integers(0, 10))
    def time_passes(self, days: int) -> None:
        self.day += days

    @rule(unit=UNITS, assignment_number=st.integers(-1, 1))
    def routing_decides(self, unit: str, assignment_number: int) -> None:
        number = max(1, self.complaint.wanted_assignment + min(assignment_number, 0))
        self.complaint = apply_assignment(self.complaint, assignment(unit, number))
        self.model.assign(unit, number)

    @rule(action=st.sampled_from(sorted(ACTIONS)), unit=UNITS, to_unit=st.one_of(st.none(), UNITS))
    def an_officer_acts(self, action: str, unit: str, to_unit: str | None) -> None:
        self._try("officer", unit, action, to_unit if action == "transfer" else None)

    @rule(action=st.sampled_from(sorted(ACTIONS)), to_unit=st.one_of(st.none(), UNITS))
    def its_own_officer_acts(self, action: str, to_unit: str | None) -> None:
        self._try("officer", self.complaint.unit, action, to_unit if action == "transfer" else None)

    @rule(action=st.sampled_from(sorted(ACTIONS)))
    def the_complainant_acts(self, action: str) -> None:
        self._try("complainant", None, action, None)

    def _try(self, who: str, unit: str | None, action: str, to_unit: str | None) -> None:
        actor = officer(unit or "nobody") if who == "officer" else THE_COMPLAINANT
        known = ACTIONS[action]
        step = Step(known, actor, known.reasons[-1], to_unit)
        now = NOON + timedelta(days=self.day)
        if not self.model.may(who, unit, action, to_unit, self.day):
            with pytest.raises(Refused) as refused:
                act(self.complaint, step, now, "triage")
            assert refused.value.reason and refused.value.remedy
            return
        before = self.complaint
        self.complaint, event = act(before, step, now, "triage")
        self.model.take(who, action, to_unit, self.day)
        self.events.append(event)
        assert (event.actor, event.reason, event.occurred_at) == (actor, known.reasons[-1], now)
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


def _in(state: State) -> Complaint:
    return Complaint("c-1", MATTER, state, version=3, seq=3, unit="pu", assignment_number=1, answered_at=NOON)


@pytest.mark.parametrize("state", [State.RESOLVED, State.REJECTED, State.CLOSED, State.WITHDRAWN])
def test_it_accepts_nothing_after_the_end_but_confirming_and_reopening(state: State) -> None:
    possible = set(possible_now(state, ActorKind.OFFICER)) | set(possible_now(state, ActorKind.COMPLAINANT))
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
    with pytest.raises(Refused) as refused:
        act(_in(State.ASSIGNED), Step(ACTIONS[action], officer("pu"), reason), NOON, "triage")
    assert (refused.value.reason, refused.value.field) == (refusal, "reason")
    assert ACTIONS[action].reasons[0] in refused.value.remedy


def test_it_names_a_reason_even_when_none_is_given() -> None:
    _, event = act(_in(State.ASSIGNED), Step(ACTIONS["start"], officer("pu")), NOON, "triage")
    assert event.reason == "work_begun"


def test_a_transfer_carries_what_routing_needs() -> None:
    step = Step(ACTIONS["transfer"], officer("pu"), "not_responsible", "lh")
    after, event = act(_in(State.IN_PROGRESS), step, NOON, "triage")
    assert isinstance(event, ComplaintTransferred)
    assert (event.from_unit, event.to_unit, event.transfers, event.assignment_number, event.routing_input) == (
        "pu",
        "lh",
        1,
        1,
        MATTER,
    )
    assert (after.state, after.unit, after.awaits_assignment) == (State.IN_PROGRESS, "pu", True)


def test_a_reopening_names_the_unit_that_had_it() -> None:
    after, event = act(_in(State.CLOSED), Step(ACTIONS["reopen"], THE_COMPLAINANT), NOON, "triage")
    assert isinstance(event, ComplaintReopened)
    assert (event.unit, event.assignment_number, event.routing_input) == ("pu", 1, MATTER)
    assert after.awaits_assignment


def test_everything_that_is_done_is_for_somebody() -> None:
    assert set(actions_of(ActorKind.OFFICER)) | set(actions_of(ActorKind.COMPLAINANT)) == set(ACTIONS)
    assert actions_of(ActorKind.CHANNEL) == ()
