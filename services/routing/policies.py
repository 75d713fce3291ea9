"""The deadlines' rules of `policies.yaml`, and the snapshot of them that travels with every assignment."""

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts.values import Code, LadderStep, PolicySnapshot, WorkingDuration


class PolicyConfig(BaseModel):
    """One policy: how much working time for each step, and who hears of a breach when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Code
    acknowledge_within: WorkingDuration
    respond_within: WorkingDuration
    resolve_within: WorkingDuration
    warn_at: float = Field(gt=0, lt=1)
    ladder: tuple[LadderStep, ...] = Field(min_length=1)
    repeat_every: WorkingDuration
    repeat_times: int = Field(ge=0, le=9)

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
        self._made: dict[tuple[str, str], PolicySnapshot] = {}

    def for_matter(self, category: str | None, calendar: str) -> PolicySnapshot:
        """The policy of a category (the default one where it names none), on a unit's calendar."""
        return self._snapshot(self._by_category.get(category or "", self._default), calendar)

    def for_triage(self, calendar: str) -> PolicySnapshot:
        """The policy at the triage desk."""
        return self._snapshot(self._triage, calendar)

    def _snapshot(self, name: str, calendar: str) -> PolicySnapshot:
        if (name, calendar) not in self._made:
            fields = self._policies[name].model_dump()
            self._made[name, calendar] = PolicySnapshot(version=self._version, calendar=calendar, **fields)
        return self._made[name, calendar]
