"""What is to be said of clocks: warnings, breaches, and breaches that turn out not to have been one; each once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from city.calendars import WorkingCalendar
from contracts.events import DeadlineApproaching, DeadlineBreached, DeadlineBreachWithdrawn, DeadlineEvent
from services.sla.domain.clocks import WatchedClock


@dataclass(frozen=True, slots=True)
class Notice:
    """A kind of event, and the clock that it is about."""

    kind: type[DeadlineEvent]
    clock: WatchedClock


_KINDS = (DeadlineApproaching, DeadlineBreached, DeadlineBreachWithdrawn)


@dataclass(frozen=True, slots=True)
class Noticed:
    """What was said already, by the clocks' marks: warnings, and the breaches that stand."""

    warned: frozenset[str] = frozenset()
    breached: frozenset[str] = frozenset()

    def has_warned_of(self, clock: WatchedClock) -> bool:
        """Whether the clock's warning was said."""
        return bool(self.warned) and clock.mark in self.warned

    def has_breach_of(self, clock: WatchedClock) -> bool:
        """Whether a breach of the clock was said and stands."""
        return bool(self.breached) and clock.mark in self.breached

    def with_all(self, said: Sequence[Notice]) -> "Noticed":
        """The same after these."""
        if not said:
            return self
        marks = {kind: {notice.clock.mark for notice in said if notice.kind is kind} for kind in _KINDS}
        return Noticed(
            warned=self.warned | marks[DeadlineApproaching],
            breached=(self.breached | marks[DeadlineBreached]) - marks[DeadlineBreachWithdrawn],
        )


def notice(
    clocks: Iterable[WatchedClock], noticed: Noticed, now: datetime, calendar: WorkingCalendar
) -> tuple[tuple[Notice, ...], Noticed]:
    """What is to be said at `now`, and what was said once that is."""
    found = ((clock, _kind(clock, noticed, now, calendar)) for clock in clocks)
    said = tuple(Notice(kind, clock) for clock, kind in found if kind is not None)
    return said, noticed.with_all(said)


def next_notice_at(clock: WatchedClock, noticed: Noticed, calendar: WorkingCalendar) -> datetime | None:
    """When there will be something to say of a clock if nothing else happens."""
    if clock.run.ended_at is not None or noticed.has_breach_of(clock):
        return None
    warns_at = None if noticed.has_warned_of(clock) else clock.warns_at(calendar)
    return min((moment for moment in (clock.due_at, warns_at) if moment is not None), default=None)


def _kind(
    clock: WatchedClock, noticed: Noticed, now: datetime, calendar: WorkingCalendar
) -> type[DeadlineEvent] | None:
    if clock.is_breached(now):
        return None if noticed.has_breach_of(clock) else DeadlineBreached
    if noticed.has_breach_of(clock):
        return DeadlineBreachWithdrawn
    if noticed.has_warned_of(clock) or not clock.may_warn(calendar, now):
        return None
    warns_at = clock.warns_at(calendar)
    return DeadlineApproaching if warns_at is not None and warns_at <= now else None
