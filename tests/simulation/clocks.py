"""The clocks of a complaint as anybody would work them out from its policy with a calendar and a pencil.

It reads the rules that travelled with the assignments and shares no code with sla.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.events import AssignmentEvent, ComplaintEvent, ContributionGiven, ContributionRequested
from contracts.values import ClockOwner, ClockRule, ClockScope
from tests.simulation.working_time import WorkingTime


@dataclass
class Clock:
    """One run of a clock. `due_at` is None while it is paused; `ended_by` is the step that met or ended it.

    `stage` is the number of the assignment that a stage clock began with.
    """

    rule: ClockRule
    started_at: datetime
    started_seq: int = 0
    stage: int = 0
    contributor: str | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: int | None = None

    @property
    def is_the_complainants(self) -> bool:
        """Whether the complainant owes it."""
        return self.rule.owed_by is ClockOwner.COMPLAINANT

    @property
    def ladder(self) -> tuple[str, object]:
        """Which ladder hears of it."""
        if self.rule.scope is ClockScope.CONTRIBUTION:
            return "contribution", self.contributor
        return ("statutory", None) if self.rule.scope is ClockScope.STATUTORY else ("stage", None)

    def is_late(self, now: datetime) -> bool:
        """Whether it was or is overdue."""
        return self.due_at is not None and (self.ended_at > self.due_at if self.ended_at else self.due_at <= now)


@dataclass
class Stage:
    """The time of one unit: the steps after `after`, up to the step `until` that took it away."""

    begun: AssignmentEvent
    after: int
    until: int | None = None


class Clocks:
    """All runs of all clocks of a complaint, at `now`."""

    def __init__(
        self,
        steps: Sequence[ComplaintEvent],
        assignments: Sequence[AssignmentEvent],
        now: datetime,
        working_time: WorkingTime,
    ) -> None:
        self._steps = [step for step in steps if step.moves_clocks]
        self._assignments, self._now, self._working_time = assignments, now, working_time
        self._seqs = {step.id: step.seq for step in steps}
        self.stages = self._stages()
        self.all = [*self._of_stages(), *self._statutory(), *self._of_steps()]

    def _stages(self) -> list[Stage]:
        stages: list[Stage] = []
        for assignment in self._assignments:
            caused_by = self._seqs[assignment.cause or ""]
            if assignment.continues and stages:
                continue
            if stages:
                stages[-1].until = caused_by
            stages.append(Stage(assignment, caused_by))
        return stages

    def _of_stages(self) -> Iterator[Clock]:
        """A stage that is over ends its clocks."""
        for stage in self.stages:
            last = stage.until or self._steps[-1].seq if self._steps else 0
            steps = [step for step in self._steps if stage.after < step.seq <= last]
            for rule in self._rules(stage.begun, ClockScope.STAGE):
                clock = Clock(rule, stage.begun.occurred_at, stage=stage.begun.assignment_number)
                self._run(clock, steps)
                if clock.ended_at is None and stage.until is not None:
                    clock.ended_at, clock.ended_by = steps[-1].occurred_at, stage.until
                yield clock

    def _statutory(self) -> Iterator[Clock]:
        """By the first policy, or the one that a leader put it under while the clock ran."""
        found: dict[str, Clock] = {}
        for governing in (self._assignments[0], *(each for each in self._assignments[1:] if each.sets_statutory)):
            over = {
                name: clock
                for name, clock in found.items()
                if clock.ended_at is not None and clock.ended_at <= governing.occurred_at
            }
            found = dict(over)
            for rule in self._rules(governing, ClockScope.STATUTORY):
                if rule.name not in over:
                    found[rule.name] = Clock(rule, governing.filed_at)
                    self._run(found[rule.name], self._steps)
        yield from found.values()

    def _of_steps(self) -> Iterator[Clock]:
        """One for each step that starts one, for the unit that is asked if it is asked for its part."""
        for number, start in enumerate(self._steps):
            later, asked = self._steps[number + 1 :], None
            assignment = self._in_force(start)
            if isinstance(start, ContributionRequested):
                asked = start.unit
                later = [each for each in later if not isinstance(each, ContributionGiven) or each.unit == asked]
            for scope in (ClockScope.STEP, ClockScope.CONTRIBUTION):
                for rule in self._rules(assignment, scope):
                    if rule.starts_with == start.step():
                        clock = Clock(rule, start.occurred_at, start.seq, contributor=asked)
                        self._run(clock, later)
                        yield clock

    def _in_force(self, start: ComplaintEvent) -> AssignmentEvent:
        """The assignment under which a step was taken; what comes before the first one belongs to that."""
        return self._assignments[max(1, start.assignment_number) - 1]

    def _rules(self, assignment: AssignmentEvent, scope: ClockScope) -> Iterator[ClockRule]:
        return (rule for rule in assignment.policy.clocks if rule.scope is scope)

    def _run(self, clock: Clock, steps: Sequence[ComplaintEvent]) -> None:
        """Goes through the steps; a pause that is over by itself is over before the next step is looked at."""
        rule, time = clock.rule, self._working_time
        clock.due_at = time.add(clock.started_at, time.length(rule.within))
        allowance = time.length(rule.max_pause) if rule.max_pause else timedelta.max
        pauses, pause = 0, None
        for at, seq, kind in [*((s.occurred_at, s.seq, s.step()) for s in steps), (self._now, None, "")]:
            if pause is not None and (kind in rule.met_by + rule.ended_by + rule.resumed_by or seq is None):
                paused_at, left = pause
                used = time.between(paused_at, at)
                is_over = used >= allowance
                if seq is not None or is_over:
                    since = time.add(paused_at, allowance) if is_over else at
                    clock.due_at = time.add(since, left) if left else clock.due_at
                    allowance -= min(used, allowance)
                    pause = None
                elif left:
                    clock.due_at = None
            if kind in rule.met_by + rule.ended_by:
                clock.ended_at, clock.ended_by = at, seq
                return
            if kind in rule.paused_by and pause is None and self._may_pause(rule, pauses, allowance):
                assert clock.due_at is not None
                pause, pauses = (at, time.between(at, clock.due_at)), pauses + 1

    def _may_pause(self, rule: ClockRule, pauses: int, allowance: timedelta) -> bool:
        return (rule.max_pauses is None or pauses < rule.max_pauses) and allowance > timedelta(0)
