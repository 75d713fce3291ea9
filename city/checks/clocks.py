"""The definitions of clocks: what they refer to is what happens to complaints."""

from collections import Counter
from collections.abc import Iterator

from city.faults import Fault
from city.files.policies import ClockDefinition, PoliciesFile
from contracts.events import (
    COMPLAINT_EVENTS,
    ComplaintClosed,
    ComplaintFiled,
    ComplaintRejected,
    ComplaintWithdrawn,
)

STEPS = tuple(event.step() for event in COMPLAINT_EVENTS)
ENDS = (ComplaintRejected.step(), ComplaintWithdrawn.step(), ComplaintClosed.step())
"""The steps after which nobody owes the complainant anything."""
FILED, ASSIGNED = ComplaintFiled.step(), "assigned"


def starts_fit_the_scope(policies: PoliciesFile) -> Iterator[Fault]:
    """A stage clock starts anew with every assignment or a later step, a statutory one once: from filing on."""
    for name, clock in policies.clocks.items():
        first, never = (ASSIGNED, FILED) if clock.scope == "stage" else (FILED, ASSIGNED)
        if clock.starts_with != first and (clock.starts_with == never or clock.starts_with not in STEPS):
            reason = f"a {clock.scope} clock starts with {first} or a later step, not with {clock.starts_with!r}"
            yield Fault("policies", ("clocks", name, "starts_with"), reason)


def steps_exist(policies: PoliciesFile) -> Iterator[Fault]:
    """A step is named as in the type of an event: `acknowledged` for `complaint.acknowledged`."""
    for name, clock in policies.clocks.items():
        for field, steps in _lists(clock).items():
            for number, step in enumerate(steps):
                if step not in STEPS:
                    at = ("clocks", name, field, number)
                    yield Fault("policies", at, f"no complaint takes a step {step!r}; there are {', '.join(STEPS)}")


def a_step_does_one_thing(policies: PoliciesFile) -> Iterator[Fault]:
    """A step that stands in two lists of a clock would do whichever of them is read last."""
    for name, clock in policies.clocks.items():
        lists = _lists(clock)
        for step, count in Counter(step for steps in lists.values() for step in steps).items():
            if count > 1:
                fields = ", ".join(field for field, steps in lists.items() if step in steps)
                yield Fault("policies", ("clocks", name), f"{step} stands more than once in {fields}; keep one")


def clocks_end(policies: PoliciesFile) -> Iterator[Fault]:
    """A clock that the end of a complaint leaves running would warn and escalate for ever after."""
    for name, clock in policies.clocks.items():
        missing = [step for step in ENDS if step not in (*clock.met_by, *clock.ended_by)]
        if missing:
            reason = f"the clock goes on after {' and '.join(missing)}; add to met_by what fulfils it, else to ended_by"
            yield Fault("policies", ("clocks", name), reason)


def _lists(clock: ClockDefinition) -> dict[str, tuple[str, ...]]:
    return {
        "met_by": clock.met_by,
        "ended_by": clock.ended_by,
        "paused_by": clock.paused_by,
        "resumed_by": clock.resumed_by,
        "restored_by": clock.restored_by,
    }
