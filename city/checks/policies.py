"""The policies: what they name exists, and their times make sense on every calendar."""

from collections.abc import Iterator

from city.faults import Fault
from city.files.categories import CategoriesFile
from city.files.policies import PoliciesFile
from contracts.durations import duration_ms


def named_policies_exist(policies: PoliciesFile) -> Iterator[Fault]:
    """Every complaint has a policy."""
    known = _names(policies)
    for field, name in (("default_policy", policies.default_policy), ("triage_policy", policies.triage_policy)):
        if name is not None and name not in known:
            yield Fault("policies", (field,), f"no such policy: {name}; there are {', '.join(known)}")


def policies_of_categories_exist(categories: CategoriesFile, policies: PoliciesFile) -> Iterator[Fault]:
    """A category names its policy, or takes the default one."""
    known = _names(policies)
    for number, category in enumerate(categories.categories):
        if category.policy is not None and category.policy not in known:
            yield Fault("categories", ("categories", number, "policy"), f"no such policy: {category.policy}")


def clocks_are_defined(policies: PoliciesFile) -> Iterator[Fault]:
    """A policy gives a clock its time; what the clock is stands under `clocks`."""
    for number, policy in enumerate(policies.policies):
        for place, clock in enumerate(policy.clocks):
            if clock.name not in policies.clocks:
                at = ("policies", number, "clocks", place, "name")
                yield Fault("policies", at, f"no such clock: {clock.name}; defined are {', '.join(policies.clocks)}")


def times_are_positive(policies: PoliciesFile) -> Iterator[Fault]:
    """A deadline or repetition after no time at all would be due at once, and a promise could never be made."""
    for number, policy in enumerate(policies.policies):
        for place, clock in enumerate(policy.clocks):
            if duration_ms(clock.within) == 0:
                yield Fault("policies", ("policies", number, "clocks", place, "within"), "must be more than zero")
        if duration_ms(policy.promise_within) == 0:
            yield Fault("policies", ("policies", number, "promise_within"), "must be more than zero")
        if policy.repeat_times and duration_ms(policy.repeat_every) == 0:
            yield Fault("policies", ("policies", number, "repeat_every"), "must be more than zero, or repeat_times 0")


def levels_count_up(policies: PoliciesFile) -> Iterator[Fault]:
    """The levels of a ladder are 1, 2, 3 … in this order."""
    for number, policy in enumerate(policies.policies):
        levels = [step.level for step in policy.ladder]
        if levels != list(range(1, len(levels) + 1)):
            yield Fault("policies", ("policies", number, "ladder"), f"levels must be 1, 2, 3 … in order, not {levels}")


def _names(policies: PoliciesFile) -> list[str]:
    return [policy.name for policy in policies.policies]
