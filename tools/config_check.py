"""Checks a city's configuration as all services together read it: `python -m tools.config_check config/demo`."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from chassis import config
from chassis.errors import ConfigurationError
from contracts.values import PolicySnapshot
from services.complaints.city import load_city
from services.notify import config as notify
from services.routing import city as routing
from services.routing.rules import lies_in
from services.sla import city as sla
from services.sla.calendars import WorkingCalendar

LOADERS: tuple[Callable[[Path], object], ...] = (load_city, routing.load, sla.load, notify.load)
"""What each service reads at its start. Only when all of them succeed is anything compared between services."""

UNIQUE = {
    "units.yaml": ("units", "id"),
    "categories.yaml": ("categories", "code"),
    "areas.yaml": ("areas", "code"),
    "words.yaml": ("words", "id"),
    "routing.yaml": ("rules", "name"),
    "policies.yaml": ("policies", "name"),
}
"""The lists whose entries are known by a name, which therefore must not stand twice."""


def check(folder: Path) -> list[str]:
    """All faults of the city in `folder`, as `file:line: field: reason`; none when services can start with it."""
    if not folder.is_dir():
        return [f"{folder}: no such folder"]
    faults: list[str] = []
    for load in LOADERS:
        try:
            load(folder)
        except ConfigurationError as error:
            faults += str(error).splitlines()
    if not faults:
        faults = [*_twice(folder), *_areas(folder), *_calendars(folder), *_durations(folder), *_roles(folder)]
    return list(dict.fromkeys(faults))  # several services read the same file


def summary(folder: Path) -> str:
    """How much there is of everything, for a city without faults."""
    counts = [f"{len(_entries(folder, file))} {part}" for file, (part, _) in UNIQUE.items()]
    return ", ".join([*counts, f"{len(sla.load(folder))} calendars"])


def _twice(folder: Path) -> Iterator[str]:
    for file, (part, key) in UNIQUE.items():
        names = [entry[key] for entry in _entries(folder, file)]
        for number, name in enumerate(names):
            if name in names[:number]:
                yield config.fault(folder / file, (part, number, key), f"{name} stands twice")


def _areas(folder: Path) -> Iterator[str]:
    """Areas above those of the city (its province) need no entry of their own."""
    codes = [entry["code"] for entry in _entries(folder, "areas.yaml")]
    for number, entry in enumerate(_entries(folder, "areas.yaml")):
        parent = entry.get("parent")
        if parent is not None and (parent not in codes or not lies_in(entry["code"], parent)):
            yield config.fault(folder / "areas.yaml", ("areas", number, "parent"), f"{parent} is not the area above it")
    for number, rule in enumerate(_entries(folder, "routing.yaml")):
        for place, area in enumerate(rule.get("area") or ()):
            if not any(lies_in(code, area) for code in codes):
                at = ("rules", number, "area", place)
                yield config.fault(folder / "routing.yaml", at, f"no such area in areas.yaml: {area}")


def _calendars(folder: Path) -> Iterator[str]:
    calendars = sla.load(folder)
    for number, unit in enumerate(_entries(folder, "units.yaml")):
        if unit["calendar"] not in calendars:
            at = ("units", number, "calendar")
            yield config.fault(folder / "units.yaml", at, f"no such calendar in calendars.yaml: {unit['calendar']}")


def _durations(folder: Path) -> Iterator[str]:
    """Every policy on every calendar that a unit has, for a transfer can bring any complaint to any unit."""
    calendars = sla.load(folder)
    definitions = yaml.safe_load((folder / "policies.yaml").read_text(encoding="utf-8"))["clocks"]
    used = sorted({unit["calendar"] for unit in _entries(folder, "units.yaml")} & calendars.keys())
    for number, policy in enumerate(_entries(folder, "policies.yaml")):
        clocks = [{**definitions[clock["name"]], **clock} for clock in policy["clocks"]]
        rest = {"clocks": clocks, "version": "", "calendar": used[0] if used else "none"}
        snapshot = PolicySnapshot.model_validate({**policy, **rest})
        for field, reason in (fault for name in used for fault in _policy_faults(snapshot, calendars[name])):
            yield config.fault(folder / "policies.yaml", ("policies", number, *field), reason)


def _policy_faults(policy: PolicySnapshot, calendar: WorkingCalendar) -> Iterator[tuple[tuple[int | str, ...], str]]:
    for number, clock in enumerate(policy.clocks):
        if calendar.working_ms(clock.within) == 0:
            yield ("clocks", number, "within"), "must be more than zero"
    if policy.repeat_times and calendar.working_ms(policy.repeat_every) == 0:
        yield ("repeat_every",), "must be more than zero, or repeat_times 0"
    before = 0
    for number, step in enumerate(policy.ladder):
        after = calendar.working_ms(step.after)
        if after < before:
            higher = policy.ladder[number - 1]
            reason = f"{step.after} is less than {higher.after} of level {higher.level} on the calendar {calendar.name}"
            yield ("ladder", number, "after"), reason
        before = after


def _roles(folder: Path) -> Iterator[str]:
    """A role that nobody could ever hold would send every escalation of its level to the catch-all, unnoticed."""
    known = {role for _, role in notify.load(folder).posts}
    for number, policy in enumerate(_entries(folder, "policies.yaml")):
        for place, step in enumerate(policy["ladder"]):
            if step["role"] not in known:
                at = ("policies", number, "ladder", place, "role")
                yield config.fault(folder / "policies.yaml", at, f"no post in leaders.yaml has the role {step['role']}")


def _entries(folder: Path, file: str) -> Sequence[dict[str, Any]]:
    """The list of a file that its services have found right."""
    entries: Sequence[dict[str, Any]] = yaml.safe_load((folder / file).read_text(encoding="utf-8"))[UNIQUE[file][0]]
    return entries


def main(arguments: Sequence[str]) -> int:
    """Print what was found; the exit code is 1 when there is a fault, 2 when no folder is named."""
    if len(arguments) != 1:
        print("usage: python -m tools.config_check <folder of a city>", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    faults = check(folder)
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    print(f"{folder}: ok ({summary(folder)})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
