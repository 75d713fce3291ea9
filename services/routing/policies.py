"""The deadlines' rules of `policies.yaml`, and the snapshot of them that travels with every assignment."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts.values import ClockRule, Code, ElapsedDuration, LadderStep, PolicySnapshot, WorkingDuration


class PolicyClock(BaseModel):
    """One clock as a policy names it: its time, and what differs from the clock's definition."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Code
    within: WorkingDuration
    warn_share: float | None = Field(default=None, gt=0, lt=1)


class PolicyConfig(BaseModel):
    """One policy: how much working time for each step, and who hears of a breach when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Code
    clocks: tuple[PolicyClock, ...] = Field(min_length=1)
    ladder: tuple[LadderStep, ...] = Field(min_length=1)
    repeat_every: WorkingDuration
    repeat_times: int = Field(ge=0, le=9)
    reopen_within: ElapsedDuration
    max_transfers: int = Field(ge=0)

    @model_validator(mode="after")
    def _levels_count_up(self) -> "PolicyConfig":
        levels = [step.level for step in self.ladder]
        if levels != list(range(1, len(levels) + 1)):
            raise ValueError(f"ladder: levels must be 1, 2, 3 … in order, not {levels}")
        return self


class PoliciesConfig(BaseModel):
    """The file `policies.yaml`. Complaints at the triage desk follow `triage_policy` if it is given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    clocks: dict[Code, dict[str, Any]]
    default_policy: Code
    triage_policy: Code | None = None
    policies: tuple[PolicyConfig, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _named_policies_exist(self) -> "PoliciesConfig":
        known = {policy.name for policy in self.policies}
        for name in (self.default_policy, self.triage_policy):
            if name is not None and name not in known:
                raise ValueError(f"policy {name!r} is not among policies: {sorted(known)}")
        return self


class Policies:
    """Snapshots by policy and calendar, made once."""

    def __init__(self, config: PoliciesConfig, by_category: dict[str, str], version: str) -> None:
        self._policies = {policy.name: policy for policy in config.policies}
        self._by_category, self._default, self._version = by_category, config.default_policy, version
        self._triage = config.triage_policy or config.default_policy
        self._definitions = config.clocks
        self._made: dict[tuple[str, str], PolicySnapshot] = {}

    def for_matter(self, category: str | None, calendar: str) -> PolicySnapshot:
        """The policy of a category (the default one where it names none), on a unit's calendar."""
        return self._snapshot(self._by_category.get(category or "", self._default), calendar)

    def for_triage(self, calendar: str) -> PolicySnapshot:
        """The policy at the triage desk."""
        return self._snapshot(self._triage, calendar)

    def _snapshot(self, name: str, calendar: str) -> PolicySnapshot:
        if (name, calendar) not in self._made:
            fields = self._policies[name].model_dump(exclude={"clocks"})
            self._made[name, calendar] = PolicySnapshot(
                version=self._version, calendar=calendar, clocks=self._clocks(name), **fields
            )
        return self._made[name, calendar]

    def max_transfers(self, category: str | None) -> int:
        """How often units may pass a complaint of this category on before the triage desk decides."""
        return self._policies[self._by_category.get(category or "", self._default)].max_transfers

    def _clocks(self, name: str) -> tuple[ClockRule, ...]:
        return tuple(
            ClockRule.model_validate(self._definitions[clock.name] | clock.model_dump(exclude_none=True))
            for clock in self._policies[name].clocks
        )
