"""A clock of a complaint as it is watched: what it asks for, of whom, and where it stands."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from city.calendars import WorkingCalendar
from contracts.values import Clock, ClockOwner, ClockRule, ClockScope, ClockStatus
from services.sla.domain.history import Assignment
from services.sla.domain.runs import Run


class WatchedClock(NamedTuple):
    """A clock under the assignment in force, with the rule that it follows and the calendar that it counts on.

    `occurrence` tells runs of one rule apart: the assignment that began the stage, or the step that started it, whose
    number is `started_seq` (the filing's for a clock of another scope). `contributor` is the unit whose part it is.
    """

    rule: ClockRule
    assignment: Assignment
    run: Run
    calendar: WorkingCalendar
    occurrence: str = ""
    started_seq: int = 1
    contributor: str | None = None

    @property
    def mark(self) -> str:
        """What is remembered of it once something was said: one for each occurrence, a statutory clock has one."""
        return f"{self.rule.name}:{self.occurrence}" if self.occurrence else self.rule.name

    @property
    def unit(self) -> str:
        """The unit that owes it, or that waits for the complainant."""
        return self.contributor or self.assignment.unit

    @property
    def ladder_scope(self) -> ClockScope:
        """Whose ladder hears of its breach: the stage's also of what a step has started."""
        if self.contributor is not None:
            return ClockScope.CONTRIBUTION
        return ClockScope.STATUTORY if self.rule.scope is ClockScope.STATUTORY else ClockScope.STAGE

    @property
    def ladder(self) -> str:
        """The name of that ladder: each contributing unit has one of its own."""
        return self.ladder_scope if self.contributor is None else f"{self.ladder_scope}:{self.contributor}"

    @property
    def is_the_complainants(self) -> bool:
        """Whether the complainant owes it."""
        return self.rule.owed_by is ClockOwner.COMPLAINANT

    @property
    def is_paused(self) -> bool:
        """Whether it waits."""
        return self.run.status is ClockStatus.PAUSED

    @property
    def due_at(self) -> datetime | None:
        """The deadline; None while it depends on how long the pause will be."""
        waits = self.run.remaining_ms is not None and self.run.remaining_ms > 0
        return None if waits else self.run.due_at

    @property
    def wakes_at(self) -> datetime | None:
        """When its pause is over at the latest, if that is known."""
        return self.run.wakes_at(self.rule, self.calendar) if self.run.paused_at is not None else None

    def is_past_due(self, now: datetime) -> bool:
        """Whether what the clock asks for has not been done at `now`, after the deadline."""
        return self.run.ended_at is None and self.run.due_at <= now and self.due_at is not None

    def is_overdue(self, now: datetime) -> bool:
        """Whether a unit still owes it at `now`, after the deadline."""
        return self.is_past_due(now) and not self.is_the_complainants

    def is_breached(self, now: datetime) -> bool:
        """Whether the deadline has passed without what it asked for (done or stopped after it is a breach too)."""
        return (self._ended_late() or self.is_past_due(now)) and not self.is_the_complainants

    def warns_at(self) -> datetime | None:
        """When the rule's share of the working time has passed; None unless the clock runs."""
        return None if self.rule.warn_share is None else self.passes_at(self.rule.warn_share)

    def passes_at(self, share: float) -> datetime | None:
        """When this share of the working time has passed, pauses not counted; None unless the clock runs."""
        found = self.run
        if found.status is not ClockStatus.RUNNING:
            return None
        length_ms = self.calendar.working_ms(self.rule.within)
        paused_ms = self.calendar.between(found.started_at, found.due_at) - length_ms if found.has_moved else 0
        return self.calendar.add(found.started_at, round(length_ms * share) + max(0, paused_ms))

    def may_warn(self, now: datetime) -> bool:
        """False when it is too early for a warning on any calendar: working time passes no faster than time does."""
        share = self.rule.warn_share
        return share is not None and now - self.run.started_at >= _least(self.rule.within, share, self.calendar)

    def published(self, now: datetime) -> Clock:
        """The value that is published at `now`: one that is breached says since when."""
        found, due_at = self.run, self.due_at
        return Clock(
            name=self.rule.name,
            status=found.status,
            started_at=found.started_at,
            due_at=due_at,
            remaining_ms=found.remaining_ms,
            ended_at=found.ended_at,
            breached_at=due_at if self.is_breached(now) else None,
            owed_by=self.rule.owed_by if self.is_the_complainants else None,
            unit=self.contributor,
        )

    def _ended_late(self) -> bool:
        return self.run.ended_at is not None and self.run.ended_at > self.run.due_at


@lru_cache(maxsize=1024)
def _least(within: str, share: float, calendar: WorkingCalendar) -> timedelta:
    """The shortest time in which this share of the working time can pass."""
    return timedelta(milliseconds=round(calendar.working_ms(within) * share) - 1)
