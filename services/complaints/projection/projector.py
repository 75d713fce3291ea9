"""Applies events to the complaints they are about: a batch at a time, safe to repeat, safe beside the intake API."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from chassis import logs
from chassis.errors import StoreUnavailable
from contracts.topics import COMPLAINTS
from services.complaints.domain.organisation import Organisation
from services.complaints.domain.projection import Projected, project
from services.complaints.projection import metrics
from services.complaints.projection.event import ReceivedEvent
from services.complaints.projection.messages import digests_in
from services.complaints.store.projection import ProjectedChange, ProjectionStore

log = logs.get(__name__)

_ATTEMPTS = 10


class Projector:
    """`touched` is called with each unit whose numbers may have changed."""

    def __init__(self, store: ProjectionStore, organisation: Organisation, touched: Callable[[str], None]) -> None:
        self._store, self._organisation, self._touched = store, organisation, touched

    async def apply(self, received: Sequence[ReceivedEvent]) -> None:
        """Apply the events; raises `StoreUnavailable` to be called again with the same ones."""
        await self._store.keep_messages(digests_in(each.event for each in received))
        by_complaint: dict[str, list[ReceivedEvent]] = defaultdict(list)
        for each in received:
            by_complaint[each.complaint].append(each)
        for _ in range(_ATTEMPTS):
            known = await self._store.load(by_complaint)
            changes = [change for each in known.values() if (change := self._change(each, by_complaint)) is not None]
            if await self._store.save(changes):
                await self._keep_orphans([each for each in received if each.complaint not in known])
                self._touch(changes)
                return
            self._touch(changes)
        raise StoreUnavailable("the same complaints were changed again during each attempt")

    def _change(self, before: Projected, by_complaint: dict[str, list[ReceivedEvent]]) -> ProjectedChange | None:
        received = by_complaint[before.complaint.id]
        after, new = project(before, [each.event for each in received], self._organisation)
        bodies = {each.event.id: each.body for each in received}
        if not new:
            return None
        steps = tuple(COMPLAINTS.encode(step) for step in after.steps)
        return ProjectedChange(before, after, tuple((event.id, bodies[event.id]) for event in new), steps)

    async def _keep_orphans(self, orphans: Sequence[ReceivedEvent]) -> None:
        if not orphans:
            return
        await self._store.keep_orphans(
            [(each.complaint, (each.event.id, each.body)) for each in orphans], datetime.now(UTC)
        )
        metrics.orphan_events.inc(len(orphans))
        for each in orphans:
            log.warning("event about an unknown complaint", complaint_id=each.complaint,
                        event_id=each.event.id, cause=each.event.cause, type=each.event.type)  # fmt: skip

    def _touch(self, changes: Sequence[ProjectedChange]) -> None:
        for change in changes:
            for unit in (change.before.complaint.unit, change.after.complaint.unit):
                if unit is not None:
                    self._touched(unit)
