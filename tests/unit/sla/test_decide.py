"""What is emitted about a complaint: exactly what a model says that goes minute by minute, in any order, and once."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events import (
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineEvent,
    DeadlineFired,
    Event,
)
from contracts.values import ClockStatus
from tests.short import IS_SHORT
from tests.unit.sla.clock_model import Happening, NaiveClocks
from tests.unit.sla.lives import LATE, events_of, lives, read_in_any_order, rules
from tests.unit.sla.watching import Complaint, Rules, fired, minute_of

few = settings(max_examples=20 if IS_SHORT else 40, deadline=None)
many = settings(max_examples=30 if IS_SHORT else 60, deadline=None)


def _mark(event: DeadlineEvent) -> str:
    return event.clock if event.clock == "resolve_by" else f"{event.clock}:{event.assignment_number}"


def _marks(emitted: Sequence[Event], kind: type[DeadlineEvent]) -> list[str]:
    return [_mark(event) for event in emitted if type(event) is kind]


@few
@given(lives(), rules())
def test_it_emits_what_the_model_finds_minute_by_minute_and_when(life: list[Happening], rules: Rules) -> None:
    expected = NaiveClocks(rules).live(life)
    complaint = Complaint().live(events_of(life, rules), LATE)
    warnings, breaches = [], []
    for event in complaint.emitted:
        if isinstance(event, DeadlineApproaching):
            warnings.append((minute_of(event.occurred_at), _mark(event)))
        elif isinstance(event, DeadlineBreached):
            breaches.append((minute_of(event.occurred_at), _mark(event), minute_of(event.due_at)))
    assert (warnings, breaches) == (expected.warnings, expected.breaches)
    assert complaint.levels() == expected.levels
    assert not complaint.of(DeadlineBreachWithdrawn)


@many
@given(lives(), rules(), st.data())
def test_it_emits_nothing_early_however_late_or_mixed_the_events_come(
    life: list[Happening], rules: Rules, data: st.DataObject
) -> None:
    complaint = read_in_any_order(events_of(life, rules), data)
    for event in complaint.emitted:
        if isinstance(event, DeadlineBreached):
            assert event.occurred_at >= event.due_at
    assert all(earlier.occurred_at <= later.occurred_at for earlier, later in pairwise(complaint.emitted))


@many
@given(lives(), rules(), st.data())
def test_the_order_between_topics_changes_neither_clocks_nor_breaches(
    life: list[Happening], rules: Rules, data: st.DataObject
) -> None:
    punctual = Complaint().live(events_of(life, rules), LATE)
    punctual.feed(fired(LATE))
    mixed = read_in_any_order(events_of(life, rules), data)
    assert punctual.state is not None and mixed.state is not None
    assert mixed.clocks() == punctual.clocks()
    assert mixed.breached() == punctual.breached()
    assert mixed.state.history.steps == punctual.state.history.steps
    assert mixed.state.history.is_settled, "every former assignment has been settled"
    assert _standing(mixed) == mixed.breached(), "the breaches emitted, less those withdrawn, are those that stand"


@many
@given(lives(), rules(), st.data())
def test_a_clock_that_still_runs_was_warned_of_in_any_order(
    life: list[Happening], rules: Rules, data: st.DataObject
) -> None:
    punctual = Complaint().live(events_of(life, rules), LATE)
    mixed = read_in_any_order(events_of(life, rules), data)
    assert punctual.state is not None and mixed.state is not None
    undone = {
        clock.mark
        for clock in punctual.verdict.clocks
        if clock.run.status is ClockStatus.RUNNING and clock.mark not in punctual.breached()
    }
    assert punctual.state.emitted.noticed.warned & undone <= mixed.state.emitted.noticed.warned


@many
@given(lives(), rules(), st.data())
def test_it_says_each_thing_once(life: list[Happening], rules: Rules, data: st.DataObject) -> None:
    complaint = read_in_any_order(events_of(life, rules), data)
    warned, levels = _marks(complaint.emitted, DeadlineApproaching), [level[1:] for level in complaint.levels()]
    assert len(set(warned)) == len(warned)
    assert len(set(levels)) == len(levels)
    standing: set[str] = set()
    for event in complaint.emitted:
        if isinstance(event, DeadlineBreached):
            assert _mark(event) not in standing, "a breach that stands is not emitted again"
            standing.add(_mark(event))
        elif isinstance(event, DeadlineBreachWithdrawn):
            standing.remove(_mark(event))


@many
@given(lives(), rules(), st.data())
def test_every_event_twice_changes_nothing(life: list[Happening], rules: Rules, data: st.DataObject) -> None:
    complaint = read_in_any_order(events_of(life, rules), data)
    again = Complaint()
    for event in complaint.log:
        emitted = again.feed(event).events
        before = again.kept()
        verdict = again.feed(event)
        assert verdict.events == (), f"emitted twice after {emitted}"
        assert verdict.outcome == "duplicate" or isinstance(event, DeadlineFired)
        assert again.kept() == before
    assert again.kept() == complaint.kept()


@many
@given(lives(), rules(), st.data())
def test_events_that_come_again_much_later_change_nothing(
    life: list[Happening], rules: Rules, data: st.DataObject
) -> None:
    complaint = read_in_any_order(events_of(life, rules), data)
    before = complaint.kept()
    for event in data.draw(st.permutations(complaint.log)):
        assert complaint.feed(event).events == ()
        assert complaint.kept() == before


@many
@given(lives(), rules(), st.data())
def test_a_replay_tells_the_same_and_keeps_the_same_bytes(
    life: list[Happening], rules: Rules, data: st.DataObject
) -> None:
    complaint = read_in_any_order(events_of(life, rules), data)
    replay, through_the_table = Complaint(), Complaint()
    for event in complaint.log:
        replay.feed(event)
        through_the_table.feed(event)
        through_the_table.through_the_table()
    assert replay.emitted == complaint.emitted == through_the_table.emitted
    assert replay.kept() == complaint.kept() == through_the_table.kept()


@many
@given(lives(), rules(), st.data())
def test_the_ids_of_a_run_are_distinct(life: list[Happening], rules: Rules, data: st.DataObject) -> None:
    complaint = read_in_any_order(events_of(life, rules), data)
    ids = [event.id for event in complaint.emitted]
    assert len(set(ids)) == len(ids)


@many
@given(lives(), rules(), st.data())
def test_the_next_moment_always_lies_ahead(life: list[Happening], rules: Rules, data: st.DataObject) -> None:
    complaint = Complaint()
    for event in read_in_any_order(events_of(life, rules), data).log:
        complaint.feed(event)
        following = complaint.next_minute()
        assert following is None or following > minute_of(event.occurred_at)


def _standing(complaint: Complaint) -> set[str]:
    standing: set[str] = set()
    for event in complaint.emitted:
        if isinstance(event, DeadlineBreached):
            standing.add(_mark(event))
        elif isinstance(event, DeadlineBreachWithdrawn):
            standing.discard(_mark(event))
    return standing
