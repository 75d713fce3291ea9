"""What a template may use of an event: codes and times, nothing of what the complainant wrote or of who that is."""

from contracts.events import AssignmentEvent, ComplaintEscalated, DeadlineEvent, DeadlineReminder, Event
from contracts.values import ClockScope, OverdueClock

Variables = dict[str, object]
"""Strings, numbers, booleans, aware times or None, and lists of such: what a store can keep as it is."""


def variables_of(event: Event) -> Variables:
    """The variables for the templates of this kind of event."""
    match event:
        case AssignmentEvent():
            return _assignment(event)
        case ComplaintEscalated():
            return _deadline(event) | _escalation(event)
        case DeadlineReminder():
            return _deadline(event) | {"channel": event.channel}
        case DeadlineEvent():
            return _deadline(event)
    raise TypeError(f"no message is about {event.type}")


def completed(variables: Variables) -> Variables:
    """What version 0.2 planned and did not send yet, for today's templates: its escalations named one clock."""
    if "level" not in variables or "overdue" in variables:
        return variables
    overdue = [{"clock": variables["clock"], "due_at": variables["due_at"]}]
    added = {"ladder": "stage", "overdue": overdue, "asked": variables["clock"], "next_at": None, "is_last": False}
    return variables | added


def _assignment(event: AssignmentEvent) -> Variables:
    return {
        "unit": event.unit,
        "previous_unit": event.previous_unit,
        "occurred_at": event.occurred_at,
        "filed_at": event.filed_at,
        "reason": event.reason.code,
        "clocks": [{"name": clock.name, "within": clock.within} for clock in event.policy.clocks],
        "first_role": event.policy.ladder[0].role,
    }


def _deadline(event: DeadlineEvent) -> Variables:
    return {
        "unit": event.unit,
        "occurred_at": event.occurred_at,
        "clock": event.clock,
        "due_at": event.due_at,
    }


def _escalation(event: ComplaintEscalated) -> Variables:
    """What is asked of a unit that contributes is its contribution, of the responsible one what the worst clock asks.

    An older producer names one overdue clock and does not say what follows: then the message does not either.
    """
    overdue = event.overdue or (OverdueClock(clock=event.clock, due_at=event.due_at),)
    return {
        "level": event.level,
        "repeat": event.repeat,
        "ladder": event.ladder.value,
        "overdue": [{"clock": each.clock, "due_at": each.due_at} for each in overdue],
        "asked": event.clock if event.ladder is ClockScope.CONTRIBUTION else overdue[0].clock,
        "next_at": event.next_at,
        "is_last": bool(event.overdue) and event.next_at is None,
    }
