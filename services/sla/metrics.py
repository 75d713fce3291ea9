"""The metrics of sla. Of the city's units and clocks all label values exist from the start."""

from collections.abc import Iterable

from prometheus_client import Counter, Gauge, Histogram

from chassis.metrics import PREFIX
from contracts.events import (
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineExpired,
    DeadlineReminder,
    Escalation,
    Event,
)

breaches = Counter(f"{PREFIX}breaches", "Deadlines that passed.", ["unit", "clock"])
withdrawn = Counter(f"{PREFIX}breaches_withdrawn", "Breaches that a late event proved wrong.", ["unit", "clock"])
reminders = Counter(f"{PREFIX}reminders_emitted", "Reminders to complainants whose answer is awaited.", ["clock"])
expiries = Counter(f"{PREFIX}waits_expired", "Times for a complainant's answer that passed without one.", ["clock"])
escalations = Counter(f"{PREFIX}escalations_emitted", "Levels of the ladder that were reached.", ["level"])
lateness = Histogram(
    f"{PREFIX}deadline_lateness_seconds",
    "From a deadline to the timer that noticed it.",
    buckets=(0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 600, 3600),
)
LEVELS = ("1", "2", "3", "4", "5", "6+")
timers = Gauge(f"{PREFIX}deadlines_open", "Complaints and improvement actions with a deadline or level still to come.")


def initialise(units: Iterable[str], clocks: Iterable[str], owed_by_complainant: Iterable[str]) -> None:
    """Let all exist that may be counted in this city."""
    clocks = tuple(clocks)
    for unit in units:
        for clock in clocks:
            breaches.labels(unit, clock)
            withdrawn.labels(unit, clock)
    for clock in owed_by_complainant:
        reminders.labels(clock)
        expiries.labels(clock)
    for level in LEVELS:
        escalations.labels(level)


def count(events: Iterable[Event]) -> None:
    """Count what was emitted."""
    for event in events:
        match event:
            case DeadlineBreached():
                breaches.labels(event.unit, event.clock).inc()
                lateness.observe(max(0.0, (event.occurred_at - event.due_at).total_seconds()))
            case DeadlineBreachWithdrawn():
                withdrawn.labels(event.unit, event.clock).inc()
            case DeadlineReminder():
                reminders.labels(event.clock).inc()
            case DeadlineExpired():
                expiries.labels(event.clock).inc()
            case Escalation():
                escalations.labels(str(event.level) if event.level < len(LEVELS) else LEVELS[-1]).inc()
