"""Statements for a learning record store: right by our own checks, the same for the same, and about no person."""

from dataclasses import replace
from datetime import timedelta

from services.improvements.domain.learning.assigned import Learning, UnitPeople
from services.improvements.domain.learning.outgoing import WAS_ASSIGNED, Named, statements_of
from services.improvements.domain.learning.xapi.statements import VOIDED, wrong_members
from tests.unit.improvements.actions import NOW

HOME = "https://lapor.example.go.id"
NAMED = Named(HOME, lambda unit: f"Unit {unit}", {"id": "Pelayanan prima", "en": "Excellent service"})
LEARNING = Learning(
    1,
    "e-1",
    "https://lms.example.go.id/kursus/7",
    (UnitPeople("dinas-pu", 24), UnitPeople("bidang-drainase", 8)),
    NOW + timedelta(days=30),
    NOW,
)
WITHDRAWN = replace(LEARNING, withdrawn_at=NOW + timedelta(days=1), withdrawn_by="e-2")


def test_each_unit_has_a_statement_that_is_right_by_xapi() -> None:
    first, second = statements_of("imp-1", LEARNING, NAMED)
    assert wrong_members(first.body) == wrong_members(second.body) == ()
    assert [each.body["actor"]["account"] for each in (first, second)] == [
        {"homePage": HOME, "name": "dinas-pu"},
        {"homePage": HOME, "name": "bidang-drainase"},
    ]
    assert first.body["verb"]["id"] == WAS_ASSIGNED
    assert first.body["object"]["definition"]["name"] == {"id": "Pelayanan prima", "en": "Excellent service"}
    (improvement,) = first.body["context"]["contextActivities"]["grouping"]
    assert improvement["id"] == f"{HOME}/improvements/imp-1"
    assert first.body["context"]["extensions"][f"{HOME}/improvements/learning#people"] == 24
    assert first.body["timestamp"] == "2026-03-02T03:00:00Z"


def test_the_same_is_the_same_statement_and_another_has_another_id() -> None:
    assert list(statements_of("imp-1", LEARNING, NAMED)) == list(statements_of("imp-1", LEARNING, NAMED))
    others = statements_of("imp-1", replace(LEARNING, number=2, cause="e-9"), NAMED)
    assert {each.id for each in statements_of("imp-1", LEARNING, NAMED)}.isdisjoint(each.id for each in others)


def test_what_is_withdrawn_is_voided_and_the_first_statement_stays_as_it_was() -> None:
    before, after = list(statements_of("imp-1", LEARNING, NAMED)), list(statements_of("imp-1", WITHDRAWN, NAMED))
    assert after[::2] == before
    assert [each.body["object"]["id"] for each in after[1::2]] == [each.id for each in before]
    assert {each.body["verb"]["id"] for each in after[1::2]} == {VOIDED}
    assert not [fault for each in after for fault in wrong_members(each.body)]
    assert len({each.id for each in after}) == 4
