"""Counts what operators look at: what is open, what is overdue, and when editions were made."""

from collections import Counter
from datetime import datetime

from services.improvements.application.dependencies import Dependencies
from services.improvements.domain.performance.periods import kind_of
from services.improvements.record import Counts


async def count(deps: Dependencies) -> Counts:
    """As it is now. Raises `StoreUnavailable`."""
    standing, now = await deps.improvements.standing(), deps.clock()
    made_at: dict[str, datetime] = {}
    for name, edition in (await deps.editions.made()).items():
        kind = kind_of(name)
        made_at[kind] = max(edition.made_at, made_at.get(kind, edition.made_at))
    return Counts(
        findings=await deps.findings.count_open(),
        states=Counter(state for state, _ in standing),
        overdue=sum(deadlines.overdue_since(now) is not None for _, deadlines in standing),
        made_at=made_at,
    )
