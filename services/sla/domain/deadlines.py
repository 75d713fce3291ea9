"""What is to be said of clocks: warnings, breaches, and breaches that turn out not to have been one; reminders to the
complainant, and that the complainant's time is over. Each once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from contracts.events import (
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineEvent,
    DeadlineExpired,
    DeadlineReminder,
)
from services.sla.domain.watched import WatchedClock


@dataclass(frozen=True, slots=True)
class Notice:
    """A kind of event, and the clock that it is about. `share` is how much of the complainant's time has passed."""

    kind: type[DeadlineEvent]
    clock: WatchedClock
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Noticed:
    """What was said already, by the clocks' marks: warnings and reminders; breaches that stand, and what expired."""

    warned: frozenset[str] = frozenset()
    breached: frozenset[str] = frozenset()

    def has_warned_of(self, clock: WatchedClock) -> bool:
        """Whether the clock's warning was said."""
        return bool(self.warned) and clock.mark in self.warned

    def has_breach_of(self, clock: WatchedClock) -> bool:
        """Whether a breach of the clock was said and stands, or that the time is over."""
        return bool(self.breached) and clock.mark in self.breached

    def has_reminded(self, clock: WatchedClock, number: int) -> bool:
        """Whether the reminder with this number was said, or has been overtaken by a later one."""
        return _reminder(clock, number) in self.warned

    def after(self, notice: Notice) -> "Noticed":
        """The same after this was said."""
        mark = frozenset({notice.clock.mark})
        if notice.kind is DeadlineApproaching:
            return Noticed(self.warned | mark, self.breached)
        if notice.kind is DeadlineReminder:
            shares = _shares(notice.clock)
            said = {_reminder(notice.clock, number) for number in range(shares.index(notice.share or 0) + 1)}
            return Noticed(self.warned | said, self.breached)
        if notice.kind is DeadlineBreachWithdrawn:
            return Noticed(self.warned, self.breached - mark)
        return Noticed(self.warned, self.breached | mark)


def notice(clocks: Iterable[WatchedClock], noticed: Noticed, now: datetime) -> tuple[tuple[Notice, ...], Noticed]:
    """What is to be said at `now`, and what was said once that is."""
    said = tuple(each for clock in clocks if (each := _notice(clock, noticed, now)) is not None)
    for each in said:
        noticed = noticed.after(each)
    return said, noticed


def next_notice_at(clock: WatchedClock, noticed: Noticed) -> datetime | None:
    """When there will be something to say of a clock if nothing else happens."""
    if clock.run.ended_at is not None or noticed.has_breach_of(clock):
        return None
    if clock.is_the_complainants:
        shares = [share for number, share in enumerate(_shares(clock)) if not noticed.has_reminded(clock, number)]
        moments = [clock.due_at, *map(clock.passes_at, shares)]
    else:
        moments = [clock.due_at, None if noticed.has_warned_of(clock) else clock.warns_at()]
    return min((moment for moment in moments if moment is not None), default=None)


def _notice(clock: WatchedClock, noticed: Noticed, now: datetime) -> Notice | None:
    if clock.is_the_complainants:
        return _to_the_complainant(clock, noticed, now)
    if clock.is_breached(now):
        return None if noticed.has_breach_of(clock) else Notice(DeadlineBreached, clock)
    if noticed.has_breach_of(clock):
        return Notice(DeadlineBreachWithdrawn, clock)
    if noticed.has_warned_of(clock) or not clock.may_warn(now):
        return None
    warns_at = clock.warns_at()
    return Notice(DeadlineApproaching, clock) if warns_at is not None and warns_at <= now else None


def _to_the_complainant(clock: WatchedClock, noticed: Noticed, now: datetime) -> Notice | None:
    """That the time is over, or else the latest reminder that is due: nobody is reminded twice at once."""
    if clock.run.ended_at is not None or noticed.has_breach_of(clock):
        return None
    if clock.is_past_due(now):
        return Notice(DeadlineExpired, clock)
    shares = _shares(clock)
    moments = [clock.passes_at(share) for share in shares]
    due = [number for number, moment in enumerate(moments) if moment is not None and moment <= now]
    if not due or noticed.has_reminded(clock, due[-1]):
        return None
    return Notice(DeadlineReminder, clock, shares[due[-1]])


def _shares(clock: WatchedClock) -> list[float]:
    """The shares at which the complainant is reminded, each once, the earliest first."""
    return sorted(set(clock.rule.remind_shares))


def _reminder(clock: WatchedClock, number: int) -> str:
    return f"{clock.mark}:{number}"
