"""Deadlines by the dates that sla has published, where the ledger has no model: on calendars with office hours.

That finds a timer that did not go off and an event that was lost; whether sla counts its calendars rightly it does not
say. What cannot be told from dates, such as a ladder that has waited for the complainant, is passed over.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from contracts.durations import elapsed
from contracts.events import ClocksSet, ComplaintEscalated, DeadlineBreached, EscalationAcknowledged
from contracts.values import Clock, ClockOwner, ClockRule, ClockScope, ClockStatus, Missing
from services.auditor.domain.finding import Finding
from services.auditor.domain.rules import Within
from verify.evidence import History
from verify.levels import in_words, place
from verify.runs import in_order, stages

_Ladder = tuple[ClockScope, str | None]


def newest_clocks(history: History) -> ClocksSet | None:
    """The clocks as sla published them last."""
    return next((each for each in reversed(history.others) if isinstance(each, ClocksSet)), None)


def deadlines_missing(history: History, within: Within) -> Iterator[Finding]:
    """Each clock that still runs after its date without a breach, and the next level of each ladder."""
    yield from _breaches(history, within)
    yield from _levels_missing(history, within)


def _breaches(history: History, within: Within) -> Iterator[Finding]:
    said = newest_clocks(history)
    for clock, _ in _running(history, said):
        assert said is not None and clock.due_at is not None
        if clock.breached_at is None and _breach_of(history, clock) is None:
            since = max(clock.due_at, history.written_at[said.id])
            yield Finding(
                Missing.BREACH,
                history.complaint_id,
                about=f"{clock.name}|{clock.due_at.isoformat()}",
                detail=f"{clock.name}, due {clock.due_at:%Y-%m-%dT%H:%M:%SZ}",
                since=since,
                found_at=since + within.breached,
                expected=DeadlineBreached.kind(),
                cause=in_order(history)[-1].id,
            )


def _levels_missing(history: History, within: Within) -> Iterator[Finding]:
    """At the time that the last level of a ladder announced, or that a leader promised."""
    late: dict[_Ladder, list[tuple[Clock, ClockRule, DeadlineBreached]]] = {}
    for clock, rule in _running(history, newest_clocks(history)):
        breach = _breach_of(history, clock)
        if rule.escalates and breach is not None:
            late.setdefault(_ladder(clock, rule), []).append((clock, rule, breach))
    for ladder, owing in late.items():
        begun = min((breach for _, _, breach in owing), key=lambda each: each.due_at)
        last = max(_levels(history, ladder), key=place, default=None)
        since = _due(history, last, begun, [rule for _, rule, _ in owing], within)
        if since is not None:
            yield _level(history, ladder, last, begun, since, within)


def _level(
    history: History,
    ladder: _Ladder,
    last: ComplaintEscalated | None,
    begun: DeadlineBreached,
    since: datetime,
    within: Within,
) -> Finding:
    name, after = ":".join(filter(None, ladder)), in_words(last) if last else "the breach"
    return Finding(
        Missing.ESCALATION,
        history.complaint_id,
        about=f"{name}|{after}" if last else f"{name}|{begun.id}",
        detail=f"{name}: what follows {after}",
        since=since,
        found_at=since + within.escalated,
        expected=ComplaintEscalated.kind(),
        cause=last.id if last else begun.id,
    )


def _running(history: History, said: ClocksSet | None) -> Iterator[tuple[Clock, ClockRule]]:
    """The clocks that units owe and that no step has touched since they were published."""
    known = in_order(history)
    if said is None or not known or said.assignment_number < known[-1].assignment_number:
        return
    rules: Mapping[str, ClockRule] = {rule.name: rule for each in known for rule in each.policy.clocks}
    touched = {step.step() for step in history.steps if history.written_at[step.id] > history.written_at[said.id]}
    for clock in said.clocks:
        rule = rules.get(clock.name)
        if rule is None or clock.due_at is None or clock.status is not ClockStatus.RUNNING:
            continue
        if clock.owed_by in (None, ClockOwner.UNIT) and not touched & {*rule.met_by, *rule.ended_by, *rule.paused_by}:
            yield clock, rule


def _breach_of(history: History, clock: Clock) -> DeadlineBreached | None:
    same = (each for each in history.breaches if (each.clock, each.due_at) == (clock.name, clock.due_at))
    return next(same, None)


def _ladder(clock: Clock, rule: ClockRule) -> _Ladder:
    if rule.scope is ClockScope.CONTRIBUTION:
        return ClockScope.CONTRIBUTION, clock.unit
    return (ClockScope.STATUTORY if rule.scope is ClockScope.STATUTORY else ClockScope.STAGE), None


def _levels(history: History, ladder: _Ladder) -> list[ComplaintEscalated]:
    """What was emitted of the ladder; one of a stage ends with that."""
    scope, unit = ladder
    numbers = stages(history)[-1].numbers
    return [
        each
        for each in history.escalations
        if each.ladder is scope
        and (scope is not ClockScope.STAGE or each.assignment_number in numbers)
        and (unit is None or each.unit == unit)
    ]


def _due(
    history: History,
    last: ComplaintEscalated | None,
    begun: DeadlineBreached,
    rules: Sequence[ClockRule],
    within: Within,
) -> datetime | None:
    """When the next level must be there. One that was announced before what is owed now was breached may still hold:
    the ladder then went on all the time.
    """
    known_at = history.written_at[begun.id]
    if last is None or (last.next_at is None and last.occurred_at < begun.due_at):
        return _first(history, begun)
    following = _next(history, last, rules, within)
    return None if following is None else max(following, known_at)


def _first(history: History, begun: DeadlineBreached) -> datetime | None:
    """When the first level is due; None where it waits for working time after the breach."""
    at_once = not elapsed(stages(history)[-1].first.policy.ladder[0].after)
    return history.written_at[begun.id] if at_once else None


def _next(history: History, last: ComplaintEscalated, rules: Sequence[ClockRule], within: Within) -> datetime | None:
    """When what follows is due; None after the last repetition, and where a pause may have moved it."""
    pausing = {name for rule in rules for name in rule.paused_by}
    lately = [each for each in history.sequence if each.occurred_at >= last.occurred_at - within.escalated]
    if any(each.step() in pausing for each in lately):
        return None
    promised = [each.promised_until for each in lately if isinstance(each, EscalationAcknowledged)]
    return max(promised[-1], last.occurred_at) if promised else last.next_at
