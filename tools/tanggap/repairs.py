"""What can be done about a missing step: an event that leads the service to take it, or a word to a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import orjson

from chassis.producer import Producer
from contracts.events import AuditEvent, DeadlineFired, RepairRequested, StepCleared, StepMissing
from contracts.ids import event_id
from contracts.records import Record
from contracts.topics import AUDIT, DEADLINES_FIRED
from contracts.values import Missing, Repair
from services.notify.application.refusals import NotFound, NotNow, Refusal
from tools.tanggap.audit_topic import AuditTopic

PUBLISHED_AGAIN: Mapping[Missing, str] = {
    Missing.ASSIGNMENT: "routing",
    Missing.CLOCKS: "sla",
    Missing.CLOCK_ON_CLOSED: "sla",
    Missing.MESSAGE: "notify",
}
"""Who handles the event that the step follows from, once it is published again."""
TIMER_FIRED = frozenset({Missing.BREACH, Missing.ESCALATION})
BY_A_PERSON: Mapping[Missing, str] = {
    Missing.PROOF: "look at `tanggap dead-letters list --topic deliveries` and at the senders in notify's /readyz; "
    "a transport that is down is tried for about three days",
    Missing.NOBODY_MOVES: "bring the unit back into units.yaml, or have the triage desk transfer the complaint",
}


@dataclass(frozen=True, slots=True)
class Open:
    """A finding that was not taken back, how often its repair was asked for, and what would be done now.

    `repair` is None where `does` says what a person has to do.
    """

    event: StepMissing
    asked: int
    repair: Repair | None
    does: str


@dataclass
class _Known:
    event: StepMissing
    asked: int = 0
    is_open: bool = True


def open_findings(said: Iterable[AuditEvent]) -> list[Open]:
    """What is open of all that was said, the oldest first."""
    known: dict[str, _Known] = {}
    for event in said:
        if isinstance(event, StepMissing):
            known.setdefault(event.finding, _Known(event))
        elif (about := known.get(event.finding)) is not None:
            about.asked += isinstance(event, RepairRequested)
            about.is_open &= not isinstance(event, StepCleared)
    found = sorted((each for each in known.values() if each.is_open), key=lambda each: each.event.since)
    without_clocks = {each.event.subject for each in found if each.event.missing is Missing.CLOCKS}
    return [Open(each.event, each.asked, *_plan(each.event, without_clocks)) for each in found]


def _plan(event: StepMissing, without_clocks: set[str]) -> tuple[Repair | None, str]:
    if event.missing in TIMER_FIRED:
        if event.subject in without_clocks:
            return None, "nothing by itself: repair its clocks_missing, then sla makes up for this too"
        return Repair.TIMER_FIRED, "let a timer of sla go off for the complaint"
    if event.missing in PUBLISHED_AGAIN:
        if event.record is None:
            return None, "the event that should have led to it is not known: look at the complaint's timeline"
        place = f"{event.record.topic}, partition {event.record.partition}, offset {event.record.offset}"
        return Repair.PUBLISHED_AGAIN, f"publish {place} again, for {PUBLISHED_AGAIN[event.missing]}"
    return None, BY_A_PERSON.get(event.missing, "this version does not know this kind: update the command")


@dataclass
class Repairs:
    """The use cases. `refused` has the reasons of what could not be repaired, by finding."""

    topic: AuditTopic
    producer: Producer
    refused: dict[str, str] = field(default_factory=dict)

    async def find(self, ids: Sequence[str] = (), kind: Missing | None = None) -> list[Open]:
        """What is open of these ids and of this kind, of all if none is named. Raises `NotFound` for an id."""
        found = open_findings(await self.topic.read())
        known = {each.event.finding for each in found}
        if unknown := [id_ for id_ in ids if id_ not in known]:
            raise NotFound(
                f"no open finding {', '.join(unknown)}", "it may be cleared; `tanggap repair` lists the open"
            )
        return [
            each
            for each in found
            if (not ids or each.event.finding in ids) and (kind is None or each.event.missing is kind)
        ]

    async def apply(self, wanted: Sequence[Open], now: datetime) -> int:
        """Repair each that an event can repair; how many. One that is refused does not hold up the others."""
        done = 0
        for each in wanted:
            try:
                await self._apply(each, now)
            except Refusal as refusal:
                self.refused[each.event.finding] = str(refusal)
            else:
                done += 1
        return done

    async def _apply(self, wanted: Open, now: datetime) -> None:
        event = wanted.event
        if wanted.repair is None:
            raise NotNow("no event repairs it", wanted.does)
        if wanted.repair is Repair.TIMER_FIRED:
            record = _timer(event, wanted.asked, now)
        else:
            record = await self._original(event)
        await self.producer.deliver([AUDIT.record(_requested(wanted, now)), record])

    async def _original(self, event: StepMissing) -> Record:
        found = await self.topic.record(event.record) if event.record is not None else None
        if found is None:
            raise NotNow("the record is kept no longer", "have somebody take the step by hand")
        if _id_of(found.value) != event.cause:
            raise NotNow(
                "another record lies at that place", "the topic was made anew; have somebody take the step by hand"
            )
        return found


def _timer(event: StepMissing, asked: int, now: datetime) -> Record:
    """On the partition of what is known of the complaint: sla has its clocks there."""
    fired = DeadlineFired(
        id=event_id(event.finding, DeadlineFired.kind(), asked + 1),
        subject=event.subject,
        occurred_at=now,
        trace=event.trace,
        due_at=event.since,
    )
    return DEADLINES_FIRED.record(fired, event.record.partition if event.record else None)


def _requested(wanted: Open, now: datetime) -> RepairRequested:
    event, repair = wanted.event, wanted.repair
    assert repair is not None
    return RepairRequested(
        id=event_id(event.finding, RepairRequested.kind(), wanted.asked + 1),
        subject=event.subject,
        occurred_at=now,
        cause=event.id,
        trace=event.trace,
        finding=event.finding,
        missing=event.missing,
        repair=repair,
    )


def _id_of(value: bytes | None) -> str | None:
    try:
        content = orjson.loads(value or b"")
    except orjson.JSONDecodeError:
        return None
    return content.get("id") if isinstance(content, dict) else None
