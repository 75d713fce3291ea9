"""Every fault that the ledger knows is planted in a log made by hand, and named. A log without fault has no finding."""

from dataclasses import replace

import pytest

from contracts import events
from contracts.values import ClockScope
from tests.unit.verify.faults_of_lives import FAULTS_OF_LIVES
from tests.unit.verify.logs import (
    BREACHES,
    CITY,
    FILING,
    LEVELS,
    MAILS,
    POLICY,
    START,
    Log,
    assigned,
    at,
    breached,
    delivered,
    escalated,
    mail_of,
    overdue,
    routing_input,
    skipped,
    step,
)
from verify import KINDS, Act, Answer, ClientRecord, Entry, Evidence, Filing, Finding, check

RESOLVED = step(events.ComplaintResolved, 2, 5)
ANSWERED = Log(
    (Log().events[0], assigned(), RESOLVED), (), ClientRecord([FILING], [Act("c1", RESOLVED.kind(), 200, at(5))])
)


def test_it_finds_nothing_where_nothing_is_wrong() -> None:
    report = Log().report()
    assert report.findings == ()
    assert report.is_clean
    assert report.counts["filed"] == 1
    assert report.counts["escalated_level_2"] == 4
    assert ANSWERED.report().findings == ()


def test_it_counts_the_same_event_twice_as_a_harmless_repetition() -> None:
    log = Log().plus(assigned(), *LEVELS)
    mails = (replace(MAILS[0], receptions=3), *MAILS[1:])
    report = replace(log, mails=mails).report()
    assert report.is_clean
    assert report.repetitions == {"assignments": 1, "deadlines": 6, "mails": 2}


LOST = ClientRecord([FILING, replace(FILING, name="other", complaint_id="c2")])
UNASKED = ClientRecord([FILING, replace(FILING, name="silent", complaint_id=None, status=None)])

