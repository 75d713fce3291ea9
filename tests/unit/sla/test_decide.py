"""What is stated about a complaint: exactly what a model says that walks minute by minute, in any order, and once."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events import (
    AssignmentEvent,
    ClocksSet,
    ComplaintFiled,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineEvent,
    DeadlineFired,
    Event,
    FrontDoorEvent,
)
from contracts.values import ClockState
from services.sla import state
from services.sla.domain.clocks import mark
from tests.unit.sla.clock_model import HORIZON, Happening, NaiveClockRoom
from tests.unit.sla.lives import facts, lives, rules
from tests.unit.sla.watching import COMPLAINT, MATTER, SOMEBODY, Room, Rules, assigned, fired, minute_of, moment, step

LATE = HORIZON - 1
few = settings(max_examples=40, deadline=None)
many = settings(max_examples=60, deadline=None)


def _mark(event: DeadlineEvent) -> str:
    return event.clock if event.clock == "resolve_by" else f"{event.clock}:{event.epoch}"


def _marks(told: Sequence[Event], kind: type[DeadlineEvent]) -> list[str]:
    return [_mark(event) for event in told if type(event) is kind]


@few
@given(lives(), rules())
def test_it_states_what_a_walk_minute_by_minute_finds_and_when(life: list[Happening], rules: Rules) -> None:
    expected = NaiveClockRoom(rules).live(life)
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
    epoch = assignment.epoch if assignment else 0
    undone = {
        mark(clock, epoch)
        for clock in punctual.watch.stated.clocks
        if clock.state is ClockState.RUNNING and mark(clock, epoch) not in punctual.breached()
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


def test_a_late_fact_withdraws_a_breach_that_was_none() -> None:
    room = Room().live([assigned(0, Rules(resolve=100))], 110)
    assert "resolve_by" in room.breached()
    told = room.feed(step("resolved", 95)).events
    withdrawn = [event for event in told if isinstance(event, DeadlineBreachWithdrawn)]
    assert {_mark(event) for event in withdrawn} == {"resolve_by"}
    assert "resolve_by" not in room.breached()


def test_a_late_question_withdraws_the_breach_and_the_moved_deadline_is_watched_again() -> None:
    room = Room().live([assigned(0, Rules(resolve=100)), step("started", 10)], 110)
    room.feed(step("information_requested", 90, seq=3))
    assert "resolve_by" not in room.breached()
    room.live([step("information_provided", 200, seq=4)], 209)
    assert "resolve_by" not in room.breached()
    room.let_pass(210)
    assert "resolve_by" in room.breached()
    assert room.told_levels()[-1] == (210, 2, 1, 0), "the ladder begins anew with the deadline that was moved"


def test_a_fact_older_than_a_breach_takes_nothing_back_that_it_has_no_part_in() -> None:
    rules = Rules(acknowledge=80, respond=80, resolve=1000)
    punctual = Room().live([assigned(0, rules), step("acknowledged", 70)], 400)
    late = Room().live([assigned(0, rules)], 80)
    late.feed(step("acknowledged", 70))
    late.let_pass(400)
    assert late.breached() == punctual.breached() == {"respond_by:1"}
    assert late.told_levels() == punctual.told_levels(), "escalation goes on to the last repetition"


@pytest.mark.parametrize("end", ["withdrawn", "transferred"])
def test_what_ends_a_complaint_after_the_deadline_does_not_undo_its_breach(end: str) -> None:
    room = Room().live([assigned(0, Rules(acknowledge=40, respond=80)), step(end, 60)], LATE)
    assert not room.of(DeadlineBreachWithdrawn)
    assert "acknowledge_by:1" in room.breached()
    assert "respond_by:1" not in room.breached()


def test_it_watches_no_stage_of_a_complaint_withdrawn_before_it_was_assigned() -> None:
    room = Room().live([step("withdrawn", 5, seq=2, epoch=0), assigned(10, Rules())], LATE)
    assert room.breached() == frozenset()
    assert room.next_minute() is None


def test_a_breach_of_a_former_assignment_is_told_even_when_its_steps_come_after_the_next_assignment() -> None:
    rules = Rules(acknowledge=40, respond=80)
    room = Room()
    for fact in (assigned(0, rules), assigned(65, rules, epoch=2), step("acknowledged", 50, seq=2)):
        room.feed(fact)
    assert "acknowledge_by:1" not in room.breached(), "its unit may yet turn out to have been in time"
    told = room.feed(step("transferred", 60, seq=3)).events
    breach = next(event for event in told if isinstance(event, DeadlineBreached))
    assert (breach.clock, breach.epoch, breach.unit) == ("acknowledge_by", 1, "unit-1")
    assert room.breached() == {"acknowledge_by:1"}


def test_a_clock_that_is_overdue_says_so_whenever_the_clocks_are_published() -> None:
    room = Room().live([assigned(0, Rules(acknowledge=20, respond=40, resolve=100)), step("acknowledged", 50)], 50)
    published = room.of(ClocksSet)[-1]
    assert isinstance(published, ClocksSet)
    overdue = {clock.name: clock.breached_at for clock in published.clocks}
    assert overdue == {"acknowledge_by": moment(20), "respond_by": moment(40), "resolve_by": None}


def test_it_publishes_the_clocks_only_when_they_change() -> None:
    room = Room().live([assigned(0, Rules()), step("acknowledged", 5), step("started", 6, seq=3)], LATE)
    assert [minute_of(event.occurred_at) for event in room.of(ClocksSet)] == [0, 5, 6]


def test_the_filing_itself_moves_no_clock() -> None:
    filed = ComplaintFiled(
        id="f", complaint_id=COMPLAINT, occurred_at=moment(0), seq=1, epoch=0, actor=SOMEBODY, matter=MATTER
    )
    verdict = Room().feed(filed)
    assert (verdict.outcome, verdict.watch, verdict.events) == ("not_for_sla", None, ())


def test_steps_that_run_ahead_wait_for_the_assignment() -> None:
    room = Room()
    assert room.feed(step("acknowledged", 5)).outcome == "waits_for_assignment"
    assert room.feed(fired(6)).outcome == "waits_for_assignment"
    room.feed(assigned(2, Rules()))
    assert room.clock("acknowledge_by").ended_at == moment(5)


def test_it_says_which_event_was_the_cause() -> None:
    room = Room().live([assigned(0, Rules(acknowledge=40))], 40)
    breach = room.of(DeadlineBreached)[0]
    assert breach.cause == fired(40).id


def test_a_calendar_that_the_city_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError, match="lunar"):
        Room().feed(assigned(0, Rules(calendar="lunar")))


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
        [event for event in events if isinstance(event, FrontDoorEvent)],
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
