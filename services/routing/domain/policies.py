"""The snapshot of a policy that travels with every assignment."""

from collections.abc import Mapping
from dataclasses import dataclass

from city.files.categories import CategoriesFile
from city.files.policies import PoliciesFile, Policy
from city.files.units import UnitsFile
from contracts.values import LadderStep, PolicySnapshot


@dataclass(frozen=True)
class Policies:
    """All snapshots, by policy and calendar."""

    snapshots: Mapping[tuple[str, str], PolicySnapshot]
    by_category: Mapping[str, str]
    default: str
    triage: str
    transfers: Mapping[str, int]

    @classmethod
    def of(cls, policies: PoliciesFile, categories: CategoriesFile, units: UnitsFile, version: str) -> "Policies":
        """The policies of a city on every calendar that its units have."""
        calendars = {unit.calendar for unit in units.units}
        return cls(
            snapshots={
                (policy.name, calendar): _snapshot(policies, policy, calendar, version)
                for policy in policies.policies
                for calendar in calendars
            },
            by_category={each.code: each.policy for each in categories.categories if each.policy},
            default=policies.default_policy,
            triage=policies.triage_policy or policies.default_policy,
            transfers={policy.name: policy.max_transfers for policy in policies.policies},
        )

    def for_category(self, category: str | None, calendar: str) -> PolicySnapshot:
        """The policy of a category (the default one where it names none), on a unit's calendar."""
        return self.snapshots[self._name(category), calendar]

    def for_triage(self, calendar: str) -> PolicySnapshot:
        """The policy at the triage desk."""
        return self.snapshots[self.triage, calendar]

    def has(self, policy: str) -> bool:
        """Whether the city has a policy of this name."""
        return policy in self.transfers

    def named(self, policy: str, calendar: str) -> PolicySnapshot:
        """One policy of the city, on a unit's calendar."""
        return self.snapshots[policy, calendar]

    def max_transfers(self, category: str | None) -> int:
        """How often units may pass a complaint of this category on before the triage desk decides."""
        return self.transfers[self._name(category)]

    def _name(self, category: str | None) -> str:
        return self.by_category.get(category or "", self.default)


def _snapshot(policies: PoliciesFile, policy: Policy, calendar: str, version: str) -> PolicySnapshot:
    return PolicySnapshot(
        name=policy.name,
        version=version,
        calendar=calendar,
        clocks=policies.clock_rules(policy),
        ladder=tuple(LadderStep(level=step.level, role=step.role, after=step.after) for step in policy.ladder),
        repeat_every=policy.repeat_every,
        repeat_times=policy.repeat_times,
        reopen_within=policy.reopen_within,
        max_transfers=policy.max_transfers,
        promise_within=policy.promise_within,
        max_reclassifications=policy.max_reclassifications,
    )
