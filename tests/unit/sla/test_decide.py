"""What is stated about a complaint: exactly what a model says that walks minute by minute, in any order, and once."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events import (
    AssignmentEvent,
    ComplaintEvent,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineEvent,
    DeadlineFired,
    Event,
)
from contracts.values import ClockStatus
from services.sla import state
from services.sla.domain.clocks import mark
from tests.unit.sla.clock_model import HORIZON, Happening, NaiveClocks
from tests.unit.sla.lives import facts, lives, rules
from tests.unit.sla.watching import Room, Rules, fired, minute_of

LATE = HORIZON - 1
few = settings(max_examples=40, deadline=None)
many = settings(max_examples=60, deadline=None)


def _mark(event: DeadlineEvent) -> str:
    return event.clock if event.clock == "resolve_by" else f"{event.clock}:{event.assignment_number}"


def _marks(told: Sequence[Event], kind: type[DeadlineEvent]) -> list[str]:
    return [_mark(event) for event in told if type(event) is kind]


@few
@given(lives(), rules())
def test_it_states_what_a_walk_minute_by_minute_finds_and_when(life: list[Happening], rules: Rules) -> None:
    expected = NaiveClocks(rules).live(life)
    room = Room().live(facts(life, rules), LATE)
    warnings, breaches = [], []
    for event in room.told:
        if isinstance(event, DeadlineApproaching):
            warnings.append((minute_of(event.occurred_at), _mark(event)))
        elif isinstance(event, DeadlineBreached):
            breaches.append((minute_of(event.occurred_at), _mark(event), minute_of(event.due_at)))
    assert (warnings, breaches) == (expected.warnings, expected.breaches)
    assert room.told_levels() == expected.levels
    assert not room.of(DeadlineBreachWithdrawn)


@many
@given(lives(), rules(), st.data())
def test_it_states_nothing_early_however_late_or_mixed_the_facts_come(
    life: list[Happening], rules: Rules, data: st.DataObject
) -> None:
    room = _in_any_order(facts(life, rules), data)
    for event in room.told:
        if isinstance(event, DeadlineBreached):
            assert event.occurred_at >= event.due_at
    assert all(earlier.occurred_at <= later.occurred_at for earlier, later in pairwise(room.told))


@many
@given(lives(), rules(), st.data())
def test_the_order_between_topics_changes_neither_clocks_nor_breaches(
    life: list[Happening], rules: Rules, data: st.DataObject
) -> None:
    punctual = Room().live(facts(life, rules), LATE)
    punctual.feed(fired(LATE))
    mixed = _in_any_order(facts(life, rules), data)
    assert punctual.watch is not None and mixed.watch is not None
    assert mixed.watch.stated.clocks == punctual.watch.stated.clocks
    assert mixed.breached() == punctual.breached()
    assert mixed.watch.steps == punctual.watch.steps
    assert not mixed.watch.earlier, "every former assignment has been settled"
    assert _standing(mixed) == mixed.breached(), "the breaches told, less those withdrawn, are those that stand"


@many
@given(lives(), rules(), st.data())
def test_a_clock_that_still_runs_was_warned_of_in_any_order(
    life: list[Happening], rules: Rules, data: st.DataObject
) -> None:
    punctual = Room().live(facts(life, rules), LATE)
    mixed = _in_any_order(facts(life, rules), data)
    assert punctual.watch is not None and mixed.watch is not None
    assignment = punctual.watch.assignment
    undone = {
        said
        for clock in punctual.watch.stated.clocks
        if assignment and clock.status is ClockStatus.RUNNING
        if (said := mark(clock, assignment)) not in punctual.breached()
    }
    assert punctual.watch.stated.warned & undone <= mixed.watch.stated.warned


@many
@given(lives(), rules(), st.data())
def test_it_says_each_thing_once(life: list[Happening], rules: Rules, data: st.DataObject) -> None:
    room = _in_any_order(facts(life, rules), data)
    warned, levels = _marks(room.told, DeadlineApproaching), [level[1:] for level in room.told_levels()]
    assert len(set(warned)) == len(warned)
    assert len(set(levels)) == len(levels)
    standing: set[str] = set()
    for event in room.told:
        if isinstance(event, DeadlineBreached):
            assert _mark(event) not in standing, "a breach that stands is not told again"
            standing.add(_mark(event))
        elif isinstance(event, DeadlineBreachWithdrawn):
            standing.remove(_mark(event))


@many
@given(lives(), rules(), st.data())
def test_every_event_twice_changes_nothing(life: list[Happening], rules: Rules, data: st.DataObject) -> None:
    room = _in_any_order(facts(life, rules), data)
    again = Room()
    for event in room.log:
        told = again.feed(event).events
        before = again.kept()
        verdict = again.feed(event)
        assert verdict.events == (), f"told twice after {told}"
        assert verdict.outcome == "duplicate" or isinstance(event, DeadlineFired)
        assert again.kept() == before
    assert again.kept() == room.kept()


@many
@given(lives(), rules(), st.data())
def test_events_that_come_again_much_later_change_nothing(
    life: list[Happening], rules: Rules, data: st.DataObject
) -> None:
    room = _in_any_order(facts(life, rules), data)
    before = room.kept()
    for event in data.draw(st.permutations(room.log)):
        assert room.feed(event).events == ()
        assert room.kept() == before


@many
@given(lives(), rules(), st.data())
def test_a_replay_tells_the_same_and_keeps_the_same_bytes(
    life: list[Happening], rules: Rules, data: st.DataObject
) -> None:
    room = _in_any_order(facts(life, rules), data)
    replay, through_the_table = Room(), Room()
    for event in room.log:
        replay.feed(event)
        through_the_table.feed(event)
        through_the_table.watch = state.load(through_the_table.kept())
    assert replay.told == room.told == through_the_table.told
    assert replay.kept() == room.kept() == through_the_table.kept()


@many
@given(lives(), rules(), st.data())
def test_the_ids_of_a_run_are_distinct(life: list[Happening], rules: Rules, data: st.DataObject) -> None:
    room = _in_any_order(facts(life, rules), data)
    ids = [event.id for event in room.told]
    assert len(set(ids)) == len(ids)


@many
@given(lives(), rules(), st.data())
def test_the_next_moment_always_lies_ahead(life: list[Happening], rules: Rules, data: st.DataObject) -> None:
    room = Room()
    for event in _in_any_order(facts(life, rules), data).log:
        room.feed(event)
        following = room.next_minute()
        assert following is None or following > minute_of(event.occurred_at)


def _standing(room: Room) -> set[str]:
    standing: set[str] = set()
    for event in room.told:
        if isinstance(event, DeadlineBreached):
            standing.add(_mark(event))
        elif isinstance(event, DeadlineBreachWithdrawn):
            standing.discard(_mark(event))
    return standing


def _in_any_order(events: list[Event], data: st.DataObject) -> Room:
    """Both topics read in any interleaving, each in its own order, with timers going off or not in between."""
    topics: list[list[Event]] = [
        [event for event in events if isinstance(event, AssignmentEvent)],
        [event for event in events if isinstance(event, ComplaintEvent)],
    ]
    room, clock = Room(), 0.0
    while any(topics):
        topic = data.draw(st.sampled_from([topic for topic in topics if topic]))
        fact = topic.pop(0)
        clock = max(clock, minute_of(fact.occurred_at)) + data.draw(st.sampled_from((0, 0, 7, 200)))
        if data.draw(st.booleans()):
            room.let_pass(clock)
        room.feed(fact)
    room.let_pass(LATE + 2000)
    room.feed(fired(LATE + 2000))
    return room
