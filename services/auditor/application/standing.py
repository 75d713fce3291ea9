"""What the auditor has said and not taken back: as its own topic tells it, so that a restart says nothing twice."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from contracts.events import AuditEvent, ComplaintSentToTriage, RepairRequested, StepCleared, StepMissing
from contracts.ids import event_id
from contracts.values import ClearedBy, Missing, RecordPlace
from services.auditor.domain.finding import MAX_DETAIL, Finding
from verify.evidence import History


@dataclass(frozen=True, slots=True)
class Standing:
    """One finding that was emitted. `is_repaired`: somebody has asked for its repair."""

    event: StepMissing
    is_open: bool = True
    is_repaired: bool = False


class Standings:
    """By complaint and id. What is cleared is remembered too: missed again, a step gets the next number."""

    def __init__(self) -> None:
        self._by_complaint: dict[str, dict[str, Standing]] = {}

    def take(self, event: AuditEvent) -> Standing | None:
        """What the topic says; the finding that it is about, if it is known and this is news."""
        known = self._by_complaint.setdefault(event.subject, {})
        before = known.get(event.finding)
        if isinstance(event, StepMissing):
            if before is None:
                known[event.finding] = Standing(event)
            return None if before else known[event.finding]
        if before is None:
            return None
        if isinstance(event, RepairRequested):
            known[event.finding] = replace(before, is_repaired=True)
        elif isinstance(event, StepCleared):
            known[event.finding] = replace(before, is_open=False)
        return known[event.finding] if known[event.finding] != before else None

    def open_by_kind(self) -> Mapping[Missing, int]:
        """How many are open of each kind."""
        return Counter(standing.event.missing for standing in self._open())

    def complaints(self) -> frozenset[str]:
        """Those about which something was ever said and not forgotten."""
        return frozenset(self._by_complaint)

    def forget(self, complaint: str) -> None:
        """Nothing more will be said of it."""
        self._by_complaint.pop(complaint, None)

    def news(
        self, history: History, found: Iterable[Finding], places: Mapping[str, RecordPlace]
    ) -> list[StepMissing | StepCleared]:
        """What is to be emitted so that what is found now stands open, and nothing else of this complaint."""
        known = self._by_complaint.get(history.complaint_id, {})
        events: list[StepMissing | StepCleared] = []
        now_open: set[str] = set()
        for each in found:
            number = next(n for n in range(1, len(known) + 2) if (it := known.get(each.id(n))) is None or it.is_open)
            now_open.add(each.id(number))
            if each.id(number) not in known:
                events.append(_missing(each, number, history, places))
        for id_, standing in known.items():
            if standing.is_open and id_ not in now_open:
                events.append(_cleared(standing.event, _why(standing.event, history), _last_written(history)))
        return events

    def unwatched(self, complaint: str) -> list[StepCleared]:
        """What is to be emitted of a complaint that is watched no longer."""
        known = self._by_complaint.get(complaint, {}).values()
        return [_cleared(each.event, ClearedBy.NO_LONGER_WATCHED, None) for each in known if each.is_open]

    def _open(self) -> Iterator[Standing]:
        return (each for known in self._by_complaint.values() for each in known.values() if each.is_open)


def _missing(found: Finding, number: int, history: History, places: Mapping[str, RecordPlace]) -> StepMissing:
    trace = next((event.trace for event in history.all if event.id == found.cause), None)
    return StepMissing(
        id=found.id(number),
        subject=found.complaint,
        occurred_at=found.found_at,
        cause=found.cause,
        trace=trace,
        finding=found.id(number),
        missing=found.missing,
        detail=found.detail[:MAX_DETAIL],
        since=found.since,
        expected=found.expected,
        number=number,
        record=places.get(found.cause or ""),
    )


def _cleared(event: StepMissing, because: ClearedBy, at: datetime | None) -> StepCleared:
    return StepCleared(
        id=event_id(event.id, StepCleared.kind()),
        subject=event.subject,
        occurred_at=max(event.occurred_at, at or event.occurred_at),
        cause=event.id,
        trace=event.trace,
        finding=event.finding,
        missing=event.missing,
        because=because,
    )


def _why(event: StepMissing, history: History) -> ClearedBy:
    """It came if one of its kind was written since: what is missed of a complaint is rarely missed twice at a time."""
    kinds = {event.expected}
    if event.missing is Missing.ASSIGNMENT:
        kinds.add(ComplaintSentToTriage.kind())
    came = any(each.kind() in kinds and history.written_at[each.id] >= event.since for each in history.all)
    return ClearedBy.CAME if came else ClearedBy.NO_LONGER_OWED


def _last_written(history: History) -> datetime | None:
    return max(history.written_at.values(), default=None)
