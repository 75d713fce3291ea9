"""The events that sla emits. Their ids follow from the event that caused them, so a repetition is recognised as one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from city.calendars import WorkingCalendar
from contracts.events import (
    ClocksSet,
    ComplaintEscalated,
    DeadlineEvent,
    DeadlineExpired,
    DeadlineReminder,
    Escalation,
)
from contracts.ids import event_id
from contracts.improvement_events import ImprovementEscalated
from contracts.values import OverdueClock, Post
from services.sla.domain.clocks import BEGIN_ANEW
from services.sla.domain.deadlines import Notice
from services.sla.domain.history import Assignment, History
from services.sla.domain.ladders import Reached
from services.sla.domain.watched import WatchedClock


@dataclass(frozen=True, slots=True)
class Header:
    """What all events of one decision share. A timer has no trace of its own: then it is that of the complaint."""

    subject: str
    cause: str
    trace: str | None
    now: datetime

    def of(self, *said: object) -> dict[str, Any]:
        """The fields of the event that follows from the cause and says this.

        Events reach sla from several topics, so after a crash the same cause may be met in another state and say
        something else: then it is another event. What says the same has the same id and is the same byte for byte.
        """
        return self.under(event_id(self.cause, "|".join(map(str, (*said, self.now)))))

    def under(self, id_: str) -> dict[str, Any]:
        """The fields of the event with this id."""
        return {
            "id": id_,
            "subject": self.subject,
            "occurred_at": self.now,
            "cause": self.cause,
            "trace": self.trace,
        }


def clocks_set(
    header: Header,
    assignment: Assignment,
    clocks: Sequence[WatchedClock],
    calendar: WorkingCalendar,
    substituted_for: str | None,
    before: str,
) -> tuple[str, tuple[ClocksSet, ...]]:
    """The fingerprint of the clocks and, unless it is the same as `before`, all of them as they stand.

    `substituted_for` names the calendar for which `calendar` stands in.
    """
    fingerprint = _fingerprint(assignment, clocks, calendar)
    if fingerprint == before:
        return fingerprint, ()
    event = ClocksSet(
        **header.of(ClocksSet.kind(), fingerprint),
        unit=assignment.unit,
        assignment_number=assignment.number,
        clocks=tuple(clock.published(header.now) for clock in clocks),
        policy=assignment.policy.name,
        policy_version=assignment.policy.version,
        calendar=calendar.name,
        calendar_version=calendar.version,
        substituted_for=substituted_for,
    )
    return fingerprint, (event,)


def deadline_event(header: Header, notice: Notice, channel: str | None) -> DeadlineEvent:
    """A warning, a breach, its withdrawal, a reminder over the `channel`, or that the complainant's time is over."""
    clock = notice.clock
    said: tuple[object, ...] = (notice.kind.kind(), clock.mark, clock.assignment.number, clock.due_at)
    more: dict[str, Any] = {}
    if notice.kind is DeadlineReminder:
        said = (*said, notice.share)
        more = {"share": notice.share, "channel": channel}
    elif notice.kind is DeadlineExpired:
        more = {"started_seq": clock.started_seq, "on_expiry": clock.rule.on_expiry}
    return notice.kind(
        **header.of(*said),
        unit=clock.unit,
        assignment_number=clock.assignment.number,
        clock=clock.rule.name,
        due_at=clock.run.due_at,
        **more,
    )


def escalated(header: Header, history: History, reached: Reached, overdue: Sequence[WatchedClock]) -> Escalation:
    """A level of a ladder. For one deadline it exists once, whatever event it follows from: nobody hears it twice."""
    ladder, worst, steps = reached.ladder, reached.worst, history.begun().policy.ladder
    level = (ladder.round, ladder.level, ladder.repeat, worst.mark, worst.due_at)
    model = ImprovementEscalated if history.is_improvement else ComplaintEscalated
    named = ":".join(map(str, (model.kind(), *level)))
    return model(
        **header.under(event_id(header.subject, named)),
        unit=worst.unit,
        assignment_number=worst.assignment.number,
        clock=worst.rule.name,
        due_at=worst.due_at or header.now,
        round=ladder.round,
        level=ladder.level,
        repeat=ladder.repeat,
        role=steps[min(ladder.level, len(steps)) - 1].role,
        ladder=worst.ladder_scope,
        overdue=tuple(OverdueClock(clock=clock.rule.name, due_at=clock.run.due_at) for clock in overdue),
        told_before=tuple(_told_before(history, reached)),
        next_at=ladder.next_at,
    )


def _told_before(history: History, reached: Reached) -> Iterator[Post]:
    """The posts that the levels below named. A state of 0.2 does not know which ones they were before the update."""
    ladder = reached.ladder
    assignments = {each.number: each for each in history.assignments}
    for place, number in enumerate(ladder.told[:-1], ladder.level - len(ladder.told)):
        assignment = assignments[number]
        unit = reached.worst.contributor or assignment.unit
        yield Post(role=assignment.policy.ladder[place].role, unit=unit)


def _fingerprint(assignment: Assignment, clocks: Sequence[WatchedClock], calendar: WorkingCalendar) -> str:
    """The same for the same clocks of an assignment on the same calendar."""
    content = [str(assignment.number), calendar.name, calendar.version]
    for clock in clocks:
        run = clock.run
        name = clock.mark if clock.rule.scope in BEGIN_ANEW else clock.rule.name
        content += [name, run.status, str(run.due_at), str(run.remaining_ms), str(run.ended_at)]
    return blake2b("|".join(content).encode(), digest_size=6).hexdigest()
