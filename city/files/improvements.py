"""improvements.yaml: who looks after improvement actions, of which kinds they are, and by when what is to happen."""

from typing import Literal

from pydantic import Field

from city.entry import Entry, Names, in_words
from city.files.policies import Share, Step, clock_rule
from contracts.values import ClockRule, Code, LadderStep, PolicySnapshot, WorkingDuration


class ActionClock(Entry):
    """A clock of improvement actions. Steps are those of their life: `started` for `improvement.started`.

    `title` completes "the deadline for …", `asks` completes "please …", said to whoever owes it.
    """

    title: Names
    asks: Names
    scope: Literal["stage", "step"]
    starts_with: Code
    met_by: tuple[Code, ...] = ()
    ended_by: tuple[Code, ...] = ()
    warn_share: Share | None = None
    escalates: bool = True


class Timed(Entry):
    """How much working time a clock has."""

    name: Code
    within: WorkingDuration


class ActionPolicy(Entry):
    """The clocks of one stage of an action, and who hears when one of them is breached."""

    clocks: tuple[Timed, ...] = Field(min_length=1)
    ladder: tuple[Step, ...] = Field(min_length=1)
    repeat_every: WorkingDuration
    repeat_times: int = Field(ge=0, le=9)


class Ideas(Entry):
    """How ideas of the public are handled: why one may not be published, or not be taken up.

    What is not public is deleted so many days after it was proposed, or declined.
    """

    declines: dict[Code, Names] = Field(min_length=1)
    refusals: dict[Code, Names] = Field(min_length=1)
    delete_after_days: int = Field(ge=1, le=3650)


class ImprovementsFile(Entry):
    """`bureau` is the unit that looks after improvements. `dismissals` are why a finding may be laid aside.

    `training` is the unit that looks after learning (BKPSDM, BPSDM); without one the bureau does.

    A proposal follows `proposal`, an agreed action `work`: there, `target_clock` runs until the date of the action, in
    place of the time that stands in the policy. A city without `ideas` takes none.
    """

    version: str
    bureau: Code
    training: Code | None = None
    actions: dict[Code, Names] = Field(min_length=1)
    dismissals: dict[Code, Names] = Field(min_length=1)
    clocks: dict[Code, ActionClock]
    proposal: ActionPolicy
    work: ActionPolicy
    target_clock: Code
    successors: dict[Code, Code] = Field(default_factory=dict)
    ideas: Ideas | None = None

    def action_name(self, action: str, language: str) -> str:
        """What a kind of action is called; its own name in words when the city no longer has it."""
        return self.actions[action].in_language(language) if action in self.actions else in_words(action)

    def clock_title(self, clock: str, language: str) -> str:
        """What people call a clock; its own name in words when the city no longer has it."""
        return self.clocks[clock].title.in_language(language) if clock in self.clocks else in_words(clock)

    def clock_asks(self, clock: str, language: str) -> str | None:
        """What is to be done before the deadline; None when the city no longer has the clock."""
        return self.clocks[clock].asks.in_language(language) if clock in self.clocks else None

    def proposal_snapshot(self, calendar: str) -> PolicySnapshot:
        """The rules for a proposal, as they travel."""
        return self._snapshot("improvement-proposal", self.proposal, calendar)

    def work_snapshot(self, calendar: str, within: WorkingDuration) -> PolicySnapshot:
        """The rules for an agreed action that has so much working time until its date, as they travel."""
        return self._snapshot("improvement-work", self.work, calendar, {self.target_clock: within})

    def _snapshot(
        self, name: str, policy: ActionPolicy, calendar: str, own: dict[str, WorkingDuration] | None = None
    ) -> PolicySnapshot:
        return PolicySnapshot(
            name=name,
            version=self.version,
            calendar=calendar,
            clocks=tuple(self._rule(each, (own or {}).get(each.name)) for each in policy.clocks),
            ladder=tuple(LadderStep(level=step.level, role=step.role, after=step.after) for step in policy.ladder),
            repeat_every=policy.repeat_every,
            repeat_times=policy.repeat_times,
            reopen_within="PT0S",
            max_transfers=0,
        )

    def _rule(self, timed: Timed, own: WorkingDuration | None) -> ClockRule:
        rule = clock_rule(self.clocks[timed.name], timed)
        return rule if own is None else ClockRule.model_validate(rule.model_dump() | {"within": own})
