"""The ladder of a breach: who hears of it at which level, and when the next one is due.

A ladder begins with the first breach that is still owed (round by round), climbs while something stays owed, pauses
while the complaint waits for the complainant, and ends when nothing is owed any more. Each level waits its full
working time after the one before was really stated, so an outage of this service takes nobody's time to react.
"""

from datetime import datetime

from contracts.values import PolicySnapshot
from services.sla.calendars import WorkingCalendar
from services.sla.domain.clock_state import Ladder


def begin(round_number: int, now: datetime, policy: PolicySnapshot, calendar: WorkingCalendar) -> Ladder:
    """A new ladder; its first level is due after that level's own waiting time (usually none)."""
    return Ladder(round=round_number, next_at=calendar.add(now, calendar.working_ms(policy.ladder[0].after)))


def climb(ladder: Ladder, now: datetime, policy: PolicySnapshot, calendar: WorkingCalendar) -> Ladder | None:
    """The ladder one level (or one repetition of the last level) higher, or None while that is not due."""
    if ladder.next_at is None or ladder.next_at > now:
        return None
    if ladder.level < len(policy.ladder):
        level, repeat = ladder.level + 1, 0
    else:
        level, repeat = ladder.level, ladder.repeat + 1
    wait_ms = _wait_ms(level, repeat, policy, calendar)
    next_at = calendar.add(now, wait_ms) if wait_ms is not None else None
    return Ladder(round=ladder.round, level=level, repeat=repeat, next_at=next_at)


def freeze(ladder: Ladder, now: datetime, calendar: WorkingCalendar) -> Ladder:
    """The ladder while the complaint waits for the complainant: it keeps the remaining working time."""
    if ladder.next_at is None:
        return ladder
    return ladder.model_copy(update={"next_at": None, "remaining_ms": calendar.between(now, ladder.next_at)})


def thaw(ladder: Ladder, now: datetime, calendar: WorkingCalendar) -> Ladder:
    """The ladder after that wait."""
    if ladder.remaining_ms is None:
        return ladder
    return ladder.model_copy(update={"next_at": calendar.add(now, ladder.remaining_ms), "remaining_ms": None})


def _wait_ms(level: int, repeat: int, policy: PolicySnapshot, calendar: WorkingCalendar) -> int | None:
    """Working time from this step to the next one, or None after the last repetition."""
    if level < len(policy.ladder):
        before, after = policy.ladder[level - 1].after, policy.ladder[level].after
        return max(0, calendar.working_ms(after) - calendar.working_ms(before))
    return calendar.working_ms(policy.repeat_every) if repeat < policy.repeat_times else None
