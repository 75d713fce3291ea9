"""What notify knows of a complaint: events in any order, any of them twice, and what has been answered since."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events import (
    ClocksSet,
    ComplaintAssigned,
    ComplaintClosed,
    ComplaintEscalated,
    ComplaintFiled,
    ComplaintNoted,
    ComplaintReopened,
    ComplaintStarted,
    EscalationAcknowledged,
    Event,
)
from contracts.values import Actor, ActorKind, Clock, ClockOwner, ClockStatus, Method, Reason, RoutingInput
from services.notify.domain.complaint import MAX_STEPS, Complaint, after, still_owes
from services.notify.domain.deadlines import is_running
from tests.builders import policy

FILED_AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
OFFICER = Actor(kind=ActorKind.OFFICER, id="o-1", unit="roads")
INPUT = RoutingInput(channel="whatsapp", filed_at=FILED_AT, category="potholes", area="99.71.01")


def at(minutes: int) -> datetime:
    return FILED_AT + timedelta(minutes=minutes)


def step(kind: type[Any], seq: int, minutes: int, **more: Any) -> Event:
    fields = {"id": f"s{seq}", "subject": "c", "seq": seq, "assignment_number": min(seq - 1, 1), "actor": OFFICER}
    event: Event = kind(**fields | {"occurred_at": at(minutes)} | more)
    return event


def assigned(number: int = 1, unit: str = "roads", minutes: int = 1, **more: Any) -> Event:
    return ComplaintAssigned(
        id=f"a{number}", subject="c", occurred_at=at(minutes), assignment_number=number, unit=unit, filed_at=FILED_AT,
        category="potholes", channel="whatsapp", reason=Reason(code="rule"), policy=policy("PT1H", "PT2H", "P1D"),
        method=Method.RULE, **more,
    )  # fmt: skip


def clock(name: str, status: ClockStatus = ClockStatus.RUNNING, breached: int | None = None, **more: Any) -> Clock:
    breached_at = None if breached is None else at(breached)
    return Clock(name=name, status=status, started_at=FILED_AT, due_at=at(60), breached_at=breached_at, **more)


def clocks_set(minutes: int, *clocks: Clock, number: int = 1) -> Event:
    return ClocksSet(
        id=f"k{minutes}", subject="c", occurred_at=at(minutes), unit="roads", assignment_number=number, clocks=clocks,
        policy="short", policy_version="1", calendar="always", calendar_version="1",
    )  # fmt: skip


def escalated(minutes: int, level: int = 1) -> Event:
    return ComplaintEscalated(
        id=f"e{minutes}", subject="c", occurred_at=at(minutes), unit="roads", assignment_number=1, clock="respond_by",
        due_at=at(60), round=1, level=level, role="unit_head",
    )  # fmt: skip


FILED = step(ComplaintFiled, 1, 0, routing_input=INPUT, language="en", wants_updates=False, assignment_number=0)
LIFE = [
    FILED,
    assigned(),
    clocks_set(1, clock("respond_by")),
    step(ComplaintStarted, 2, 5),
    clocks_set(60, clock("respond_by", breached=60)),
    escalated(60),
    step(EscalationAcknowledged, 3, 70, promised_until=at(500)),
    step(ComplaintClosed, 4, 90),
    step(ComplaintReopened, 5, 95, routing_input=INPUT, unit="roads"),
    assigned(2, "bridges", 96),
]


def known(*events: Event) -> Complaint:
    complaint = Complaint("c")
    for event in events:
        complaint = after(complaint, event)
    return complaint


def test_it_knows_what_a_message_has_to_say() -> None:
    complaint = known(*LIFE)
    assert (complaint.channel, complaint.category, complaint.area) == ("whatsapp", "potholes", "99.71.01")
    assert (complaint.language, complaint.wants_updates, complaint.filed_at) == ("en", False, FILED_AT)
    assert (complaint.unit, complaint.assignment_number, complaint.reopenings) == ("bridges", 2, 1)
    assert (complaint.promised_until, complaint.is_over) == (at(500), False)
    assert [each.name for each in complaint.steps][-3:] == ["closed", "reopened", "assigned"]
    assert len(complaint.steps) == MAX_STEPS


@given(turns=st.lists(st.integers(0, 2), max_size=30), repeated=st.lists(st.sampled_from(LIFE), max_size=5))
def test_topics_may_be_read_in_any_order_between_them_and_events_twice(turns: list[int], repeated: list[Event]) -> None:
    topics = [[event for event in LIFE if kind(event)] for kind in (_is_step, _is_assignment, _is_deadline)]
    mixed = [topics[turn].pop(0) for turn in turns if topics[turn]]
    rest = [event for events in topics for event in events]
    assert known(*mixed, *rest, *repeated) == known(*LIFE)


def _is_step(event: Event) -> bool:
    return event.id.startswith("s")


def _is_assignment(event: Event) -> bool:
    return event.id.startswith("a")


def _is_deadline(event: Event) -> bool:
    return event.id[0] in "ke"


def test_notes_and_what_comes_after_the_end_are_no_steps_that_people_are_told() -> None:
    complaint = known(FILED, step(ComplaintNoted, 2, 5))
    assert ([each.name for each in complaint.steps], complaint.seq) == (["filed"], 2)


def test_older_clocks_do_not_replace_newer_ones() -> None:
    newer, older = clocks_set(60, clock("respond_by", breached=60)), clocks_set(1, clock("respond_by"))
    assert known(newer, older).clocks == known(newer).clocks
    assert known(newer, clocks_set(2, number=2)).clocks == ()


OWED = frozenset({"respond_by"})


@pytest.mark.parametrize(
    ("events", "owes"),
    [
        ([], True),
        ([clocks_set(60, clock("respond_by", breached=60))], True),
        ([clocks_set(30, clock("respond_by"))], True),
        ([clocks_set(65, clock("respond_by", ClockStatus.MET, 60))], False),
        ([clocks_set(65, clock("respond_by", breached=60, owed_by=ClockOwner.COMPLAINANT))], False),
        ([FILED, step(EscalationAcknowledged, 2, 61, promised_until=at(500))], False),
        ([FILED, step(EscalationAcknowledged, 2, 10, promised_until=at(20))], True),
        ([FILED, step(ComplaintClosed, 2, 61)], False),
        ([clocks_set(65, clock("resolve_by", breached=61))], False),
    ],
)
def test_what_was_escalated_is_owed_until_it_is_done_promised_or_over(events: list[Event], owes: bool) -> None:
    assert still_owes(known(*events), at(60), OWED, None) is owes


def test_a_contributor_owes_its_own_part_only() -> None:
    complaint = known(clocks_set(65, clock("respond_by", breached=60, unit="bridges")))
    assert still_owes(complaint, at(60), OWED, "bridges")
    assert not still_owes(complaint, at(60), OWED, "parks")


@pytest.mark.parametrize(
    ("events", "runs"),
    [
        ([], True),
        ([clocks_set(50, clock("respond_by"))], True),
        ([clocks_set(50, clock("respond_by", ClockStatus.PAUSED))], True),
        ([clocks_set(50, clock("respond_by", ClockStatus.MET))], False),
        ([clocks_set(40, clock("respond_by", ClockStatus.MET))], True),
        ([FILED, step(ComplaintClosed, 2, 47)], False),
    ],
)
def test_a_warning_holds_while_its_clock_runs(events: list[Event], runs: bool) -> None:
    assert is_running(known(*events), at(45), "respond_by") is runs
