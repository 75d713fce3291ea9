"""A statement counts where somebody of a unit has finished what was assigned to it; else the reason is named."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha1
from typing import Any

import pytest

from services.improvements.domain.improvement import Improvement
from services.improvements.domain.learning.assigned import Learning, UnitPeople
from services.improvements.domain.learning.completing import (
    Completion,
    Counted,
    Ignored,
    Read,
    Voiding,
    counted_in,
    identifier,
    read_statement,
)
from tests.unit.improvements.actions import CITY, NOW, proposed

HOME = "https://lapor.example.go.id"
COURSE = "https://lms.example.go.id/kursus/7"
ID = "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"
LEARNING = Learning(1, "e-1", COURSE, (UnitPeople("dinas-pu", 24),), NOW + timedelta(days=30), NOW)


def statement(verb: str = "completed", **more: Any) -> dict[str, Any]:
    return {
        "id": ID.upper(),
        "actor": {"mbox": "mailto:siti@example.go.id"},
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}"},
        "object": {"id": COURSE},
        "context": {"team": {"objectType": "Group", "account": {"homePage": HOME, "name": "dinas-pu"}}},
        "timestamp": "2026-03-05T10:00:00+07:00",
    } | more


def read(sent: object) -> Read:
    return read_statement(sent, HOME, NOW + timedelta(days=10), CITY)


def faults(sent: object) -> list[tuple[str, str | None]]:
    found = read(sent)
    assert isinstance(found, tuple)
    return [(each.code, each.field) for each in found]


@pytest.mark.parametrize("verb", ["completed", "passed"])
def test_a_completion_names_who_of_which_unit_has_finished_what(verb: str) -> None:
    found = read(statement(verb))
    assert isinstance(found, Completion)
    assert (found.statement, found.activity, found.unit) == (ID, COURSE, "dinas-pu")
    assert found.at == NOW + timedelta(days=3)


def test_with_another_verb_the_result_says_that_it_is_finished() -> None:
    assert isinstance(read(statement("experienced", result={"completion": True})), Completion)
    assert read(statement("experienced")) is Ignored.NOT_FINISHED
    assert read(statement("failed", result={"success": False})) is Ignored.NOT_FINISHED
    assert read(statement("completed", result={"completion": False})) is Ignored.NOT_FINISHED


def test_an_extension_names_the_unit_where_there_is_no_team() -> None:
    extension = {f"{HOME}/improvements/learning#unit": "dinas-pu"}
    assert isinstance(read(statement(context={"extensions": extension})), Completion)


def test_a_team_of_another_system_names_no_unit_of_the_city() -> None:
    elsewhere = {"objectType": "Group", "account": {"homePage": "https://lms.example", "name": "dinas-pu"}}
    assert faults(statement(context={"team": elsewhere})) == [("unit_missing", "context.team")]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"id": "7"}, ("member_unfit", "id")),
        ({"context": {}}, ("unit_missing", "context.team")),
        (
            {"context": {"team": {"objectType": "Group", "account": {"homePage": HOME, "name": "dinas-x"}}}},
            ("unit_unknown", "context.team"),
        ),
        ({"timestamp": "2026-04-05T10:00:00Z"}, ("time_in_the_future", "timestamp")),
        ({"errand": 1}, ("member_unknown", "errand")),
    ],
)
def test_what_is_wrong_is_named_by_its_place(more: dict[str, Any], expected: tuple[str, str]) -> None:
    assert faults(statement(**more)) == [expected]


def test_a_statement_needs_an_id_and_a_time_which_a_store_may_have_given_it() -> None:
    without_id, without_time = statement(), statement()
    del without_id["id"], without_time["timestamp"]
    assert faults(without_id) == [("id_missing", "id")]
    assert faults(without_time) == [("time_missing", "timestamp")]
    assert isinstance(read(without_time | {"stored": "2026-03-05T03:00:01.5Z"}), Completion)


def test_a_group_is_no_person_and_a_person_no_activity() -> None:
    group = {"objectType": "Group", "account": {"homePage": HOME, "name": "dinas-pu"}}
    assert read(statement(actor=group)) is Ignored.NO_PERSON
    agent = {"objectType": "Agent", "mbox": "mailto:siti@example.go.id"}
    assert read(statement(object=agent)) is Ignored.NO_ACTIVITY


def test_a_voided_statement_is_named_by_its_id() -> None:
    reference = {"objectType": "StatementRef", "id": "AA97B177-9383-4934-8543-0F91A7A02836"}
    assert read(statement("voided", object=reference)) == Voiding(ID, "aa97b177-9383-4934-8543-0f91a7a02836")


def test_a_mail_address_and_its_hash_are_the_same_person() -> None:
    address = "mailto:siti@example.go.id"
    assert identifier({"mbox": address}) == identifier({"mbox_sha1sum": sha1(address.encode()).hexdigest().upper()})
    account = {"account": {"homePage": "https://lms.example", "name": "siti"}}
    assert len({identifier(each) for each in ({"mbox": address}, {"openid": "https://id.example/siti"}, account)}) == 3


def completion(**more: Any) -> Completion:
    found = read(statement())
    assert isinstance(found, Completion)
    return replace(found, **more)


def improvement(*learning: Learning) -> Improvement:
    return replace(proposed(), learning=learning)


def test_it_counts_for_each_action_that_has_assigned_it() -> None:
    other = replace(improvement(LEARNING), id="i-2")
    assert counted_in(completion(), [improvement(LEARNING), other], CITY) == (
        Counted("i-1", 1, "dinas-pu"),
        Counted("i-2", 1, "dinas-pu"),
    )


@pytest.mark.parametrize(
    ("learning", "reason"),
    [
        (replace(LEARNING, activity=f"{COURSE}/other"), Ignored.NOT_ASSIGNED),
        (replace(LEARNING, withdrawn_at=NOW), Ignored.WITHDRAWN),
        (replace(LEARNING, units=(UnitPeople("dinas-lh", 3),)), Ignored.UNIT_NOT_ASSIGNED),
        (replace(LEARNING, assigned_at=NOW + timedelta(days=4)), Ignored.BEFORE_ASSIGNMENT),
    ],
)
def test_why_it_counts_nowhere_is_named(learning: Learning, reason: Ignored) -> None:
    assert counted_in(completion(), [improvement(learning)], CITY) is reason


def test_a_unit_that_was_renamed_since_still_has_finished() -> None:
    file = CITY.improvements.model_copy(update={"successors": {"dinas-bina-marga": "dinas-pu"}})
    renamed = replace(CITY, improvements=file)
    old = replace(LEARNING, units=(UnitPeople("dinas-bina-marga", 24),))
    assert counted_in(completion(), [improvement(old)], renamed) == (Counted("i-1", 1, "dinas-bina-marga"),)
