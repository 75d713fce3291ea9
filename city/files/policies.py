"""policies.yaml: what clocks there are, how long each runs under which policy, and who hears of a breach when."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from city.entry import Entry, Names, in_words
from contracts.values import ClockRule, Code, ElapsedDuration, WorkingDuration

Share = Annotated[float, Field(gt=0, lt=1)]
"""A part of a clock's time."""

DEFAULT_MAX_PAUSES = 2
"""How often a clock pauses at most whose definition and policy do not say it."""


class ClockDefinition(Entry):
    """What a clock is, whatever its time: the fields of `ClockRule`, and what people call it.

    `title` completes "the deadline for …", `asks` completes "please …": what is to be done before the deadline, said to
    whoever owes it.
    """

    title: Names
    asks: Names
    scope: Literal["stage", "statutory", "step", "contribution"]
    starts_with: Code
    met_by: tuple[Code, ...] = ()
    ended_by: tuple[Code, ...] = ()
    paused_by: tuple[Code, ...] = ()
    resumed_by: tuple[Code, ...] = ()
    restored_by: tuple[Code, ...] = ()
    warn_share: Share | None = None
    escalates: bool = True
    max_pauses: int | None = Field(default=None, ge=0)
    max_pause: WorkingDuration | None = None
    owed_by: Literal["unit", "complainant"] = "unit"
    remind_shares: tuple[Share, ...] = ()
    on_expiry: Literal["no_reply", "not_objected"] | None = None


class PolicyClock(Entry):
    """One clock as a policy names it: its time and, where they are its own, its share for warning and its pauses."""

    name: Code
    within: WorkingDuration
    warn_share: Share | None = None
    max_pauses: int | None = Field(default=None, ge=0)
    max_pause: WorkingDuration | None = None


class Step(Entry):
    """A step of the ladder: after how much working time since the breach which role hears of it."""

    level: int = Field(ge=1)
    role: Code
    after: WorkingDuration


class Policy(Entry):
    """How much working time each clock has, who hears of a breach when, and what else the city allows.

    Leaders promise an answer at most `promise_within` ahead, and units correct a complaint's category and area at most
    `max_reclassifications` times; the triage desk may always.
    """

    name: Code
    clocks: tuple[PolicyClock, ...] = Field(min_length=1)
    ladder: tuple[Step, ...] = Field(min_length=1)
    repeat_every: WorkingDuration
    repeat_times: int = Field(ge=0, le=9)
    reopen_within: ElapsedDuration
    max_transfers: int = Field(ge=0)
    promise_within: ElapsedDuration = "P14D"
    max_reclassifications: int = Field(default=2, ge=0)


class PoliciesFile(Entry):
    """Complaints at the triage desk follow `triage_policy` if it is given, else `default_policy`."""

    version: str
    clocks: dict[Code, ClockDefinition]
    default_policy: Code
    triage_policy: Code | None = None
    policies: tuple[Policy, ...] = Field(min_length=1)

    def clock_rules(self, policy: Policy) -> tuple[ClockRule, ...]:
        """The clocks of a policy in the form in which they travel."""
        return tuple(self._clock_rule(clock) for clock in policy.clocks)

    def clock_title(self, clock: str, language: str) -> str:
        """What people call a clock; its own name in words when the city no longer has it."""
        return self.clocks[clock].title.in_language(language) if clock in self.clocks else in_words(clock)

    def clock_asks(self, clock: str, language: str) -> str | None:
        """What is to be done before the deadline; None when the city no longer has the clock."""
        return self.clocks[clock].asks.in_language(language) if clock in self.clocks else None

    def _clock_rule(self, clock: PolicyClock) -> ClockRule:
        rule = clock_rule(self.clocks[clock.name], clock)
        if rule.paused_by and rule.max_pauses is None:
            return rule.model_copy(update={"max_pauses": DEFAULT_MAX_PAUSES})
        return rule


def clock_rule(definition: BaseModel, clock: BaseModel) -> ClockRule:
    """A clock in the form in which it travels: what it is, and over that what a policy says of it."""
    return ClockRule.model_validate(
        definition.model_dump(exclude={"title", "asks"}) | clock.model_dump(exclude_none=True)
    )
