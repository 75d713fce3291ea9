"""Which clocks ran in a complaint's life, and by which policy: derived from its steps and assignments alone.

A stage begins with each assignment that does not continue the one before. Statutory clocks follow the first assignment,
or the last one that a leader's change of policy asked for. Other clocks start with a step, by the policy in force then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from contracts.events import AssignmentEvent, ComplaintEvent, ContributionGiven, ContributionRequested, is_history
from contracts.values import ClockRule, ClockScope, PolicySnapshot
from verify.evidence import History

Span = tuple[datetime, datetime]
RunId = tuple[str, str]
"""A clock's name, and what started it: nothing else can be breached once."""

STATUTORY_LADDER = "statutory"
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
_RANKS = {ClockScope.STATUTORY: 0, ClockScope.STAGE: 1, ClockScope.STEP: 1, ClockScope.CONTRIBUTION: 2}


@dataclass(frozen=True, slots=True)
class Place:
    """A time in which a clock belonged to one ladder. `numbers` are the assignments of a stage."""

    span: Span
    ladder: str
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Stage:
    """The time under one assignment and those that continue it."""

    first: AssignmentEvent
    numbers: frozenset[int]
    span: Span

    @property
    def ladder(self) -> str:
        """The name of its ladder."""
        return f"stage:{self.first.assignment_number}"


@dataclass(frozen=True, slots=True)
class Run:
    """One time that one clock ran: the steps that may touch it, in their order, and the ladders that it belongs to.

    `rank` says how bad it is when it is late, 0 the worst. `started_seq` is 0 when no step started it.
    """

    rule: ClockRule
    id: RunId
    started_at: datetime
    started_seq: int
    steps: tuple[ComplaintEvent, ...]
    places: tuple[Place, ...]
    known_by: str

    @property
    def rank(self) -> int:
        """Its place among clocks that are late, the worst first."""
        return _RANKS.get(self.rule.scope, len(_RANKS))


def runs(history: History) -> list[Run]:
    """Everything that ever ran."""
    steps = history.sequence
    return [*_stage_runs(history, steps), *_statutory_runs(history, steps), *_step_runs(history, steps)]


def in_order(history: History) -> list[AssignmentEvent]:
    """The assignments by number; a second one of the same number changes nothing, and no clock follows that of what was
    over before it came in.
    """
    first: dict[int, AssignmentEvent] = {}
    for assignment in (each for each in history.assignments if not is_history(each)):
        first.setdefault(assignment.assignment_number, assignment)
    return [first[number] for number in sorted(first)]


def stages(history: History) -> list[Stage]:
    """The stages in their order."""
    groups: list[list[AssignmentEvent]] = []
    for assignment in in_order(history):
        if groups and assignment.continues:
            groups[-1].append(assignment)
        else:
            groups.append([assignment])
    ends = [*(group[0].occurred_at for group in groups[1:]), FOREVER]
    return [
        Stage(group[0], frozenset(each.assignment_number for each in group), (group[0].occurred_at, end))
        for group, end in zip(groups, ends, strict=False)
    ]


def in_force(history: History, step: ComplaintEvent) -> AssignmentEvent | None:
    """The assignment under which a step was taken."""
    known = [each for each in in_order(history) if each.assignment_number <= step.assignment_number]
    return known[-1] if known else None


def _followed_by(history: History, step: ComplaintEvent) -> AssignmentEvent | None:
    """The assignment whose policy a clock follows that starts with this step: the one that answers it, where it asks
    for one, or the one in force.
    """
    answer = next((each for each in in_order(history) if each.cause == step.id), None)
    return answer or in_force(history, step)


def _stage_runs(history: History, steps: Sequence[ComplaintEvent]) -> Iterator[Run]:
    all_stages = stages(history)
    for number, stage in enumerate(all_stages):
        first, after = stage.first, _seq_of_cause(stage.first, steps)
        last = _seq_of_cause(all_stages[number + 1].first, steps) if number + 1 < len(all_stages) else _last_seq(steps)
        own = [step for step in steps if after < step.seq <= last]
        place = Place(stage.span, stage.ladder, stage.numbers)
        for rule in _rules(first.policy, ClockScope.STAGE):
            yield from _started(rule, ("assigned", first.occurred_at), own, place, first, stage.ladder)


