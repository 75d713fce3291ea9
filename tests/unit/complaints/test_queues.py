"""In which queues a complaint stands, and where."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.values import Clock, ClockStatus
from services.complaints.domain.complaint import OPEN, State
from services.complaints.domain.queues import place_at, place_in_queue, queues_of
from tests.unit.complaints.examples import NOON, UNITS, new_complaint

ASSIGNED = replace(new_complaint(), state=State.ASSIGNED, unit="bidang")


def _clock(status: ClockStatus, hours: int | None = None, late: int | None = None) -> Clock:
    return Clock(
        name="x",
        status=status,
        started_at=NOON,
        due_at=None if hours is None else NOON + timedelta(hours=hours),
        breached_at=None if late is None else NOON + timedelta(hours=late),
    )


def test_a_complaint_stands_in_the_queues_of_its_unit_and_all_above() -> None:
    assert queues_of(ASSIGNED, UNITS) == ("c:jalan-rusak", "u:bidang", "u:kota", "u:pu")


def test_whoever_is_concerned_finds_it() -> None:
    concerned = replace(
        ASSIGNED, delegated_to="bidang", assignee="ani", contributors=("lh",), review_pending=True, unit="pu"
    )
    expected = {"c:jalan-rusak", "p:ani", "u:bidang", "u:kota", "u:lh", "u:pu", "u:triage"}
    assert set(queues_of(concerned, UNITS)) == expected


def test_a_unit_that_the_city_no_longer_has_keeps_its_queue() -> None:
    assert "u:gone" in queues_of(replace(ASSIGNED, unit="gone"), UNITS)


@pytest.mark.parametrize("state", sorted(set(State) - OPEN))
def test_what_is_over_stands_in_none(state: State) -> None:
    assert queues_of(replace(ASSIGNED, state=state), UNITS) == ()


def test_what_no_unit_has_yet_stands_in_none() -> None:
    assert queues_of(new_complaint(), UNITS) == ()


def test_the_earliest_clock_that_runs_gives_the_place() -> None:
    clocks = [_clock(ClockStatus.RUNNING, 5), _clock(ClockStatus.RUNNING, 3), _clock(ClockStatus.MET, 1)]
    assert place_in_queue(ASSIGNED, clocks) == place_at(round((NOON.timestamp() + 3 * 3600) * 1000), "c-1")


def test_places_are_in_the_order_of_deadlines_and_what_has_none_comes_last_the_oldest_first() -> None:
    older = replace(ASSIGNED, routing_input=ASSIGNED.routing_input.model_copy(update={"filed_at": NOON - timedelta(1)}))
    places = [
        place_in_queue(ASSIGNED, [_clock(ClockStatus.PAUSED, late=-1), _clock(ClockStatus.RUNNING, 9)]),
        place_in_queue(ASSIGNED, [_clock(ClockStatus.RUNNING, 0)]),
        place_in_queue(ASSIGNED, [_clock(ClockStatus.RUNNING, 24 * 365 * 70)]),
        place_in_queue(older, [_clock(ClockStatus.PAUSED)]),
        place_in_queue(ASSIGNED, []),
    ]
    assert places == sorted(places)
    assert len({len(each) for each in places}) == 1
