"""Applies facts to the complaints they are about: a batch at a time, safe to repeat, safe beside the intake API."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from chassis import logs
from chassis.errors import StoreUnavailable
from services.complaints import metrics
from services.complaints.domain.projection import Board, absorb
from services.complaints.projection.fact import Fact
from services.complaints.store.projection import ProjectionStore

log = logs.get(__name__)

_ATTEMPTS = 10


class Projector:
    """`touched` is told the units whose numbers may have changed."""

    def __init__(self, store: ProjectionStore, touched: Callable[[str], None]) -> None:
        self._store, self._touched = store, touched

    async def apply(self, facts: Sequence[Fact]) -> None:
        """Take the facts in; raises `StoreUnavailable` to be called again with the same ones."""
        by_complaint: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            by_complaint[fact.event.subject].append(fact)
        for _ in range(_ATTEMPTS):
            boards = await self._store.load(by_complaint)
            changes = [change for each in boards.values() if (change := _change(each, by_complaint)) is not None]
            if await self._store.save(changes):
                await self._keep_orphans([fact for fact in facts if fact.event.subject not in boards])
                self._touch(changes)
                return
            self._touch(changes)
        raise StoreUnavailable("the same complaints keep changing under our hands")

    async def _keep_orphans(self, orphans: Sequence[Fact]) -> None:
        if not orphans:
            return
        await self._store.keep_orphans(
            [(fact.event.subject, (fact.event.id, fact.body)) for fact in orphans], datetime.now(UTC)
        )
        metrics.orphan_facts.inc(len(orphans))
        for fact in orphans:
            log.warning("fact about an unknown complaint", complaint_id=fact.event.subject, fact=fact.event.type)

    def _touch(self, changes: Sequence[tuple[Board, Board, Sequence[tuple[str, bytes]]]]) -> None:
        for before, after, _ in changes:
            for unit in (before.complaint.unit, after.complaint.unit):
                if unit is not None:
                    self._touched(unit)


def _change(
    before: Board, by_complaint: dict[str, list[Fact]]
) -> tuple[Board, Board, Sequence[tuple[str, bytes]]] | None:
    facts = by_complaint[before.complaint.id]
    after, new = absorb(before, [fact.event for fact in facts])
    bodies = {fact.event.id: fact.body for fact in facts}
    return (before, after, [(event.id, bodies[event.id]) for event in new]) if new else None