def _statutory_runs(history: History, steps: Sequence[ComplaintEvent]) -> Iterator[Run]:
    known = in_order(history)
    setting = [each for number, each in enumerate(known) if number == 0 or each.sets_statutory]
    ends = [*(each.occurred_at for each in setting[1:]), FOREVER]
    for assignment, end in zip(setting, ends, strict=False):
        place = Place((assignment.occurred_at, end), STATUTORY_LADDER)
        for rule in _rules(assignment.policy, ClockScope.STATUTORY):
            if assignment is not setting[0] and _had_ended(rule, assignment.occurred_at, steps):
                continue
            yield from _started(rule, ("filed", assignment.filed_at), steps, place, assignment, STATUTORY_LADDER)


def _had_ended(rule: ClockRule, at: datetime, steps: Sequence[ComplaintEvent]) -> bool:
    """What was over when a leader changed the policy is not dated again."""
    ending = (*rule.met_by, *rule.ended_by)
    return any(step.step() in ending and step.occurred_at <= at for step in steps)


def _step_runs(history: History, steps: Sequence[ComplaintEvent]) -> Iterator[Run]:
    for step in steps:
        assignment = _followed_by(history, step)
        if assignment is None:
            continue
        for rule in _rules(assignment.policy, ClockScope.STEP, ClockScope.CONTRIBUTION):
            if rule.starts_with == step.step():
                touching, end = _until_it_starts_again(step, steps)
                places = _places(history, rule, step, end)
                known_by = max(step.id, assignment.id, key=lambda each: history.written_at[each])
                run_id = (rule.name, f"step {step.seq}")
                yield Run(rule, run_id, step.occurred_at, step.seq, touching, places, known_by)


def _started(
    rule: ClockRule,
    beginning: tuple[str, datetime],
    steps: Sequence[ComplaintEvent],
    place: Place,
    assignment: AssignmentEvent,
    name: str,
) -> Iterator[Run]:
    """A clock that runs once among these steps: from its beginning, or from the first step that starts it."""
    if rule.starts_with == beginning[0]:
        yield Run(rule, (rule.name, name), beginning[1], 0, tuple(steps), (place,), assignment.id)
        return
    for first in [step for step in steps if step.step() == rule.starts_with][:1]:
        later = tuple(step for step in steps if step.seq > first.seq)
        yield Run(rule, (rule.name, name), first.occurred_at, first.seq, later, (place,), assignment.id)


def _until_it_starts_again(
    start: ComplaintEvent, steps: Sequence[ComplaintEvent]
) -> tuple[tuple[ComplaintEvent, ...], datetime]:
    """The later steps that may touch the clock, and when the same step starts it anew."""
    later = [step for step in steps if step.seq > start.seq and _concerns(step, start)]
    again = next((step for step in later if type(step) is type(start)), None)
    if again is None:
        return tuple(later), FOREVER
    return tuple(step for step in later if step.seq < again.seq), again.occurred_at


def _concerns(step: ComplaintEvent, start: ComplaintEvent) -> bool:
    """A contribution is that of one unit; what another one gives or is asked for does not touch it."""
    if isinstance(start, ContributionRequested) and isinstance(step, ContributionRequested | ContributionGiven):
        return step.unit == start.unit
    return True


def _places(history: History, rule: ClockRule, step: ComplaintEvent, end: datetime) -> tuple[Place, ...]:
    """A contribution has a ladder of its own; what else starts with a step belongs to the stages that it outlasts."""
    if isinstance(step, ContributionRequested) and rule.scope is ClockScope.CONTRIBUTION:
        return (Place((step.occurred_at, end), f"contribution:{step.unit}"),)
    return tuple(
        Place((max(stage.span[0], step.occurred_at), min(stage.span[1], end)), stage.ladder, stage.numbers)
        for stage in stages(history)
        if stage.span[0] < end and stage.span[1] > step.occurred_at
    )


def _rules(policy: PolicySnapshot, *scopes: ClockScope) -> Iterator[ClockRule]:
    return (rule for rule in policy.clocks if rule.scope in scopes)


def _last_seq(steps: Sequence[ComplaintEvent]) -> int:
    return max((step.seq for step in steps), default=0)


def _seq_of_cause(assignment: AssignmentEvent, steps: Sequence[ComplaintEvent]) -> int:
    return next((step.seq for step in steps if step.id == assignment.cause), 1)
