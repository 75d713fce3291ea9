"""The definitions of clocks: what they refer to is what happens to complaints."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from city.faults import Fault, Location
from city.files.policies import ClockDefinition, PoliciesFile, PolicyClock
from contracts.events import (
    COMPLAINT_EVENTS,
    ComplaintClosed,
    ComplaintFiled,
    ComplaintMerged,
    ComplaintRejected,
    ComplaintWithdrawn,
    ContributionRequested,
)

STEPS = tuple(event.step() for event in COMPLAINT_EVENTS if event.moves_clocks)
ENDS = (ComplaintRejected.step(), ComplaintMerged.step(), ComplaintWithdrawn.step(), ComplaintClosed.step())
"""The steps after which nobody owes the complainant anything, or only with another complaint."""
ASKED = ContributionRequested.step()
STARTS = {
    "stage": ("assigned or a later step", {"assigned", *STEPS}),
    "statutory": ("filed or a later step", {ComplaintFiled.step(), *STEPS}),
    "step": (f"one of the steps {', '.join(STEPS)}", {*STEPS}),
    "contribution": (ASKED, {ASKED}),
}
"""Scope → what a clock of it starts with, in words, and as names."""


def starts_fit_the_scope(policies: PoliciesFile) -> Iterator[Fault]:
    """How often a clock starts follows from what it starts with: an assignment, filing, a step, being asked."""
    for name, clock in policies.clocks.items():
        in_words, starts = STARTS[clock.scope]
        if clock.starts_with not in starts:
            reason = f"a {clock.scope} clock starts with {in_words}, not with {clock.starts_with!r}"
            yield Fault("policies", ("clocks", name, "starts_with"), reason)


def steps_exist(policies: PoliciesFile) -> Iterator[Fault]:
    """A step is named as in the type of an event: `acknowledged` for `complaint.acknowledged`."""
    for name, clock in policies.clocks.items():
        for field, steps in _lists(clock).items():
            for number, step in enumerate(steps):
                if step not in STEPS:
                    reason = f"no step of a complaint that moves clocks: {step!r}; there are {', '.join(STEPS)}"
                    yield Fault("policies", ("clocks", name, field, number), reason)


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


def complainants_are_reminded(policies: PoliciesFile) -> Iterator[Fault]:
    """Reminders and an expiry are for what the complainant owes, warnings for what a unit owes."""
    for name, clock in policies.clocks.items():
        if clock.owed_by == "complainant":
            if clock.scope != "step":
                reason = f"the complainant owes something after a step: scope must be step, not {clock.scope}"
                yield Fault("policies", ("clocks", name, "scope"), reason)
            if clock.warn_share is not None:
                reason = "a complainant is not warned but reminded: say remind_shares"
                yield Fault("policies", ("clocks", name, "warn_share"), reason)
        else:
            for field in ("remind_shares", "on_expiry"):
                if getattr(clock, field):
                    reason = "is for what the complainant owes: say owed_by: complainant, or leave it out"
                    yield Fault("policies", ("clocks", name, field), reason)


def reminders_come_in_order(policies: PoliciesFile) -> Iterator[Fault]:
    """Each reminder comes later than the one before."""
    for name, clock in policies.clocks.items():
        for number, (earlier, later) in enumerate(pairwise(clock.remind_shares), start=1):
            if later <= earlier:
                at = ("clocks", name, "remind_shares", number)
                yield Fault("policies", at, f"{later} does not come after {earlier}; list the shares in rising order")


def only_what_pauses_has_limits(policies: PoliciesFile) -> Iterator[Fault]:
    """A limit of pauses belongs to a clock that some step pauses, wherever it is said."""
    for name, clock in policies.clocks.items():
        yield from _pauses_never(clock, clock, ("clocks", name))
    for number, policy in enumerate(policies.policies):
        for place, each in enumerate(policy.clocks):
            if each.name in policies.clocks:
                at = ("policies", number, "clocks", place)
                yield from _pauses_never(policies.clocks[each.name], each, at)


def _pauses_never(clock: ClockDefinition, said: ClockDefinition | PolicyClock, at: Location) -> Iterator[Fault]:
    for field in ("max_pauses", "max_pause"):
        if getattr(said, field) is not None and not clock.paused_by:
            yield Fault("policies", (*at, field), "no step pauses this clock: say paused_by, or leave it out")


def _lists(clock: ClockDefinition) -> dict[str, tuple[str, ...]]:
    return {
        "met_by": clock.met_by,
        "ended_by": clock.ended_by,
        "paused_by": clock.paused_by,
        "resumed_by": clock.resumed_by,
        "restored_by": clock.restored_by,
    }
