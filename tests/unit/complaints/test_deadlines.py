"""How far off the next deadline is, in working time and in words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contracts.values import Clock, ClockStatus
from deploy.local.environment import REPOSITORY
from services.complaints.city import load_city
from services.complaints.deadlines import next_deadline
from services.complaints.domain.complaint import State
from tests.unit.complaints.examples import new_complaint

CITY = load_city(REPOSITORY / "config" / "indonesia")
UNIT = next(unit.id for unit in CITY.units.values() if unit.kind == "agency")
COMPLAINT = replace(new_complaint(), state=State.ASSIGNED, unit=UNIT)
THURSDAY = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
"""Nine o'clock in Jakarta."""


def _running(due_at: datetime) -> Clock:
    return Clock(name="respond_by", status=ClockStatus.RUNNING, started_at=THURSDAY, due_at=due_at)


@pytest.mark.parametrize(
    ("due_at", "is_late", "working_time", "indonesian", "english"),
    [
        (
            datetime(2026, 11, 26, 4, 30, tzinfo=UTC),
            False,
            "PT2H30M",
            "2 jam kerja 30 menit lagi",
            "2 working hours 30 minutes left",
        ),
        (
            datetime(2026, 11, 30, 4, 30, tzinfo=UTC),
            False,
            "P2DT2H30M",
            "2 hari kerja 2 jam kerja lagi",
            "2 working days 2 working hours left",
        ),
        (datetime(2026, 11, 25, 2, 0, tzinfo=UTC), True, "P1D", "terlambat 1 hari kerja", "late by 1 working day"),
        (THURSDAY, False, "PT0M", "0 detik lagi", "0 seconds left"),
    ],
)
def test_it_is_counted_on_the_calendar_of_the_unit(
    due_at: datetime, is_late: bool, working_time: str, indonesian: str, english: str
) -> None:
    found = next_deadline(COMPLAINT, [_running(due_at), _running(datetime(2027, 1, 1, tzinfo=UTC))], CITY, THURSDAY)
    assert found is not None
    assert (found.is_late, found.working_time) == (is_late, working_time)
    assert (found.in_words("id"), found.in_words("en")) == (indonesian, english)


def test_without_a_clock_that_runs_there_is_none() -> None:
    paused = Clock(name="resolve_by", status=ClockStatus.PAUSED, started_at=THURSDAY, remaining_ms=1)
    assert next_deadline(COMPLAINT, [paused], CITY, THURSDAY) is None
