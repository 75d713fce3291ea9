"""One clock as it runs: from its start to its deadline, with the pauses that its rule allows."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Literal, NamedTuple

from city.calendars import WorkingCalendar
from contracts.values import ClockRule, ClockStatus
from services.sla.domain.history import Step

Effect = Literal["meet", "stop", "pause", "resume", "restore"]


class Run(NamedTuple):
    """A clock as it stands. While it is paused with time left, `due_at` is when it would have been due.

    `has_moved`: a pause has moved `due_at`. `pauses` and `paused_ms` are those so far, the present one not in
    `paused_ms`; `paused_at` is when that began.
    """

    started_at: datetime
    due_at: datetime
    status: ClockStatus = ClockStatus.RUNNING
    remaining_ms: int | None = None
    ended_at: datetime | None = None
    has_moved: bool = False
    pauses: int = 0
    paused_ms: int = 0
    paused_at: datetime | None = None

    def after(self, effect: Effect, at: datetime, rule: ClockRule, calendar: WorkingCalendar) -> "Run":
        """The clock after one step at `at`."""
        if self.ended_at is not None:
            return self._replace(status=ClockStatus.RUNNING, ended_at=None) if effect == "restore" else self
        if effect == "restore":
            return self
        if effect == "pause":
            return self.at(at, rule, calendar)._paused(at, rule, calendar)
        awake = self._resumed(at, rule, calendar)
        if effect == "resume":
            return awake
        return awake._replace(status=ClockStatus.MET if effect == "meet" else ClockStatus.STOPPED, ended_at=at)

    def at(self, now: datetime, rule: ClockRule, calendar: WorkingCalendar) -> "Run":
        """The clock at `now`: it runs again when it has paused for as long as it may."""
        wakes_at = self.wakes_at(rule, calendar)
        return self._resumed(wakes_at, rule, calendar) if wakes_at is not None and wakes_at <= now else self

    def wakes_at(self, rule: ClockRule, calendar: WorkingCalendar) -> datetime | None:
        """When a pause is over at the latest; None when it is not paused, or for as long as the complainant likes."""
        if self.paused_at is None or rule.max_pause is None:
            return None
        return calendar.add(self.paused_at, max(0, calendar.working_ms(rule.max_pause) - self.paused_ms))

    def _paused(self, at: datetime, rule: ClockRule, calendar: WorkingCalendar) -> "Run":
        """Paused, unless it is already, or the rule's pauses are used up: then it runs on."""
        if self.paused_at is not None:
            return self
        if rule.max_pauses is not None and self.pauses >= rule.max_pauses:
            return self
        if rule.max_pause is not None and self.paused_ms >= calendar.working_ms(rule.max_pause):
            return self
        return self._replace(
            status=ClockStatus.PAUSED,
            remaining_ms=calendar.between(at, self.due_at),
            pauses=self.pauses + 1,
            paused_at=at,
        )

    def _resumed(self, at: datetime, rule: ClockRule, calendar: WorkingCalendar) -> "Run":
        """Running again, since `at` or since the pause was over. A deadline that had passed before stays where it was.

        A pause counts towards `max_pause` also where there was no time left to keep.
        """
        if self.remaining_ms is None or self.paused_at is None:
            return self
        wakes_at = self.wakes_at(rule, calendar)
        since = at if wakes_at is None else min(at, wakes_at)
        return self._replace(
            status=ClockStatus.RUNNING,
            due_at=calendar.add(since, self.remaining_ms) if self.remaining_ms > 0 else self.due_at,
            remaining_ms=None,
            has_moved=True,
            paused_ms=self.paused_ms + calendar.between(self.paused_at, since),
            paused_at=None,
        )


def run(rule: ClockRule, start: datetime, steps: Iterable[Step], now: datetime, calendar: WorkingCalendar) -> Run:
    """The clock of a rule that started at `start`, after these steps, as it stands at `now`."""
    found = Run(started_at=start, due_at=calendar.add(start, calendar.working_ms(rule.within)))
    effects = _effects(rule.met_by, rule.ended_by, rule.paused_by, rule.resumed_by, rule.restored_by)
    for step in steps:
        if effect := effects.get(step.kind):
            found = found.after(effect, step.at, rule, calendar)
    return found if found.paused_at is None else found.at(now, rule, calendar)


@lru_cache(maxsize=256)
def _effects(
    met: tuple[str, ...],
    ended: tuple[str, ...],
    paused: tuple[str, ...],
    resumed: tuple[str, ...],
    restored: tuple[str, ...],
) -> Mapping[str, Effect]:
    """What each step does to a clock; steps that are not named leave it as it is."""
    lists: tuple[tuple[Effect, tuple[str, ...]], ...] = (
        ("meet", met),
        ("stop", ended),
        ("pause", paused),
        ("resume", resumed),
        ("restore", restored),
    )
    return {step: effect for effect, steps in lists for step in steps}
