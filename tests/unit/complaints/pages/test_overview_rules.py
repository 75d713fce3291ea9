"""What the pages of heads and leaders decide without a store: the order of delays, the fate of promises, numbers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import events
from contracts.codec import encode
from contracts.events import ComplaintEvent, Event
from contracts.ids import event_id
from contracts.values import Clock, ClockStatus, RerouteReason, RoutingInput, SkipReason
from deploy.local.environment import DEMO_CITY
from services.complaints.city import City, load_city
from services.complaints.domain.complaint import Complaint, State
from services.complaints.pages.overview.history import Fate, history, promises_in
from services.complaints.pages.overview.late import late_of, promised_for, worst_first
from services.complaints.pages.overview.numbers import MAX_BARS, change, compared
from services.complaints.record import Record, Remark, Request, UnitCount
from services.complaints.store.unit_days import DayCount
from services.complaints.texts.pages import of
from tests.builders import step

NOW = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
ABOUT = RoutingInput(channel="demo", filed_at=NOW - timedelta(days=9), category="jalan-rusak")
WORDS = of("en", "overview")
UNTIL = NOW + timedelta(days=1)


@cache
def the_city() -> City:
    """The demonstration's."""
    return load_city(DEMO_CITY)


def _clock(hours: int, by_law: bool, paused: bool = False) -> Clock:
    due = NOW - timedelta(hours=hours)
    return Clock(
        name="resolve_by" if by_law else "respond_by",
        status=ClockStatus.PAUSED if paused else ClockStatus.RUNNING,
        started_at=due - timedelta(days=1),
        due_at=None if paused else due,
        breached_at=due,
    )


def _record(number: int, *clocks: Clock, **changed: Any) -> Record:
    complaint = Complaint(f"c-{number}", ABOUT, State.ASSIGNED, version=3, seq=2, unit="dinas-pu", assignment_number=1)
    return Record(replace(complaint, **changed), Request("x", "id", "0"), clocks=clocks)


CLOCKS = st.lists(st.builds(_clock, st.integers(0, 500), st.booleans(), st.booleans()), max_size=3)


@given(st.lists(CLOCKS, max_size=8))
def test_the_worst_delay_stands_first(of_each: list[list[Clock]]) -> None:
    records = [_record(n, *clocks) for n, clocks in enumerate(of_each)]
    found = worst_first(records, the_city(), NOW)
    assert sorted(each.complaint.id for each in found) == sorted(each.complaint.id for each in records)
    assert [each.is_statutory for each in found] == sorted((each.is_statutory for each in found), reverse=True)
    for by_law in (True, False):
        late = [each.late_ms for each in found if each.is_statutory is by_law]
        assert late == sorted(late, reverse=True)


@given(CLOCKS)
def test_a_complaint_is_as_late_as_its_worst_clock(clocks: list[Clock]) -> None:
    late = late_of(_record(1, *clocks), the_city(), NOW)
    assert (late.clock is None) is (clocks == [])
    assert late.is_statutory is any(clock.name == "resolve_by" for clock in clocks)
    for clock in clocks:
        if the_city().is_statutory(clock.name) is late.is_statutory and clock.breached_at is not None:
            assert late.late_ms >= (NOW - clock.breached_at) / timedelta(milliseconds=1)


@given(st.lists(st.none() | st.integers(-72, 72), max_size=8))
def test_promises_of_a_day_are_those_until_that_day_in_the_city(hours: list[int | None]) -> None:
    city = the_city()
    records = [
        _record(n, promised_until=None if each is None else NOW + timedelta(hours=each)) for n, each in enumerate(hours)
    ]
    late = worst_first(records, city, NOW)
    days = {NOW.astimezone(city.zone).date() + timedelta(days=n) for n in range(-4, 5)}
    found = [promised_for(late, day, city.zone) for day in days]
    assert sum(len(each) for each in found) == sum(each is not None for each in hours)
    for each in found:
        moments = [one.complaint.promised_until for one in each]
        assert moments == sorted(moment for moment in moments if moment is not None)


def _promise(seq: int, at: datetime, until: datetime) -> events.EscalationAcknowledged:
    return step(events.EscalationAcknowledged, "c-1", at, seq, promised_until=until)


@pytest.mark.parametrize(
    ("after", "kind", "fate"),
    [
        (timedelta(hours=1), events.ComplaintResolved, Fate.KEPT),
        (timedelta(hours=24), events.ComplaintRejected, Fate.KEPT),
        (timedelta(hours=24, seconds=1), events.ComplaintResolved, Fate.BROKEN),
        (timedelta(hours=1), events.ComplaintWithdrawn, Fate.NOT_NEEDED),
        (timedelta(hours=1), events.ComplaintStarted, Fate.BROKEN),
    ],
)
def test_what_became_of_a_promise(after: timedelta, kind: type[ComplaintEvent], fate: Fate) -> None:
    own: list[ComplaintEvent] = [_promise(2, NOW, UNTIL), step(kind, "c-1", NOW + after, 3)]
    assert [each.fate for each in promises_in(own, NOW + timedelta(days=9))] == [fate]


