"""The ladder of a breach: who hears of it at which level, and when the next one is due.

A ladder begins with the first breach that is still owed (round by round), climbs while something stays owed, waits
while its clocks wait for the complainant, and ends when nothing is owed any more. Each level waits its full working
time after the one before was really emitted, so an outage of this service takes nobody's time to react. A ladder that
has used up its repeats is silent until a later clock is breached: that begins the next round. A leader's promise holds
it until the promised moment; silence then leads to the next level, or to one repetition more of the last.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from city.calendars import WorkingCalendar
from contracts.values import PolicySnapshot
from services.sla.domain.history import Assignment


@dataclass(frozen=True, slots=True)
class Ladder:
    """How far an escalation has come: the level emitted last (0: none yet) and how often it was repeated.

    `next_at` is None after the last repetition, and during a wait, when `remaining_ms` of working time is kept. While
    it `is_held`, `next_at` is what a leader has promised. `stage` is the assignment that began the stage it belongs to,
    0 for one that outlives stages. `told` are the assignments that had begun the stage when each level of this round
    was reached: their units and policies say whom it named.
    """

    round: int
    level: int = 0
    repeat: int = 0
    next_at: datetime | None = None
    remaining_ms: int | None = None
    is_held: bool = False
    stage: int = 0
    told: tuple[int, ...] = ()

    @property
    def is_used_up(self) -> bool:
        """Whether nobody will hear of it any more."""
        return self.next_at is None and self.remaining_ms is None

    def held(self, until: datetime) -> "Ladder":
        """The same once somebody who heard of it has promised an answer."""
        return replace(self, next_at=until, remaining_ms=None, is_held=True) if self.level else self


@dataclass(frozen=True, slots=True)
class Owing:
    """What a ladder depends on: whether something is newly owed, and whether its clocks wait."""

    newly: bool
    waits: bool


def climb(
    ladder: Ladder | None,
    begin: Ladder,
    owing: Owing,
    now: datetime,
    begun: Assignment,
    calendar: WorkingCalendar,
) -> tuple[tuple[Ladder, ...], Ladder]:
    """The levels that are due at `now`, in order, and the ladder as it stands then, in the stage that `begun` began.

    Where there is none, or nobody hears of it any more and something is newly owed, it is the one that would `begin`.
    """
    if ladder is None or (ladder.is_used_up and owing.newly):
        ladder = replace(begin, next_at=calendar.add(now, calendar.working_ms(begun.policy.ladder[0].after)))
    if owing.waits:
        return (), freeze(ladder, now, calendar)
    levels = tuple(_levels(thaw(ladder, now, calendar), now, begun, calendar))
    return levels, levels[-1] if levels else thaw(ladder, now, calendar)


def freeze(ladder: Ladder, now: datetime, calendar: WorkingCalendar) -> Ladder:
    """The ladder while its clocks wait for the complainant: it keeps the remaining working time.

    A promise keeps its date; once that has passed no time remains.
    """
    if ladder.next_at is None or (ladder.is_held and ladder.next_at > now):
        return ladder
    return replace(ladder, next_at=None, remaining_ms=calendar.between(now, ladder.next_at))


def thaw(ladder: Ladder, now: datetime, calendar: WorkingCalendar) -> Ladder:
    """The ladder after that wait."""
    if ladder.remaining_ms is None:
        return ladder
    return replace(ladder, next_at=calendar.add(now, ladder.remaining_ms), remaining_ms=None)


def _levels(ladder: Ladder, now: datetime, begun: Assignment, calendar: WorkingCalendar) -> Iterable[Ladder]:
    """One level (or one repetition of the last level) after the other, while the next one is due."""
    policy = begun.policy
    while ladder.next_at is not None and ladder.next_at <= now:
        if ladder.level < len(policy.ladder):
            level, repeat, told = ladder.level + 1, 0, (*ladder.told, begun.number)
        else:
            level, repeat, told = ladder.level, ladder.repeat + 1, ladder.told
        wait_ms = _wait_ms(level, repeat, policy, calendar)
        next_at = calendar.add(now, wait_ms) if wait_ms is not None else None
        ladder = Ladder(ladder.round, level, repeat, next_at, stage=ladder.stage, told=told)
        yield ladder


def _wait_ms(level: int, repeat: int, policy: PolicySnapshot, calendar: WorkingCalendar) -> int | None:
    """Working time from this level to the next one, or None after the last repetition."""
    if level < len(policy.ladder):
        before, after = policy.ladder[level - 1].after, policy.ladder[level].after
        return max(0, calendar.working_ms(after) - calendar.working_ms(before))
    return calendar.working_ms(policy.repeat_every) if repeat < policy.repeat_times else None
