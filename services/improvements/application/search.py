"""Searches for patterns, and lets people lay a finding aside."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from contracts.events import Event
from contracts.improvement_events import FindingClosed, FindingOpened
from services.improvements import metrics
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.observed import observations_between
from services.improvements.domain.findings import Finding, news
from services.improvements.domain.findings import dismiss as decide_dismissal
from services.improvements.domain.patterns import Rules, detect
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Principal, may

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search has read and found."""

    observations: int
    patterns: int
    changes: int


async def search(deps: Dependencies, rules: Rules | None = None) -> Searched:
    """Search the complaints of the last years on the day that it is in the city; what is new is kept and published."""
    rules, now = rules or Rules(), deps.clock()
    day = deps.city.day_of(now)
    observations = await observations_between(deps, day - timedelta(weeks=rules.weeks), day - timedelta(days=1))
    patterns = await asyncio.to_thread(
        detect, observations, day, cache(deps.city.is_working_day), deps.city.improvements.successors, rules
    )
    changes = news(await deps.findings.everything(), patterns, day, now)
    for change in changes:
        await deps.findings.keep(change, now)
        _count(change.events)
    deps.wake()
    await deps.findings.note_search(now)
    return Searched(len(observations), len(patterns), len(changes))


async def dismiss(finding_id: str, reason: str, by: Principal, deps: Dependencies) -> Finding | Refusal:
    """Lay a finding aside. Raises `StoreUnavailable`: then it may or may not be, and reading it will say."""
    known = deps.city.improvements.dismissals
    if reason not in known:
        return Refusal("reason_unknown", f"the city has no {reason!r}", f"use one of: {', '.join(known)}", "reason")
    for _ in range(_ATTEMPTS):
        found = await deps.findings.get(finding_id)
        if found is None:
            return Refusal("not_found", "there is no such finding", "look at the list of findings", "id")
        finding, version = found
        if not may(by, "dismiss", finding.episode.pattern.cell.unit or deps.city.bureau, deps.city):
            return Refusal("not_allowed", "your role may not lay it aside", "ask a leader or the bureau", "id")
        change = decide_dismissal(finding, reason, by.id, deps.clock())
        if isinstance(change, Refusal):
            return change
        if await deps.findings.advance(change, version, deps.clock()):
            deps.wake()
            metrics.findings.labels(metrics.DISMISSED).inc()
            return change.finding
    return Refusal("overtaken", "somebody else was quicker", "look at it again, and repeat")


def _count(events: Iterable[Event]) -> None:
    for event in events:
        match event:
            case FindingOpened():
                metrics.findings.labels(metrics.OPENED).inc()
            case FindingClosed():
                metrics.findings.labels(metrics.CLOSED).inc()
