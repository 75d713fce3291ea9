"""A life as a person can read it: what happened in the order of its publication, and what does not hold."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from contracts.events import AssignmentEvent, ClocksSet, ComplaintEscalated, ComplaintEvent, DeadlineFired, Event
from tests.simulation.services import Life

ZONE = ZoneInfo("Asia/Jakarta")
_COMMON = {"id", "subject", "occurred_at", "cause", "trace", "policy", "routing_input", "clocks", "actor", "seq"}


def report(life: Life, seed: int, lives: int, found: list[str]) -> str:
    """What was expected of a life and does not hold, and how it can be seen again."""
    again = f"make year LIVES={lives} SEED={seed}"
    return "\n".join([f"{life.id} of `{again}`:", *(f"  MISMATCH: {each}" for each in found), *timeline(life), ""])


def timeline(life: Life) -> Iterator[str]:
    """One line for each event, on the city's wall clock; timers that went off are left out."""
    seen: set[str] = set()
    for published in life.log:
        event = published.event
        if event.id not in seen and not isinstance(event, DeadlineFired):
            seen.add(event.id)
            happened, said = (f"{at.astimezone(ZONE):%a %d %b %H:%M:%S}" for at in (event.occurred_at, published.at))
            yield f"{happened}  (published {said})  {_who(event):22} {event.kind()}  {_what(event)}"


def _who(event: Event) -> str:
    if isinstance(event, ComplaintEvent):
        return f"#{event.seq} {event.actor.kind} {event.actor.unit or ''}"
    return "routing" if isinstance(event, AssignmentEvent) else "sla"


def _what(event: Event) -> str:
    if isinstance(event, ClocksSet):
        zone = ((each, each.due_at and f"{each.due_at.astimezone(ZONE):%d %b %H:%M:%S}") for each in event.clocks)
        return f"n{event.assignment_number} " + ", ".join(f"{each.name} {each.status} {due}" for each, due in zone)
    content = event.model_dump(mode="json", exclude=_COMMON, exclude_none=True, exclude_defaults=True)
    if isinstance(event, ComplaintEscalated):
        content["overdue"] = [each.clock for each in event.overdue]
    if isinstance(event, AssignmentEvent):
        content["policy"] = event.policy.name
    return ", ".join(f"{name}={value}" for name, value in content.items())
