"""What a template may use of an event: codes and times, nothing of what the complainant wrote or of who that is."""

from contracts.events import AssignmentEvent, ComplaintEscalated, DeadlineEvent, Event

Variables = dict[str, object]
"""Strings, numbers, aware times or None: what a store can keep as it is."""


def variables_of(event: Event) -> Variables:
    """The variables for the templates of this kind of event."""
    match event:
        case AssignmentEvent():
            return _assignment(event)
        case ComplaintEscalated():
            return _deadline(event) | {"level": event.level, "repeat": event.repeat}
        case DeadlineEvent():
            return _deadline(event)
    raise TypeError(f"no message is about {event.type}")


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
