"""The deadlines that a message tells of: those of its event, as they stand by what is known since."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from city.calendars import WorkingCalendar
from contracts.values import Clock, ClockStatus
from services.notify.domain.complaint import Complaint
from services.notify.domain.improvement import Improvement
from services.notify.messages.durations import Parts, late_ms, parts_of, parts_of_working
from services.notify.messages.view import Deadline

MAX_DEADLINES = 10


class Deadlines:
    """Of a delivery whose event was at `occurred_at`; `said` are its variables, on the reader's wall clock.

    `title` says what a clock is called.
    """

    def __init__(
        self,
        subject: Complaint | Improvement,
        said: Mapping[str, Any],
        occurred_at: datetime,
        now: datetime,
        zone: ZoneInfo,
        calendar: WorkingCalendar | None,
        title: Callable[[str], str],
    ) -> None:
        self._subject, self._said, self._now = subject, said, now
        self._zone, self._calendar, self._title = zone, calendar, title
        # Clocks that are older than the event may not yet hold what it says. Most events change none of them; but of a
        # new assignment those of an earlier one say nothing.
        self._are_newer = subject.clocks_at is not None and subject.clocks_at >= occurred_at
        is_assignment = "clocks" in said
        is_behind = subject.clocks_assignment < subject.assignment_number
        self.clocks = () if is_behind or (is_assignment and not self._are_newer) else subject.clocks

    def overdue(self) -> tuple[Deadline, ...]:
        """What the event calls overdue, the worst first, and what has run out besides; without what was met since."""
        said = {each["clock"]: each["due_at"] for each in self._said.get("overdue", ())}
        known = {each.name: self.local(each.due_at) for each in self._subject.overdue if each in self.clocks}
        still = {name: due for name, due in said.items() if name in known} if self._are_newer else said
        merged = {**(still or said), **{name: due for name, due in known.items() if name not in said}}
        return tuple(self._passed(name, due) for name, due in list(merged.items())[:MAX_DEADLINES])

    def upcoming(self, overdue: Iterable[Deadline]) -> tuple[Deadline, ...]:
        """The deadlines ahead: by date where that is known, else how long each lasts from the assignment on."""
        passed = {each.clock for each in overdue}
        dated = {clock.name: self.local(clock.due_at) for clock in self.owed_by_unit()}
        if "due_at" in self._said and "overdue" not in self._said:
            dated = {**dated, self._said["clock"]: self._said["due_at"]}
        ahead = [Deadline(name, self._title(name), due) for name, due in dated.items() if due and due > self._now]
        ahead.sort(key=lambda each: (each.due_at or self._now, each.clock))
        if not ahead:
            ahead = [self._lasting(each) for each in self._said.get("clocks", ())]
        return tuple(each for each in ahead if each.clock not in passed)[:MAX_DEADLINES]

    def worst(self, overdue: Iterable[Deadline]) -> Parts:
        """How long it is late: of the contribution that is asked for, else the longest."""
        asked = self._said.get("asked")
        is_contribution = self._said.get("ladder") == "contribution"
        concerned = [each for each in overdue if not is_contribution or each.clock == asked]
        return max(concerned, key=lambda each: each.late_ms).late if concerned else ()

    def owed_by_unit(self) -> list[Clock]:
        """The running clocks of the responsible unit."""
        running = [each for each in self.clocks if each.status is ClockStatus.RUNNING]
        return [each for each in running if not each.owed_by and not each.unit]

    def due(self, clocks: Iterable[Clock]) -> datetime | None:
        """When the first of these clocks runs out."""
        return self.local(min((each.due_at for each in clocks if each.due_at), default=None))

    def local(self, at: datetime | None) -> datetime | None:
        """A time on the reader's wall clock."""
        return at.astimezone(self._zone) if at else None

    def _passed(self, clock: str, due_at: datetime | None) -> Deadline:
        late = late_ms(due_at, self._now, self._calendar) if due_at else 0
        return Deadline(clock, self._title(clock), due_at, late, parts_of(late, self._calendar))

    def _lasting(self, clock: Mapping[str, Any]) -> Deadline:
        title, since = self._title(clock["name"]), clock.get("since", "assigned")
        return Deadline(clock["name"], title, None, within=parts_of_working(clock["within"]), since=since)
