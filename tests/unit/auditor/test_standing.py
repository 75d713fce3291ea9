"""What is said once stays said: over restarts, and with another number when it is missed again."""

from datetime import timedelta

from contracts.events import AuditEvent, RepairRequested, StepCleared, StepMissing
from contracts.values import ClearedBy, Missing, RecordPlace, Repair
from services.auditor.application.standing import Standings
from services.auditor.domain.findings import findings
from tests.unit.auditor.lives import CLEAN, RULES, history_of
from tests.unit.auditor.planted import PLANTED
from tests.unit.verify.logs import START

LATER = START + timedelta(hours=1)
_, FAULTY = PLANTED["an escalation without a message"]
HISTORY, WHOLE = history_of(FAULTY), history_of(CLEAN["untouched"])
FOUND = findings(HISTORY, LATER, RULES)
PLACES = {FOUND[0].cause or "": RecordPlace(topic="deadlines", partition=1, offset=2)}


def told(standings: Standings, *said: AuditEvent) -> None:
    for event in said:
        standings.take(event)


def test_a_missing_step_is_said_once_with_its_place_and_taken_back_once() -> None:
    standings = Standings()
    (missing,) = standings.news(HISTORY, FOUND, PLACES)
    assert isinstance(missing, StepMissing)
    assert (missing.number, missing.record, missing.cause) == (1, *PLACES.values(), FOUND[0].cause)
    told(standings, missing)
    assert standings.news(HISTORY, FOUND, PLACES) == []
    assert standings.open_by_kind() == {Missing.MESSAGE: 1}

    (cleared,) = standings.news(WHOLE, (), {})
    assert isinstance(cleared, StepCleared)
    assert (cleared.finding, cleared.because) == (missing.finding, ClearedBy.CAME)
    told(standings, cleared)
    assert standings.news(WHOLE, (), {}) == []
    assert standings.open_by_kind() == {}


def test_another_process_that_reads_the_topic_says_nothing_again() -> None:
    first = Standings().news(HISTORY, FOUND, PLACES)
    restarted = Standings()
    told(restarted, *first, *first)
    assert restarted.news(HISTORY, FOUND, PLACES) == []
    assert Standings().news(HISTORY, FOUND, PLACES) == first


def test_what_is_missed_again_has_the_next_number() -> None:
    standings = Standings()
    told(standings, *standings.news(HISTORY, FOUND, PLACES))
    told(standings, *standings.news(HISTORY, (), {}))
    (again,) = standings.news(HISTORY, FOUND, PLACES)
    assert isinstance(again, StepMissing) and again.number == 2


def test_what_is_owed_no_more_did_not_come() -> None:
    standings = Standings()
    told(standings, *standings.news(HISTORY, FOUND, PLACES))
    (cleared,) = standings.news(history_of(FAULTY.without(*(each.id for each in FAULTY.events[2:]))), (), {})
    assert isinstance(cleared, StepCleared) and cleared.because is ClearedBy.NO_LONGER_OWED


def test_a_complaint_that_is_watched_no_longer_leaves_nothing_open() -> None:
    standings = Standings()
    told(standings, *standings.news(HISTORY, FOUND, PLACES))
    (cleared,) = standings.unwatched("c1")
    assert cleared.because is ClearedBy.NO_LONGER_WATCHED
    assert standings.unwatched("c-2") == []
    standings.forget("c1")
    assert standings.complaints() == frozenset()


def test_a_repair_is_remembered_with_its_finding() -> None:
    standings = Standings()
    (missing,) = standings.news(HISTORY, FOUND, PLACES)
    requested = RepairRequested(
        id="r",
        subject="c1",
        occurred_at=LATER,
        finding=missing.finding,
        missing=Missing.MESSAGE,
        repair=Repair.PUBLISHED_AGAIN,
    )
    assert standings.take(requested) is None
    told(standings, missing)
    asked = standings.take(requested)
    assert asked is not None and asked.is_repaired and asked.is_open
    assert standings.take(requested) is None
