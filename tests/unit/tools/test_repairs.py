"""What is planned for each kind of finding, and that a timer leads sla to the step that it missed."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from contracts.codec import decode
from contracts.events import (
    AuditEvent,
    ComplaintEscalated,
    DeadlineBreached,
    DeadlineFired,
    RepairRequested,
    StepCleared,
    StepMissing,
)
from contracts.records import Record
from contracts.topics import AUDIT, DEADLINES, DEADLINES_FIRED
from contracts.values import ClearedBy, Missing, RecordPlace, Repair
from services.notify.application.refusals import NotFound
from services.sla.domain.decide import Calendars, Rules, decide
from tests.builders import assignment
from tests.unit.sla.watching import CALENDARS
from tests.unit.verify.logs import POLICY, START, at
from tools.tanggap.repairs import BY_A_PERSON, PUBLISHED_AGAIN, TIMER_FIRED, Repairs, open_findings

PLACE = RecordPlace(topic="deadlines", partition=3, offset=7)


def missing(kind: Missing, finding: str = "f-1", **more: object) -> StepMissing:
    given: dict[str, object] = {
        "id": finding,
        "subject": "c-1",
        "occurred_at": at(20),
        "cause": "cause-1",
        "finding": finding,
        "missing": kind,
        "detail": "round 1 level 1",
        "since": at(10),
        "expected": "complaint.escalated",
        "record": PLACE,
    }
    return StepMissing.model_validate(given | more)


def about(found: StepMissing, model: type[AuditEvent], **more: object) -> AuditEvent:
    given = {"subject": found.subject, "occurred_at": at(30), "finding": found.finding, "missing": found.missing}
    return model.model_validate({"id": f"{model.kind()}-{found.finding}", **given, **more})


@dataclass
class Topic:
    """What the broker holds."""

    said: list[AuditEvent]
    kept: Record | None = None

    async def read(self) -> list[AuditEvent]:
        return self.said

    async def record(self, wanted: RecordPlace) -> Record | None:
        return self.kept


@dataclass
class Published:
    """What was handed to the broker."""

    records: list[Record] = field(default_factory=list)

    async def deliver(self, records: list[Record]) -> None:
        self.records += records


def test_there_is_an_answer_to_every_kind() -> None:
    assert {*PUBLISHED_AGAIN, *TIMER_FIRED, *BY_A_PERSON} == set(Missing) - {Missing.OTHER}
    for kind in set(Missing) - {Missing.OTHER}:
        (found,) = open_findings([missing(kind)])
        assert found.does
        assert (found.repair is None) == (kind in BY_A_PERSON)


def test_what_was_cleared_is_not_open_and_what_was_asked_for_is_counted() -> None:
    one, other = missing(Missing.MESSAGE), missing(Missing.BREACH, "f-2")
    said = [
        one,
        other,
        about(other, StepCleared, because=ClearedBy.CAME),
        about(one, RepairRequested, repair=Repair.PUBLISHED_AGAIN),
    ]
    (found,) = open_findings(said)
    assert (found.event.finding, found.asked) == ("f-1", 1)


def test_a_breach_of_clocks_that_sla_does_not_know_comes_with_them() -> None:
    clocks, breach = missing(Missing.CLOCKS), missing(Missing.BREACH, "f-2")
    found = {each.event.missing: each for each in open_findings([clocks, breach])}
    assert found[Missing.CLOCKS].repair is Repair.PUBLISHED_AGAIN
    assert found[Missing.BREACH].repair is None


async def test_the_record_is_published_as_it_was_to_its_own_partition() -> None:
    kept = Record("deadlines", b"c-1", b'{"id": "cause-1"}', 3, (("content-type", b"x"),))
    published = Published()
    repairs = Repairs(Topic([missing(Missing.MESSAGE)], kept), published)  # type: ignore[arg-type]  # as the broker
    assert await repairs.apply(await repairs.find(), at(60)) == 1
    requested, again = published.records
    assert again == kept
    event = decode(requested.value or b"")
    assert isinstance(event, RepairRequested)
    assert (requested.topic, event.finding, event.repair) == (AUDIT.name, "f-1", Repair.PUBLISHED_AGAIN)


@pytest.mark.parametrize(
    ("kept", "reason"),
    [
        (None, "the record is kept no longer"),
        (Record("deadlines", b"c-1", b'{"id": "another"}', 3), "another record lies at that place"),
        (Record("deadlines", b"c-1", b"{", 3), "another record lies at that place"),
    ],
)
async def test_what_is_not_there_any_more_is_refused(kept: Record | None, reason: str) -> None:
    published = Published()
    repairs = Repairs(Topic([missing(Missing.MESSAGE)], kept), published)  # type: ignore[arg-type]  # as the broker
    assert await repairs.apply(await repairs.find(), at(60)) == 0
    assert reason in repairs.refused["f-1"]
    assert published.records == []


async def test_an_id_that_is_not_open_is_named() -> None:
    repairs = Repairs(Topic([]), Published())  # type: ignore[arg-type]  # as the broker
    with pytest.raises(NotFound, match="no open finding f-9"):
        await repairs.find(["f-9"])


async def test_a_timer_leads_sla_to_the_breach_and_the_level_that_it_missed() -> None:
    published = Published()
    repairs = Repairs(Topic([missing(Missing.BREACH)]), published)  # type: ignore[arg-type]  # as the broker
    now = START + timedelta(minutes=5)
    assert await repairs.apply(await repairs.find(), now) == 1
    timer = published.records[1]
    assert (timer.topic, timer.partition) == (DEADLINES_FIRED.name, PLACE.partition)
    fired = decode(timer.value or b"")
    assert isinstance(fired, DeadlineFired)
    assert _said_by_sla(fired, now) >= {DeadlineBreached, ComplaintEscalated}


def _said_by_sla(fired: DeadlineFired, now: datetime) -> set[type[object]]:
    rules = Rules(Calendars(CALENDARS, "always"))
    known = decide(None, assignment("c-1", "roads", START, policy=POLICY), rules).state
    verdict = decide(known, fired, rules)
    assert all(event in DEADLINES.events for event in map(type, verdict.events))
    return {type(event) for event in verdict.events}
