"""What became of a promise follows from all that was said of it, in whatever order that came, and however often."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.codec import encode
from contracts.events import (
    ClocksSet,
    ComplaintClosed,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintReopened,
    ComplaintResolved,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    Event,
)
from contracts.outcomes import Outcome, promises_of
from contracts.values import Actor, ActorKind, Clock, ClockOwner, ClockStatus, Mode, RoutingInput
from deploy.local.environment import DEMO_CITY
from services.complaints.city import load_city
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.published import Stands
from services.complaints.publishing import last_months, promised_clocks, row_of
from services.complaints.record import Record, Request

CITY = load_city(DEMO_CITY)
WITH_OFFICE_HOURS = load_city(DEMO_CITY.parent / "indonesia")
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
RUNNING, PAUSED, MET, STOPPED = ClockStatus.RUNNING, ClockStatus.PAUSED, ClockStatus.MET, ClockStatus.STOPPED
CLOSED_BY_SYSTEM: dict[str, Any] = {"reason": "no_reply"}


def clock(status: ClockStatus, late: bool = False, started: int = 0, **more: Any) -> Clock:
    at = NOON + timedelta(hours=started)
    return Clock(name="respond_by", status=status, started_at=at, breached_at=at if late else None, **more)


Breach = DeadlineBreached | DeadlineBreachWithdrawn


def clocks_set(hour: int, *clocks: Clock, number: int = 1) -> ClocksSet:
    common: dict[str, Any] = {"policy": "p", "policy_version": "1", "calendar": "c", "calendar_version": "1"}
    at = NOON + timedelta(hours=hour)
    return ClocksSet(
        id=f"c{hour}-{number}", subject="c-1", occurred_at=at, unit="dinas-pu", assignment_number=number,
        clocks=clocks, **common,
    )  # fmt: skip


def breach(kind: type[Breach], hour: int, number: int = 1) -> Breach:
    at = NOON + timedelta(hours=hour)
    return kind(
        id=f"b{hour}", subject="c-1", occurred_at=at, unit="dinas-pu", assignment_number=number,
        clock="respond_by", due_at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        ((), None),
        ((clocks_set(0, clock(RUNNING)),), Outcome.RUNNING),
        ((clocks_set(0, clock(PAUSED)),), Outcome.RUNNING),
        ((clocks_set(0, clock(RUNNING)), clocks_set(1, clock(MET))), Outcome.KEPT),
        ((clocks_set(0, clock(RUNNING)), clocks_set(1, clock(STOPPED))), None),
        ((clocks_set(0, clock(RUNNING)), clocks_set(1, clock(STOPPED, late=True))), Outcome.LATE),
        ((clocks_set(0, clock(RUNNING)), breach(DeadlineBreached, 1)), Outcome.LATE),
        ((clocks_set(0, clock(RUNNING, late=True)), clocks_set(1, clock(MET, late=True))), Outcome.LATE),
        # done in time after all: the event of it came late
        ((breach(DeadlineBreached, 1), breach(DeadlineBreachWithdrawn, 2), clocks_set(2, clock(MET))), Outcome.KEPT),
        ((clocks_set(1, clock(RUNNING, late=True)), clocks_set(2, clock(MET))), Outcome.KEPT),
        # passed on: the clock of the former unit ends, and is said no more
        ((clocks_set(0, clock(RUNNING)), clocks_set(5, clock(RUNNING, started=5), number=2)), Outcome.RUNNING),
        ((clocks_set(0, clock(RUNNING)), clocks_set(5, clock(MET, started=5), number=2)), Outcome.KEPT),
        ((clocks_set(0, clock(RUNNING)), clocks_set(5, number=2)), None),
        ((clocks_set(0, clock(MET)), clocks_set(5, clock(RUNNING, started=5), number=2)), Outcome.RUNNING),
        ((breach(DeadlineBreached, 4), clocks_set(5, clock(MET, started=5), number=2)), Outcome.LATE),
        # what others owe
        ((clocks_set(0, clock(RUNNING, owed_by=ClockOwner.COMPLAINANT)),), None),
        ((clocks_set(0, clock(RUNNING, unit="dinas-lh")),), None),
    ],
)
def test_what_became_of_a_promise(events: tuple[Event, ...], outcome: Outcome | None) -> None:
    assert promises_of(events).outcomes() == ({} if outcome is None else {"respond_by": outcome})


SAID = st.lists(
    st.one_of(
        st.builds(
            lambda hour, number, status, late: clocks_set(hour, clock(status, late, started=number), number=number),
            st.integers(0, 20), st.integers(1, 3), st.sampled_from([RUNNING, PAUSED, MET, STOPPED]), st.booleans(),
        ),
        st.builds(
            breach, st.sampled_from([DeadlineBreached, DeadlineBreachWithdrawn]), st.integers(0, 20), st.integers(1, 3)
        ),
    ),
    max_size=8,
    unique_by=lambda event: (event.occurred_at, event.assignment_number),
)  # fmt: skip


@given(SAID, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(said: list[ClocksSet | Breach], chance: Random) -> None:
    mixed = [*said, *said[::2]]
    chance.shuffle(mixed)
    assert promises_of(mixed).outcomes() == promises_of(said).outcomes()


def step(kind: type[ComplaintEvent], seq: int, at: datetime, **more: Any) -> ComplaintEvent:
    officer = Actor(kind=ActorKind.OFFICER, id="o", unit="dinas-pu")
    return kind(
        id=f"e{seq}", subject="c-1", occurred_at=at, seq=seq, assignment_number=1, actor=officer, **more
    )  # fmt: skip


def record(state: State, *steps: ComplaintEvent, filed_at: datetime = NOON, mode: Mode | None = None) -> Record:
    about = RoutingInput(channel="demo", filed_at=filed_at, category="banjir", mode=mode)
    filed = step(ComplaintFiled, 1, filed_at, routing_input=about)
    complaint = Complaint("c-1", about, state, version=1, seq=len(steps) + 1, unit="dinas-pu")
    bodies = tuple(encode(each, "test") for each in (filed, *steps))
    return Record(complaint, Request("x", "id", "f"), bodies)


def test_days_are_those_of_the_calendar_of_the_unit_rounded_up() -> None:
    calendar = CITY.calendar_of("dinas-pu")
    for length, days in ((1, 1), (calendar.working_day_ms, 1), (calendar.working_day_ms + 1, 2)):
        row = row_of(record(State.RESOLVED, step(ComplaintResolved, 2, calendar.add(NOON, length))), CITY)
        assert row is not None
        assert (row.response_days, row.answer_days) == (days, days)


def test_the_month_is_that_of_the_city() -> None:
    last_evening = datetime(2026, 3, 31, 20, 0, tzinfo=UTC)
    row = row_of(record(State.FILED, filed_at=last_evening), CITY)
    assert row is not None
    assert row.month == "2026-04"


def test_closed_is_answered_or_lapsed() -> None:
    at = [NOON + timedelta(hours=n) for n in range(5)]
    answer = step(ComplaintResolved, 2, at[1])
    about = RoutingInput(channel="demo", filed_at=NOON)
    again = step(ComplaintReopened, 3, at[2], routing_input=about, unit="dinas-pu")
    end = step(ComplaintClosed, 4, at[4], **CLOSED_BY_SYSTEM)
    for steps, stands in (
        ((answer, end), Stands.ANSWERED),
        ((end,), Stands.LAPSED),
        ((answer, again, end), Stands.LAPSED),
    ):
        row = row_of(record(State.CLOSED, *steps), CITY)
        assert row is not None
        assert row.state is stands


def test_before_the_first_year_of_a_calendar_no_days_are_counted() -> None:
    long_ago = datetime(1969, 5, 5, tzinfo=UTC)
    row = row_of(record(State.RESOLVED, step(ComplaintResolved, 2, NOON), filed_at=long_ago), WITH_OFFICE_HOURS)
    assert row is not None
    assert row.answer_days is None


def test_promises_are_those_to_the_complainant() -> None:
    assert promised_clocks(CITY) == ("acknowledge_by", "respond_by", "resolve_by", "reopened_by")


def test_a_year_of_months() -> None:
    assert last_months("2026-02") == [
        "2025-03", "2025-04", "2025-05", "2025-06", "2025-07", "2025-08",
        "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02",
    ]  # fmt: skip
