"""The auditor as its own process on a real broker: what was left out is named once, and taken back when it comes."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from chassis.errors import EXIT_CONFIGURATION
from contracts.events import ClocksSet, StepCleared, StepMissing
from contracts.records import Record
from contracts.topics import DEADLINES
from contracts.values import ClearedBy, Missing
from tests.component.auditor.auditor_process import AuditorProcess, record_of, records_of
from tests.unit.auditor.lives import CLEAN, clocks
from tests.unit.auditor.planted import PLANTED
from tests.unit.verify.lives import BEGUN, life
from tests.unit.verify.logs import LEVELS, delivered


@pytest.mark.timeout(180)
async def test_it_finds_each_planted_fault_once_and_nothing_else_over_restarts(auditor: AuditorProcess) -> None:
    planted = {f"planted-{number}": kind for number, (kind, _) in enumerate(PLANTED.values())}
    lives = {f"clean-{number}": log for number, log in enumerate(CLEAN.values())}
    lives |= {f"planted-{number}": log for number, (_, log) in enumerate(PLANTED.values())}
    await auditor.publish([record for complaint, log in lives.items() for record in records_of(log, complaint)])
    await auditor.start()
    await auditor.until_missing(planted)
    await auditor.rounds()
    said = await auditor.read()
    found = {(each.subject, each.missing) for each in said if isinstance(each, StepMissing)}
    assert set(planted.items()) <= found
    assert {complaint for complaint, _ in found} == set(planted)
    assert await auditor.metric("tanggap_audit_open_findings", kind="breach_missing") >= 3
    assert await auditor.metric("tanggap_audit_held_histories") == len(lives)

    assert await auditor.stop() == 0
    await auditor.start()
    await auditor.rounds(10)
    assert await auditor.read() == said
    assert await auditor.metric("tanggap_audit_open_findings", kind="breach_missing") >= 3
    assert await auditor.metric("tanggap_audit_findings_total", kind="breach_missing") == 0


async def test_a_missing_escalation_is_named_counted_and_taken_back_when_it_comes(auditor: AuditorProcess) -> None:
    log = CLEAN["untouched"].without(*(each.id for each in LEVELS[1:3]), "delivered-level-1-2-0-1")
    await auditor.start()
    await auditor.publish(records_of(log, "c-1"))
    await auditor.until_missing(["c-1"])
    (missing,) = [each for each in auditor.said if isinstance(each, StepMissing)]
    assert (missing.missing, missing.expected) == (Missing.ESCALATION, "complaint.escalated")
    assert missing.record is not None and missing.record.topic == DEADLINES.name
    assert missing.cause == LEVELS[0].id
    assert await auditor.metric("tanggap_audit_findings_total", kind="escalation_missing") == 1
    assert await auditor.metric("tanggap_audit_open_findings", kind="escalation_missing") == 1

    came = [LEVELS[1], delivered(LEVELS[1]), LEVELS[2], delivered(LEVELS[2], 2)]
    await auditor.publish([record_of(each, "c-1") for each in came])
    await auditor.until_cleared("c-1")
    cleared = next(each for each in auditor.said if isinstance(each, StepCleared))
    assert (cleared.finding, cleared.because) == (missing.finding, ClearedBy.CAME)
    await auditor.rounds()
    assert await auditor.metric("tanggap_audit_open_findings", kind="escalation_missing") == 0
    assert await auditor.metric("tanggap_audit_behind_seconds") == 0


async def test_what_comes_late_but_within_its_time_is_not_missed(auditor: AuditorProcess) -> None:
    await auditor.start()
    await auditor.publish(records_of(life(*BEGUN), "c-1"))
    await auditor.rounds()
    said = clocks(1, 1.1)
    assert isinstance(said, ClocksSet)
    await auditor.publish([record_of(said, "c-1")])
    await auditor.rounds(25)
    missed = {each.missing for each in await auditor.read() if isinstance(each, StepMissing)}
    assert Missing.CLOCKS not in missed


async def test_records_that_are_no_events_are_passed_by(auditor: AuditorProcess) -> None:
    await auditor.publish([Record("complaints", b"c-1", b"{"), Record("deadlines", b"c-1", None)])
    await auditor.publish(records_of(life(*BEGUN), "c-2"))
    await auditor.start()
    await auditor.until_missing(["c-2"])


async def test_a_complaint_whose_filing_lies_before_the_look_back_is_not_judged(auditor: AuditorProcess) -> None:
    await auditor.publish(records_of(life(*BEGUN), "c-1"))
    since = timedelta(milliseconds=1)
    await auditor.start(LOOK_BACK_DAYS=str(since / timedelta(days=1)))
    await auditor.publish(records_of(life(*BEGUN), "c-2"))
    await auditor.until_missing(["c-2"])
    await auditor.rounds()
    assert {each.subject for each in await auditor.read()} == {"c-2"}


async def test_its_log_names_the_finding_and_no_words_of_people(auditor: AuditorProcess) -> None:
    await auditor.publish(records_of(life(*BEGUN), "c-1"))
    await auditor.start()
    await auditor.until_missing(["c-1"])
    text = auditor.stack.log("auditor").read_text(encoding="utf-8")
    assert re.search(r'"event": "a step is missing"', text)
    assert '"missing": "clocks_missing"' in text
    assert datetime.now(UTC).strftime("%Y-%m-%d") in text


async def test_it_says_what_is_wrong_with_the_city(auditor: AuditorProcess) -> None:
    with pytest.raises(AssertionError, match="no such folder"):
        await auditor.start(CITY_CONFIG=str(auditor.stack.directory / "nowhere"))
    assert auditor.process is not None and auditor.process.poll() == EXIT_CONFIGURATION
