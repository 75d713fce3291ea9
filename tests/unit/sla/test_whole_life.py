"""Whole lives, with transfers, corrections, questions, contributions and promises, as a model counts them."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events import (
    ClocksSet,
    ComplaintEscalated,
    ComplaintEvent,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineExpired,
    DeadlineReminder,
    Event,
)
from contracts.values import ClockStatus
from tests.short import IS_SHORT
from tests.unit.sla.clock_model import HORIZON, Happening, NaiveClocks
from tests.unit.sla.lives import LATE, events_of, policies, read_in_any_order, whole_lives
from tests.unit.sla.watching import CALENDARS, Complaint, Rules, fired, minute_of, moment

few = settings(max_examples=15 if IS_SHORT else 30, deadline=None)
many = settings(max_examples=20 if IS_SHORT else 40, deadline=None)
ASKED = {"information_requested": "reply_by", "resolved": "confirm_by"}


@few
@given(whole_lives(), policies())
def test_after_each_event_clocks_are_in_the_states_of_the_model(
    life: list[Happening], rules: tuple[Rules, ...]
) -> None:
    model = NaiveClocks(*rules)
    expected = model.live(life)
    complaint = Complaint()
    for happening, event in zip(life, events_of(life, *rules), strict=True):
        complaint.live([event], happening.minute)
        states = {(clock.name, clock.unit): clock.status.value for clock in complaint.clocks()}
        assert states == expected.pictures.get(happening.minute, {})
    complaint.let_pass(LATE)
    for counted in model.clocks():
        due = complaint.clock(counted.spec.name, counted.unit).due_at
        assert due == moment(counted.due) if counted.due is not None else due is None or due >= moment(HORIZON)


@few
@given(whole_lives(), policies())
def test_it_emits_what_the_model_finds_minute_by_minute_and_when(
    life: list[Happening], rules: tuple[Rules, ...]
) -> None:
    expected = NaiveClocks(*rules).live(life)
    complaint = Complaint().live(events_of(life, *rules), LATE)
    found: dict[type[Event], list[tuple[float, str]]] = {}
    for event in complaint.emitted:
        if isinstance(event, DeadlineApproaching | DeadlineBreached | DeadlineBreachWithdrawn):
            found.setdefault(type(event), []).append((minute_of(event.occurred_at), event.clock))
    for kind, counted in (
        (DeadlineApproaching, expected.warnings),
        (DeadlineBreached, [each[:2] for each in expected.breaches]),
        (DeadlineBreachWithdrawn, expected.withdrawn),
    ):
        assert sorted(found.get(kind, [])) == sorted((minute, mark.partition(":")[0]) for minute, mark in counted)
    assert complaint.levels() == expected.levels
    assert _to_the_complainant(complaint) == (expected.reminders, expected.expiries)


@many
@given(whole_lives(), policies(), st.data())
def test_nothing_is_said_before_its_time_and_each_thing_once_in_any_order(
    life: list[Happening], rules: tuple[Rules, ...], data: st.DataObject
) -> None:
    complaint = read_in_any_order(events_of(life, *rules), data, repeats=True)
    assert all(earlier.occurred_at <= later.occurred_at for earlier, later in pairwise(complaint.emitted))
    for event in complaint.emitted:
        if isinstance(event, DeadlineBreached | DeadlineExpired | ComplaintEscalated):
            assert event.due_at <= event.occurred_at
        if isinstance(event, DeadlineReminder):
            assert event.occurred_at < event.due_at
    levels = [level[1:] for level in complaint.levels()]
    assert len(set(levels)) == len(levels)
    expired = [(event.clock, event.started_seq) for event in complaint.emitted if isinstance(event, DeadlineExpired)]
    assert len(set(expired)) == len(expired)
    ids = [event.id for event in complaint.emitted]
    assert len(set(ids)) == len(ids)


@many
@given(whole_lives(), policies(), st.data())
def test_the_order_between_topics_changes_neither_clocks_nor_breaches(
    life: list[Happening], rules: tuple[Rules, ...], data: st.DataObject
) -> None:
    events = events_of(life, *rules)
    punctual = Complaint().live(events, LATE)
    punctual.let_pass(LATE + 2000)
    punctual.feed(fired(LATE + 2000))
    mixed = read_in_any_order(events, data, repeats=True)
    assert punctual.state is not None and mixed.state is not None
    assert mixed.clocks() == punctual.clocks()
    assert _of_units(mixed) == _of_units(punctual)
    assert mixed.state.history.is_settled, "every former stage has been judged"


@many
@given(whole_lives(), policies(), st.data())
def test_a_replay_through_the_table_tells_the_same_and_a_repetition_tells_nothing(
    life: list[Happening], rules: tuple[Rules, ...], data: st.DataObject
) -> None:
    complaint = read_in_any_order(events_of(life, *rules), data, repeats=True)
    replay = Complaint()
    for event in complaint.log:
        replay.feed(event)
        replay.through_the_table()
        assert replay.feed(event).events == ()
        assert (replay.next_minute() or LATE * 100) > minute_of(event.occurred_at)
    assert replay.emitted == complaint.emitted
    assert replay.kept() == complaint.kept()


@many
@given(whole_lives(), policies())
def test_what_the_law_sets_moves_only_by_pauses_and_no_clock_runs_twice(
    life: list[Happening], rules: tuple[Rules, ...]
) -> None:
    by_law = [replace(each, sets_statutory=False) for each in life]
    first = next((rules[each.policy] for each in life if each.kind == "assigned"), rules[0])
    plain = _unpaused(first)
    for event in Complaint().live(events_of(by_law, *rules), LATE).of(ClocksSet):
        assert isinstance(event, ClocksSet)
        names = [(clock.name, clock.unit) for clock in event.clocks]
        assert len(set(names)) == len(names)
        clock = next(clock for clock in event.clocks if clock.name == "resolve_by")
        has_asked = any(
            each.kind == "information_requested" for each in life if moment(each.minute) <= event.occurred_at
        )
        assert clock.started_at == moment(0)
        assert clock.due_at == plain or has_asked
        assert clock.due_at is None or clock.due_at >= plain


def _unpaused(rules: Rules) -> datetime:
    """When the statutory time is over without any pause."""
    return CALENDARS[rules.calendar].add(moment(0), rules.resolve * 60_000)


@many
@given(whole_lives(), policies())
def test_every_life_ends_or_somebody_owes_the_next_move(life: list[Happening], rules: tuple[Rules, ...]) -> None:
    complaint = Complaint().live(events_of(life, *rules), HORIZON + 200 * 24 * 60)
    if complaint.state is None or complaint.state.history.assignment is None:
        return
    owed = [clock for clock in complaint.clocks() if clock.status in (ClockStatus.RUNNING, ClockStatus.PAUSED)]
    assert owed or not complaint.state.history.is_settled or life[-1].kind != "assigned"


def _to_the_complainant(complaint: Complaint) -> tuple[list[tuple[float, str, float]], list[tuple[float, str]]]:
    """Reminders and expiries, under the marks of the model."""
    reminders: list[tuple[float, str, float]] = []
    expiries: list[tuple[float, str]] = []
    asked: dict[str, int] = {}
    for event in sorted([*complaint.log, *complaint.emitted], key=lambda event: event.occurred_at):
        if isinstance(event, ComplaintEvent) and event.step() in ASKED:
            asked[ASKED[event.step()]] = event.seq
        elif isinstance(event, DeadlineReminder):
            reminders.append((minute_of(event.occurred_at), f"{event.clock}:s{asked[event.clock]}", event.share))
        elif isinstance(event, DeadlineExpired):
            assert event.started_seq == asked[event.clock]
            expiries.append((minute_of(event.occurred_at), f"{event.clock}:s{event.started_seq}"))
    return reminders, expiries


def _of_units(complaint: Complaint) -> set[str]:
    """The breaches that stand, without what has expired for the complainant."""
    return {mark for mark in complaint.breached() if mark.partition(":")[0] not in ASKED.values()}
