"""All ladders of a complaint: one for its stage, one for its statutory clocks, one for each contributing unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from contracts.values import ClockScope
from services.sla.domain.clocks import CalendarOf
from services.sla.domain.history import Assignment
from services.sla.domain.ladder import Ladder, Owing, climb
from services.sla.domain.watched import WatchedClock

Ladders = Mapping[str, Ladder]
"""By the name that `WatchedClock.ladder` gives; a state of form 2 had one for all clocks, under `ONE_FOR_ALL`."""
ONE_FOR_ALL = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """A level of a ladder, and the worst of the clocks that it is about."""

    ladder: Ladder
    worst: WatchedClock


@dataclass(frozen=True, slots=True)
class Moment:
    """What all ladders depend on at `now`: the clocks that are owed, worst first, and which of them newly so."""

    now: datetime
    owed: Sequence[WatchedClock]
    newly: Sequence[WatchedClock]


def hold(ladders: Ladders, until: datetime) -> Ladders:
    """The ladders after a promise: those that have reached a level are held."""
    return {name: ladder.held(until) for name, ladder in ladders.items()}


def climb_all(
    ladders: Ladders, rounds: int, moment: Moment, begun: Assignment, calendar_of: CalendarOf
) -> tuple[tuple[Reached, ...], Ladders, int]:
    """The levels that are due, the ladders after them, and how many rounds there were. What is not owed has none.

    They climb as the policy of the assignment that has `begun` the present stage says, on its calendar; the ladder of a
    former stage has ended. One waits while all its clocks do.
    """
    if not moment.owed:
        return (), {}, rounds
    calendar = calendar_of(begun)
    reached: list[Reached] = []
    after: dict[str, Ladder] = {}
    names = list(dict.fromkeys(clock.ladder for clock in moment.owed))
    for name in names:
        worst = next(clock for clock in moment.owed if clock.ladder == name)
        begin = Ladder(rounds + 1, stage=begun.number if name == ClockScope.STAGE else 0)
        owing = Owing(
            newly=any(clock.ladder == name for clock in moment.newly),
            waits=all(clock.is_paused for clock in moment.owed if clock.ladder == name),
        )
        known = _known(ladders, name, begin, is_worst=not after)
        levels, ladder = climb(known, begin, owing, moment.now, begun, calendar)
        rounds = max(rounds, ladder.round)
        reached += (Reached(level, worst) for level in levels)
        after[name] = ladder
    return tuple(reached), after, rounds


def _known(ladders: Ladders, name: str, begin: Ladder, *, is_worst: bool) -> Ladder | None:
    """The ladder of that name, unless it belongs to a former stage.

    The one for all of a state of form 2 goes on as the worst, and as the others in rounds of their own: what was said
    is not said again from the first level.
    """
    one = ladders.get(ONE_FOR_ALL)
    if one is not None:
        return replace(one, round=one.round if is_worst else begin.round, stage=begin.stage)
    ladder = ladders.get(name)
    return ladder if ladder is not None and ladder.stage == begin.stage else None
