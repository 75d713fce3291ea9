"""The auditor names each planted fault, and nothing in a life in which nothing is missing, at no moment of it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events import ComplaintEscalated, DeadlineApproaching, Event
from contracts.values import Missing
from services.auditor.domain.compacting import needed
from services.auditor.domain.findings import findings, next_look, prospects
from tests.unit.auditor.lives import CLEAN, RULES, SOON, history_of
from tests.unit.auditor.planted import PLANTED
from tests.unit.verify.logs import START, Log, at
from verify import History

LATER = START + timedelta(hours=1)
MOMENTS = st.floats(min_value=0, max_value=120)


def kinds(log: Log) -> set[Missing]:
    return {found.missing for found in findings(history_of(log), LATER, RULES)}


@pytest.mark.parametrize("fault", PLANTED)
def test_it_names_the_fault(fault: str) -> None:
    kind, log = PLANTED[fault]
    assert kind in kinds(log)


@pytest.mark.parametrize("fault", PLANTED)
def test_it_names_no_fault_before_its_time(fault: str) -> None:
    _, log = PLANTED[fault]
    for found in prospects(history_of(log), RULES):
        before = found.found_at - timedelta(milliseconds=1)
        assert found.key not in {each.key for each in findings(history_of(log), before, RULES)}


def test_more_than_twelve_faults_are_planted_and_every_kind_is_among_them() -> None:
    assert len(PLANTED) >= 12
    assert {kind for kind, _ in PLANTED.values()} == set(Missing) - {Missing.OTHER}


@pytest.mark.parametrize("name", CLEAN)
@given(moment=MOMENTS)
def test_it_finds_nothing_in_a_clean_life_at_any_moment(name: str, moment: float) -> None:
    history = history_of(CLEAN[name], before=moment)
    if history.steps:
        assert findings(history, at(moment), RULES) == ()


@pytest.mark.parametrize("log", [*CLEAN.values(), *(log for _, log in PLANTED.values())])
def test_what_is_not_needed_changes_no_finding(log: Log) -> None:
    whole = history_of(log)
    kept, part = needed(whole), History("c1")
    for event in sorted(whole.all, key=lambda each: whole.written_at[each.id]):
        if event.id in kept:
            part.take(event, whole.written_at[event.id])
    assert prospects(part, RULES) == prospects(whole, RULES)


def test_clocks_that_are_overtaken_and_what_nobody_depends_on_are_not_needed() -> None:
    log = CLEAN["transferred"]
    kept = needed(history_of(log))
    assert len([each for each in kept if each.startswith("clocks-")]) == 1


def test_a_history_without_its_beginning_or_with_a_gap_is_not_judged() -> None:
    _, log = PLANTED["a transfer that routing does not answer"]
    assert findings(history_of(log.without("complaint.filed-1")), LATER, RULES) == ()
    assert findings(history_of(CLEAN["shared"].without("complaint.started-3")), LATER, RULES) == ()


def test_it_looks_again_when_the_next_step_may_be_missed() -> None:
    log = CLEAN["untouched"]
    first = next(each for each in log.events if isinstance(each, ComplaintEscalated))
    history = history_of(log, before=(first.occurred_at - START).total_seconds() + 0.01)
    at_ = next_look(prospects(history, RULES), first.occurred_at)
    assert at_ is not None and first.occurred_at < at_ <= first.occurred_at + SOON


def test_an_id_is_the_same_for_the_same_step_and_another_when_it_is_missed_again() -> None:
    _, log = PLANTED["an escalation without a message"]
    (once,) = findings(history_of(log), LATER, RULES)
    (again,) = findings(history_of(log), LATER + timedelta(days=1), RULES)
    assert once.id(1) == again.id(1) != once.id(2)


def test_details_hold_no_words_of_people() -> None:
    for _, log in PLANTED.values():
        for found in findings(history_of(log), LATER, RULES):
            assert len(found.detail) <= 200
            assert "hole" not in found.detail


def test_warnings_and_reminders_are_of_no_account() -> None:
    warning: Event = DeadlineApproaching(
        id="w",
        subject="c1",
        occurred_at=at(8),
        unit="roads",
        assignment_number=1,
        clock="acknowledge_by",
        due_at=at(11),
    )
    history = history_of(CLEAN["untouched"].plus(warning))
    assert "w" not in needed(history)
