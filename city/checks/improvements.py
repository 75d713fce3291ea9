"""Improvement actions: their clocks refer to their life, and whoever must hear of a breach can be found."""

from collections.abc import Iterator

from city.checks.names import twice
from city.faults import Fault
from city.files.improvements import ActionPolicy, ImprovementsFile
from city.files.leaders import LeadersFile
from city.files.units import UnitsFile
from contracts.durations import duration_ms
from contracts.improvement_events import (
    IMPROVEMENT_STEPS,
    ImprovementDeclined,
    ImprovementDone,
    ImprovementDropped,
)

STEPS = tuple(event.step() for event in IMPROVEMENT_STEPS if event.moves_clocks)
ENDS = (ImprovementDone.step(), ImprovementDropped.step(), ImprovementDeclined.step())
"""The steps after which nobody owes anything."""
_STARTS = {"stage": ("assigned", *STEPS), "step": STEPS}


def bureau_exists(improvements: ImprovementsFile, units: UnitsFile) -> Iterator[Fault]:
    """The units that look after improvements and after learning are the city's."""
    for field, unit in (("bureau", improvements.bureau), ("training", improvements.training)):
        if unit is not None and unit not in units.by_id():
            yield Fault("improvements", (field,), f"unit {unit!r} does not exist")


def successors_lead_to_units(improvements: ImprovementsFile, units: UnitsFile) -> Iterator[Fault]:
    """A unit that was merged or renamed is followed by one of the city's, over as many steps as there were."""
    for old in improvements.successors:
        seen, unit = {old}, improvements.successors[old]
        while unit in improvements.successors and unit not in seen:
            seen.add(unit)
            unit = improvements.successors[unit]
        if unit in seen:
            yield Fault("improvements", ("successors", old), "these units follow each other in a circle")
        elif unit not in units.by_id():
            yield Fault("improvements", ("successors", old), f"unit {unit!r} does not exist")


def clocks_refer_to_steps(improvements: ImprovementsFile) -> Iterator[Fault]:
    """A step is named as in the type of an event: `started` for `improvement.started`."""
    for name, clock in improvements.clocks.items():
        starts = _STARTS[clock.scope]
        if clock.starts_with not in starts:
            reason = f"a {clock.scope} clock starts with one of {', '.join(starts)}, not with {clock.starts_with!r}"
            yield Fault("improvements", ("clocks", name, "starts_with"), reason)
        for field in ("met_by", "ended_by"):
            for number, step in enumerate(getattr(clock, field)):
                if step not in STEPS:
                    reason = f"no step of an improvement action: {step!r}; there are {', '.join(STEPS)}"
                    yield Fault("improvements", ("clocks", name, field, number), reason)


def clocks_of_actions_end(improvements: ImprovementsFile) -> Iterator[Fault]:
    """A clock that the end of an action leaves running would warn and escalate for ever after."""
    for name, clock in improvements.clocks.items():
        if missing := [step for step in ENDS if step not in (*clock.met_by, *clock.ended_by)]:
            reason = f"the clock goes on after {' and '.join(missing)}; add to met_by what fulfils it, else to ended_by"
            yield Fault("improvements", ("clocks", name), reason)


def policies_of_actions_are_whole(improvements: ImprovementsFile) -> Iterator[Fault]:
    """A policy gives each of its clocks a time of its own, levels count up, and the work has the clock of its date."""
    for name, policy in _policies(improvements):
        yield from twice("improvements", (name, "clocks"), [clock.name for clock in policy.clocks])
        for place, clock in enumerate(policy.clocks):
            if clock.name not in improvements.clocks:
                reason = f"no such clock: {clock.name}; defined are {', '.join(improvements.clocks)}"
                yield Fault("improvements", (name, "clocks", place, "name"), reason)
            if duration_ms(clock.within) == 0:
                yield Fault("improvements", (name, "clocks", place, "within"), "must be more than zero")
        levels = [step.level for step in policy.ladder]
        if levels != list(range(1, len(levels) + 1)):
            reason = f"levels must be 1, 2, 3 … in order, not {levels}"
            yield Fault("improvements", (name, "ladder"), reason)
    if improvements.target_clock not in {clock.name for clock in improvements.work.clocks}:
        reason = f"{improvements.target_clock!r} must be one of the clocks under `work`"
        yield Fault("improvements", ("target_clock",), reason)


def roles_of_actions_have_posts(improvements: ImprovementsFile, leaders: LeadersFile) -> Iterator[Fault]:
    """A role that nobody could ever hold would send every escalation of its level to the catch-all."""
    known = {post.role for post in leaders.posts}
    for name, policy in _policies(improvements):
        for place, step in enumerate(policy.ladder):
            if step.role not in known:
                at = (name, "ladder", place, "role")
                yield Fault("improvements", at, f"no post in leaders.yaml has the role {step.role!r}")


def _policies(improvements: ImprovementsFile) -> tuple[tuple[str, ActionPolicy], ...]:
    return ("proposal", improvements.proposal), ("work", improvements.work)
