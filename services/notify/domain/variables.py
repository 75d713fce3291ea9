"""What a template may use of an event: codes and times, nothing of what the complainant wrote or of who that is."""

from contracts.events import (
    AssignmentEvent,
    ComplaintEvent,
    ComplaintTransferred,
    DeadlineEvent,
    DeadlineReminder,
    Escalation,
    Event,
)
from contracts.improvement_events import EffectJudged, FindingOpened, ImprovementEvent
from contracts.values import ClockOwner, ClockRule, ClockScope, OverdueClock

Variables = dict[str, object]
"""Strings, numbers, booleans, aware times or None, and lists of such: what a store can keep as it is."""

_OF_ONE_KIND = ("stars", "promised_until", "to_unit", "from_unit")
"""Fields that only some steps have, under names that say the same in each."""


def variables_of(event: Event) -> Variables:
    """The variables for the templates of this kind of event. `step` is the name of what has happened."""
    named: Variables = {"step": event.kind().partition(".")[2]}
    match event:
        case ComplaintEvent():
            return named | _step(event)
        case AssignmentEvent():
            return named | _assignment(event)
        case Escalation():
            return named | _deadline(event) | _escalation(event)
        case DeadlineReminder():
            return named | _deadline(event) | {"channel": event.channel}
        case DeadlineEvent():
            return named | _deadline(event)
    if found := _of_improvements(event):
        return named | found
    raise TypeError(f"no message is about {event.type}")


def completed(variables: Variables) -> Variables:
    """What version 0.2 planned and did not send yet, for today's templates: its escalations named one clock."""
    if "level" not in variables or "overdue" in variables:
        return variables
    overdue = [{"clock": variables["clock"], "due_at": variables["due_at"]}]
    added = {"ladder": "stage", "overdue": overdue, "asked": variables["clock"], "next_at": None, "is_last": False}
    return variables | added


def _step(event: ComplaintEvent) -> Variables:
    """`unit` is the one that acted or is meant; None where the event names none."""
    unit = event.from_unit if isinstance(event, ComplaintTransferred) else getattr(event, "unit", event.actor.unit)
    of_its_kind = {name: getattr(event, name) for name in _OF_ONE_KIND if hasattr(event, name)}
    said = {"occurred_at": event.occurred_at, "reason": event.reason, "by": event.actor.kind.value, "unit": unit}
    return said | of_its_kind


def _assignment(event: AssignmentEvent) -> Variables:
    return {
        "unit": event.unit,
        "assignment_number": event.assignment_number,
        "previous_unit": event.previous_unit,
        "occurred_at": event.occurred_at,
        "filed_at": event.filed_at,
        "reason": event.reason.code,
        "clocks": [
            {"name": clock.name, "within": clock.within, "since": clock.starts_with}
            for clock in event.policy.clocks
            if _starts_now(clock)
        ],
        "first_role": event.policy.ladder[0].role,
    }


def _starts_now(clock: ClockRule) -> bool:
    """Whether the unit owes it from the assignment on; others begin with a step that may never be taken."""
    return clock.owed_by is ClockOwner.UNIT and clock.starts_with in ("assigned", "filed")


def _deadline(event: DeadlineEvent) -> Variables:
    return {
        "unit": event.unit,
        "assignment_number": event.assignment_number,
        "occurred_at": event.occurred_at,
        "clock": event.clock,
        "due_at": event.due_at,
    }


def _escalation(event: Escalation) -> Variables:
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


def _of_improvements(event: Event) -> Variables:
    """Those of findings and improvement actions, beside their assignments and deadlines; none of other events."""
    match event:
        case EffectJudged():
            return _improvement(event) | _effect(event)
        case ImprovementEvent():
            return _improvement(event)
        case FindingOpened():
            return _finding(event)
    return {}


def _improvement(event: ImprovementEvent) -> Variables:
    return {"occurred_at": event.occurred_at, "reason": event.reason, "by": event.actor.kind.value}


def _effect(event: EffectJudged) -> Variables:
    """`change` compares with what was expected, by its `scale` as a ratio or a difference; `low` and `high` are
    the 95 % interval around it.
    """
    change = event.change
    return {
        "verdict": event.verdict.value,
        "months": event.months,
        "measure": event.measure,
        "before": event.before,
        "after": event.after,
        "expected": event.expected,
        "scale": event.scale or "ratio",
        "change": change.estimate if change else None,
        "low": change.low if change else None,
        "high": change.high if change else None,
    }


def _finding(event: FindingOpened) -> Variables:
    return {
        "occurred_at": event.occurred_at,
        "pattern": event.pattern,
        "category": event.about.category,
        "area": event.about.area,
        "about_unit": event.about.unit,
        "word": event.about.word,
        "since": event.since.isoformat(),
        "observed": event.observed,
        "expected": event.expected,
        "complaints": event.complaints,
    }