def test_a_promise_stands_until_its_last_moment() -> None:
    assert [each.fate for each in promises_in([_promise(2, NOW, UNTIL)], UNTIL)] == [Fate.STANDS]
    assert [each.fate for each in promises_in([_promise(2, NOW, UNTIL)], UNTIL + timedelta(seconds=1))] == [Fate.BROKEN]


@given(st.permutations(range(2, 7)), st.integers(0, 200), st.lists(st.integers(1, 100), min_size=5, max_size=5))
def test_of_several_promises_at_most_the_last_stands(order: list[int], hours: int, within: list[int]) -> None:
    made = [
        _promise(seq, NOW + timedelta(hours=seq), NOW + timedelta(hours=seq + within[seq - 2])) for seq in range(2, 7)
    ]
    found = promises_in([made[seq - 2] for seq in order], NOW + timedelta(hours=hours))
    assert [each.seq for each in found] == [2, 3, 4, 5, 6]
    assert all(each.fate in (Fate.MOVED, Fate.BROKEN) for each in found[:-1])
    assert found[-1].fate in (Fate.STANDS, Fate.BROKEN)


def _told(kind: type[events.NotificationEvent], minute: int, **more: object) -> Event:
    values = {
        "id": event_id("c-1", f"{kind.type}{minute}"),
        "subject": "c-1",
        "occurred_at": NOW + timedelta(minutes=minute),
        "delivery_id": "d",
        "recipient": "kepala-pu",
        "transport": "email",
        "template": "x",
        "level": 1,
    }
    return kind.model_validate(values | more)


def test_the_history_says_who_was_told_and_what_was_promised_the_earliest_first() -> None:
    others = [
        _told(events.NotificationFailed, 2, attempts=3, status="550", fallback="whatsapp"),
        _told(events.NotificationDelivered, 3, attempts=1, status="ok", transport="whatsapp"),
        _told(events.NotificationDelivered, 1, attempts=1, status="ok", level=None, recipient="officer-pu"),
        _told(
            events.NotificationRerouted, 4, wanted_role="head", wanted_unit="dinas-pu", reason=RerouteReason.POST_VACANT
        ),
        _told(events.NotificationSkipped, 5, wanted_role="head", reason=SkipReason.ANSWERED_MEANWHILE),
    ]
    own = _promise(2, NOW + timedelta(minutes=6), UNTIL)
    record = replace(
        _record(1),
        events=(encode(own, "test"),),
        other_events=tuple(encode(each, "test") for each in others),
        remarks=(Remark(2, note="Kirim tim."),),
    )
    lines = history(record, the_city(), "en", WORDS, UNTIL + timedelta(days=1))
    assert [line.text for line in lines[:4]] == [
        "kepala-pu could not be told of level 1 by email; it goes on by another way.",
        "kepala-pu was told of level 1 by whatsapp.",
        "kepala-pu is told of level 1 instead of the post head of Public Works Agency.",
        "kepala-pu was not told of level 1: it was answered meanwhile.",
    ]
    [promise] = lines[4:]
    assert promise.text.endswith("(o-1)") and promise.note == "Kirim tim."
    assert (promise.fate, promise.is_bad) == ("The promise was not kept.", True)


@given(st.integers(0, 99), st.none() | st.integers(0, 99))
def test_a_change_is_said_with_its_direction(now: int, before: int | None) -> None:
    said = change(now, before, WORDS)
    if before is None:
        assert said == "not counted a week ago"
    elif now == before:
        assert said == "as many as a week ago"
    else:
        assert said == f"{abs(now - before)} {'more' if now > before else 'fewer'} than a week ago"


COUNTS = st.deferred(lambda: st.dictionaries(st.sampled_from(sorted(the_city().units)), st.integers(0, 500)))


@given(COUNTS, COUNTS)
def test_the_picture_and_the_table_say_the_same(now: dict[str, int], before: dict[str, int]) -> None:
    day = NOW.date()
    counted = {unit: UnitCount(unit, {"assigned": n}, 0, NOW) for unit, n in now.items()}
    then = {unit: DayCount(unit, day, n, 0) for unit, n in before.items()}
    found = compared(counted, then, the_city(), "en", WORDS)
    assert found.open == sum(now.values())
    assert {row.unit for row in found.rows} == {unit for unit in {**now, **before} if now.get(unit) or before.get(unit)}
    if found.chart is None:
        assert found.rows == ()
        return
    shown = found.rows[:MAX_BARS]
    assert [(bar.name, bar.now, bar.before) for bar in found.chart.bars] == [
        (row.name, row.now, row.before) for row in shown
    ]
    assert all(row.name in found.chart.said for row in shown)
    assert all(bar.now_width + 40 < found.chart.width and bar.y + 44 <= found.chart.height for bar in found.chart.bars)
