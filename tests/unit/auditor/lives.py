"""Lives in which nothing is missing: those of the ledger's own tests, with the clocks that sla publishes for them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from contracts import events
from contracts.events import AssignmentEvent, Event
from contracts.values import Clock, ClockStatus, LadderStep
from services.auditor.domain.rules import Rules, Within
from tests.builders import clocks as short_clocks
from tests.unit.verify.lives import BEGUN, FILED, LIVES, life
from tests.unit.verify.logs import CITY, POLICY, Log, at, breached, delivered, escalated
from verify import History

SOON = timedelta(seconds=2)
"""More than anything in these lives is late."""
RULES = Rules(CITY, Within(*[SOON] * 8), heard_by=lambda moment: moment)
OFFICE = POLICY.model_copy(
    update={
        "calendar": "office",
        "clocks": short_clocks("PT10S", "PT30S", "PT60S"),
        "ladder": (
            LadderStep(level=1, role="unit_head", after="PT0S"),
            LadderStep(level=2, role="mayor", after="PT5S"),
        ),
    }
)


def clocks(number: int, seconds: float, running: dict[str, float] | None = None, **more: Any) -> Event:
    """What sla publishes: these clocks run until then, none when the complaint is over."""
    stopped = Clock(name="resolve_by", status=ClockStatus.STOPPED, started_at=at(0), ended_at=at(seconds))
    live = (
        Clock(name=name, status=ClockStatus.RUNNING, started_at=at(0), due_at=at(due))
        for name, due in (running or {}).items()
    )
    given: dict[str, Any] = {"id": f"clocks-{number}-{seconds}"} | more
    return events.ClocksSet(
        subject="c1",
        occurred_at=at(seconds),
        unit="roads",
        assignment_number=number,
        clocks=tuple(live) or (stopped,),
        policy="short",
        policy_version="1",
        calendar="always",
        calendar_version="1",
        **given,
    )


def with_clocks(log: Log) -> Log:
    """The same, and clocks right after each assignment; at the end none runs any more."""
    emitted: list[Event] = []
    for event in log.events:
        emitted.append(event)
        if isinstance(event, AssignmentEvent):
            seconds = (event.occurred_at - at(0)).total_seconds()
            emitted.append(clocks(event.assignment_number, seconds + 0.1))
    return replace(log, events=tuple(emitted))


_LATE = {"acknowledge_by": 11.0, "respond_by": 31.0}
IN_OFFICE = (
    FILED,
    BEGUN[1].model_copy(update={"policy": OFFICE}),
    clocks(1, 1.1, _LATE),
)
_OFFICE_LEVELS = (escalated(1, 11.2), escalated(2, 16.3), escalated(2, 36.4, repeat=1))
OFFICE_LIFE = life(
    *IN_OFFICE,
    breached("acknowledge_by", 11, 11.1),
    _OFFICE_LEVELS[0],
    delivered(_OFFICE_LEVELS[0]),
    _OFFICE_LEVELS[1],
    delivered(_OFFICE_LEVELS[1]),
    breached("respond_by", 31, 31.1),
    _OFFICE_LEVELS[2],
    delivered(_OFFICE_LEVELS[2]),
)
"""On a calendar with office hours: until the first levels are used up, and before the last deadline."""

CLEAN: dict[str, Log] = {
    **{name: with_clocks(log) for name, log in LIVES.items()},
    "untouched": with_clocks(Log()),
    "in office hours": OFFICE_LIFE,
}


def history_of(log: Log, before: float | None = None) -> History:
    """What was written, all of it or up to a moment."""
    history = History("c1")
    for entry in sorted(log.entries(), key=lambda each: (each.written_at, each.offset)):
        if entry.event is not None and (before is None or entry.written_at < at(before)):
            history.take(entry.event, entry.written_at)
    return history