FAULTS: dict[str, tuple[str, Log]] = {
    "a 201 that nobody can read": ("lost", replace(Log(), answers={"c1": Answer(404)})),
    "a 201 that was not published": ("lost", replace(Log(), client=LOST)),
    "another text than was sent": ("unequal", replace(Log(), answers={"c1": Answer(200, {"text": "a hill"})})),
    "a timeline that lacks a step": (
        "timeline_differs",
        replace(Log(), answers={"c1": Answer(200, {"text": "a hole"})}),
    ),
    "a complaint out of nowhere": ("unknown_complaint", replace(Log(), client=ClientRecord())),
    "a confirmed step that is missing": ("act_lost", ANSWERED.without(RESOLVED.id)),
    "a step that nobody took": ("act_unrequested", replace(ANSWERED, client=ClientRecord([FILING]))),
    "a gap in the numbers": ("sequence_gap", Log().plus(step(events.ComplaintAcknowledged, 3, 300))),
    "numbers in the wrong order": (
        "sequence_gap",
        Log().plus(step(events.ComplaintStarted, 3, 300), step(events.ComplaintAcknowledged, 2, 299)),
    ),
    "one number for two steps": (
        "sequence_conflict",
        Log().plus(step(events.ComplaintStarted, 2, 300), step(events.ComplaintAcknowledged, 2, 299)),
    ),
    "nobody is responsible": ("unassigned", Log().without("assigned-1")),
    "a transfer without an answer": (
        "unassigned",
        ANSWERED.plus(
            step(events.ComplaintTransferred, 3, 6, routing_input=routing_input(), from_unit="roads", transfers=1)
        ),
    ),
    "two assignments in one assignment_number": ("assigned_twice", Log().plus(assigned(1.2, id="another"))),
    "a repetition that names another unit": ("repeated_differently", Log().plus(assigned(unit="city"))),
    "a repetition of another time": ("repeated_differently", Log().plus(escalated(1, 11.2))),
    "an assignment for no reason": ("assignment_uncaused", Log().plus(assigned(300, 2, cause="nothing"))),
    "a breach before its time": (
        "breach_early",
        Log().instead("breach-respond_by-31", breached("respond_by", 31, 29)),
    ),
    "a breach of another date": ("breach_early", Log().plus(breached("respond_by", 25, assignment_number=2))),
    "a breach that is missing": ("breach_missing", Log().without("breach-resolve_by-60")),
    "a breach emitted twice": ("breach_twice", Log().plus(breached("respond_by", 31, 32, id="again"))),
    "a level before the breach": ("escalated_early", Log().instead("level-1-1-0", escalated(1, 10.5))),
    "a level before its wait is over": ("escalated_early", Log().instead("level-1-2-0", escalated(2, 14))),
    "a level when nothing is owed": ("escalated_early", ANSWERED.plus(escalated(1, 11.1))),
    "a repetition too many": ("escalated_early", Log().plus(escalated(2, 60, repeat=2))),
    "a level under two ids": ("escalated_twice", Log().plus(escalated(2, 17, id="again"))),
    "a second ladder beside the first": (
        "escalated_twice",
        Log().plus(escalated(1, 30, turn=3, ladder=ClockScope.STAGE, clock="acknowledge_by")),
    ),
    "no level at all": ("level_missing", Log().without(*(each.id for each in LEVELS))),
    "a level left out": ("level_missing", Log().without("level-1-1-0")),
    "the last repetition is missing": ("level_missing", Log().without("level-1-2-1")),
    "a level that announces another time": (
        "wrong_next",
        Log().instead("level-1-1-0", escalated(1, 11.1, next_at=at(30))),
    ),
    "a last level that announces one more": (
        "wrong_next",
        Log().instead("level-1-2-1", escalated(2, 36.3, repeat=1, next_at=at(60))),
    ),
    "a level that hides what is overdue": (
        "overdue_differs",
        Log().instead("level-2-1-0", escalated(1, 60.1, turn=2, overdue=overdue(resolve_by=60))),
    ),
    "a level that names what is not overdue": (
        "overdue_differs",
        Log().instead("level-1-1-0", escalated(1, 11.1, overdue=overdue(acknowledge_by=11, respond_by=31))),
    ),
    "a level that does not begin with the worst": (
        "overdue_differs",
        Log().instead(
            "level-2-1-0",
            escalated(1, 60.1, turn=2, overdue=overdue(acknowledge_by=11, respond_by=31, resolve_by=60)),
        ),
    ),
    "a skipped mail to somebody who was not told": (
        "skipped_without_reason",
        replace(Log().plus(skipped(LEVELS[1])).without(delivered(LEVELS[1]).id), mails=(MAILS[0], *MAILS[2:])),
    ),
    "a level for the wrong role": ("wrong_role", Log().instead("level-1-1-0", escalated(1, 11.1, role="mayor"))),
    "a mail that did not arrive": ("mail_missing", replace(Log(), mails=MAILS[1:])),
    "two mails for one event": (
        "mail_extra",
        replace(
            Log().plus(delivered(LEVELS[0], 2)),
            mails=(*MAILS, mail_of(delivered(LEVELS[0], 2), "head@city.example")),
        ),
    ),
    "a mail for no event": (
        "mail_extra",
        replace(Log(), mails=(*MAILS, mail_of(delivered(escalated(1, 5, id="ghost")), "head@city.example"))),
    ),
    "a mail to somebody else": (
        "mail_misaddressed",
        replace(Log(), mails=(mail_of(delivered(LEVELS[0]), "thief@city.example"), *MAILS[1:])),
    ),
    "a planted marker in a record": ("planted_marker", replace(Log(), planted=("officer-roads",))),
    "a planted marker in a mail": (
        "planted_marker",
        replace(Log(), planted=("0801",), mails=(replace(MAILS[0], text="call 0801"), *MAILS[1:])),
    ),
    "a planted marker in a log": ("planted_marker", replace(Log(), planted=("0801",), texts={"log sla": "oops 0801"})),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_it_names_the_fault(fault: str) -> None:
    kind, log = FAULTS[fault]
    assert kind in log.kinds()


def test_it_names_a_delivery_that_was_given_up() -> None:
    values = delivered(LEVELS[0]).model_dump() | {"id": "failed"}
    log = replace(Log().without(delivered(LEVELS[0]).id), mails=MAILS[1:])
    assert {"delivery_failed", "mail_missing"} <= log.plus(events.NotificationFailed(**values)).kinds()


@pytest.mark.parametrize(("topic", "kind"), [("complaints", "undecodable"), ("complaints-dlq", "dead_letter")])
def test_it_names_records_that_are_no_events(topic: str, kind: str) -> None:
    evidence = Evidence(START, (Entry(topic, 0, 0, START, None, b"{"),))
    assert [each.kind for each in check(ClientRecord(), evidence, CITY).findings] == [kind]


def test_every_kind_is_planted_somewhere() -> None:
    planted = {kind for kind, _ in [*FAULTS.values(), *FAULTS_OF_LIVES.values()]} | {
        "delivery_failed",
        "undecodable",
        "dead_letter",
    }
    assert planted == set(KINDS)


def test_a_finding_has_a_known_kind() -> None:
    with pytest.raises(ValueError, match="not a kind"):
        Finding("strange", "c1", "")


def test_an_unanswered_request_excuses_one_unknown_complaint() -> None:
    client = ClientRecord([Filing("silent", {}, None, at(1))])
    assert "unknown_complaint" not in replace(Log(), client=client).kinds()


def test_without_a_clients_record_it_checks_what_was_emitted_and_mailed() -> None:
    report = replace(Log(), client=None, answers={}).report()
    assert report.is_clean
    assert report.counts["filed"] == 1
    assert "sequence_gap" in replace(Log().plus(step(events.ComplaintStarted, 3, 300)), client=None).kinds()


def test_it_judges_no_mails_that_nobody_looked_for() -> None:
    assert replace(Log(), mails=None).kinds() == set()


def test_it_demands_nothing_of_an_assignment_that_was_written_just_now() -> None:
    """An assignment is dated by the filing, however late it is decided."""
    left = {each.id for each in (*BREACHES, *LEVELS, *map(delivered, LEVELS))}
    late = replace(Log().without(*left), mails=(), written_at={"assigned-1": Log().read_at})
    assert late.kinds() == set()
    assert replace(late, written_at={}).kinds() == {"breach_missing", "level_missing"}


def test_a_further_breach_may_begin_a_ladder_after_one_that_is_used_up() -> None:
    clocks = [
        rule.model_copy(update={"within": "PT40S"}) if rule.name == "respond_by" else rule for rule in POLICY.clocks
    ]
    policy = POLICY.model_copy(update={"clocks": tuple(clocks)})
    log = Log().instead("assigned-1", assigned().model_copy(update={"policy": policy}))
    second = escalated(1, 41.1, turn=3, ladder=ClockScope.STAGE, clock="acknowledge_by")
    assert "escalated_twice" not in log.plus(second).kinds()
    assert "escalated_twice" in log.without("level-1-2-1").plus(second).kinds()


def test_its_lines_name_each_finding_and_what_its_kind_means() -> None:
    lines = list(Log().without("assigned-1").report().lines())
    assert lines[0].startswith("outside ledger: ")
    assert f"  unassigned x 1: {KINDS['unassigned']}" in lines
    assert any(line.startswith("  unassigned c1 ") for line in lines)


def test_it_demands_nothing_that_is_only_just_due() -> None:
    young = Log().without(*(each.id for each in (*BREACHES, *LEVELS, *map(delivered, LEVELS))))
    assert replace(young, mails=(), read_at=at(15)).kinds() == set()
