"""Who may see and do what: what is listed as possible would be accepted, what is not listed would be refused."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.complaints.domain.actions import ACTIONS, Step, actions_of
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.lifecycle import Change, act
from services.complaints.domain.rights import RIGHTS, THE_COMPLAINANT, Principal, Role, may_list, may_see
from services.complaints.domain.rules import possible_actions
from tests.unit.complaints.examples import (
    CHANNEL,
    NOON,
    PEOPLE,
    ROUTING_INPUT,
    SYSTEM,
    UNITS,
    complete,
    leader,
    officer,
    unit_head,
)

SOME_UNIT = st.sampled_from([None, *UNITS.units])


@st.composite
def complaints(draw: st.DrawFn) -> Complaint:
    """Any complaint, also such as the lifecycle never leads to."""
    number = draw(st.integers(0, 2))
    return Complaint(
        "c-1",
        ROUTING_INPUT,
        draw(st.sampled_from(State)),
        version=1,
        seq=1,
        unit=draw(SOME_UNIT),
        assignment_number=number,
        wanted_assignment=number + draw(st.integers(0, 1)),
        is_bound=draw(st.booleans()),
        review_pending=draw(st.booleans()),
        delegated_to=draw(st.none() | st.just("bidang")),
        contributors=draw(st.sampled_from([(), ("lh",)])),
        stage_level=draw(st.integers(0, 1)),
        rating=draw(st.none() | st.just(3)),
        answered_at=draw(st.sampled_from([None, NOON])),
        reopen_within=draw(st.sampled_from([None, "PT1H", "P2D"])),
    )


PRINCIPALS = st.builds(Principal, st.sampled_from(Role), st.just("x"), SOME_UNIT)
TIMES = st.sampled_from([timedelta(0), timedelta(hours=1), timedelta(hours=1, seconds=1), timedelta(days=2, seconds=1)])


@given(complaints(), PRINCIPALS, TIMES)
def test_what_is_listed_is_accepted_and_what_is_not_is_refused(
    complaint: Complaint, who: Principal, passed: timedelta
) -> None:
    now = NOON + passed
    accepted = [name for name in ACTIONS if _is_accepted(name, complaint, who, now)]
    assert list(possible_actions(complaint, who, now, UNITS)) == accepted


def _is_accepted(action: str, complaint: Complaint, who: Principal, now: datetime) -> bool:
    """With all input as it should be, so that only role, state and time decide."""
    known = ACTIONS[action]
    others = (unit for unit in UNITS.units if unit not in (complaint.unit, *complaint.contributors, "triage"))
    to_unit = next(others) if action in ("transfer", "request_contribution") else None
    step = complete(Step(known, who, to_unit=to_unit), complaint, now)
    return isinstance(act(complaint, step, now, UNITS), Change)


def test_an_officer_can_do_nothing_until_the_new_unit_is_known() -> None:
    complaint = Complaint(
        "c-1", ROUTING_INPUT, State.ASSIGNED, version=2, seq=1, unit="pu", assignment_number=1, wanted_assignment=2
    )
    assert possible_actions(complaint, officer("pu"), NOON, UNITS) == ()
    assert possible_actions(complaint, THE_COMPLAINANT, NOON, UNITS) == ("comment", "withdraw")


@pytest.mark.parametrize(
    ("passed", "expected"), [(timedelta(days=3), ("reopen", "comment")), (timedelta(days=3, seconds=1), ("comment",))]
)
def test_reopening_is_listed_as_long_as_the_policy_allows(passed: timedelta, expected: tuple[str, ...]) -> None:
    complaint = Complaint(
        "c-1",
        ROUTING_INPUT,
        State.REJECTED,
        version=3,
        seq=2,
        unit="pu",
        assignment_number=1,
        answered_at=NOON,
        reopen_within="P3D",
    )
    assert possible_actions(complaint, THE_COMPLAINANT, NOON + passed, UNITS) == expected


def test_every_action_is_somebodys_and_every_right_is_to_an_action() -> None:
    assert {action for rights in RIGHTS.values() for action in rights.actions} == set(ACTIONS)
    assert set(RIGHTS) == set(Role)
    assert actions_of(CHANNEL) == ()


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (CHANNEL, True),
        (Principal(Role.CHANNEL, "other"), False),
        (THE_COMPLAINANT, True),
        (officer("pu"), True),
        (officer("lh"), False),
        (officer("kota"), False),
        (unit_head("kota"), True),
        (officer("bidang"), False),
        (PEOPLE["auditor"], True),
        (PEOPLE["bureau"], True),
        (unit_head("lh"), False),
        (leader("kota"), True),
        (leader("lh"), False),
        (SYSTEM, True),
    ],
)
def test_a_complaint_is_seen_by_those_it_concerns(who: Principal, sees: bool) -> None:
    complaint = Complaint("c-1", ROUTING_INPUT, State.ASSIGNED, version=2, seq=1, unit="pu", assignment_number=1)
    assert may_see(who, complaint, UNITS) is sees


@pytest.mark.parametrize(
    ("who", "lists"),
    [
        (officer("pu"), True),
        (officer("lh"), False),
        (unit_head("kota"), True),
        (officer("bidang"), False),
        (PEOPLE["auditor"], True),
        (PEOPLE["bureau"], True),
        (leader("lh"), False),
        (CHANNEL, False),
    ],
)
def test_the_work_of_a_unit_is_listed_for_it_and_for_those_above(who: Principal, lists: bool) -> None:
    assert may_list(who, "pu", UNITS) is lists


def test_before_the_first_assignment_no_officer_sees_it() -> None:
    complaint = Complaint("c-1", ROUTING_INPUT, State.FILED, version=1, seq=1)
    assert not may_see(unit_head("kota"), complaint, UNITS)
    assert not may_see(officer("pu"), complaint, UNITS)
