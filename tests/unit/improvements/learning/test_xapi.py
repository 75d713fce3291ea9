"""Statements are checked as ADL's conformance suite asks of a learning record store, and hostile ones do no harm."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.improvements.domain.learning.xapi.statements import MAX_FAULTS, wrong_members
from services.improvements.domain.learning.xapi.values import moment_in
from tests.unit.improvements.learning.conformance import Sample, samples

SAMPLES = list(samples())


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_it_takes_and_refuses_what_the_conformance_suite_says(sample: Sample) -> None:
    faults = wrong_members(sample.statement)
    assert (not faults) is sample.is_valid, faults
    assert all(fault.reason and fault.remedy and fault.field for fault in faults)


def test_both_kinds_of_cases_are_there() -> None:
    assert len({sample.name for sample in SAMPLES}) == len(SAMPLES) > 150
    assert {sample.is_valid for sample in SAMPLES} == {True, False}


def test_a_member_that_xapi_does_not_have_is_refused_by_its_place() -> None:
    statement = _whole()
    statement["context"] = {"team": {"objectType": "Group", "mbox": "mailto:a@b.id", "size": 3}}
    (fault,) = wrong_members(statement)
    assert (fault.code, fault.field) == ("member_unknown", "context.team.size")


@pytest.mark.parametrize("version", ["1.0", "1.0.0", "1.0.3"])
def test_versions_1_0_are_taken(version: str) -> None:
    assert not wrong_members(_whole() | {"version": version})


def test_another_version_is_refused() -> None:
    assert wrong_members(_whole() | {"version": "2.0.0"})


def test_an_interaction_has_the_lists_of_its_type_only() -> None:
    scale = [{"id": "likert_0", "description": {"en-US": "It's OK"}}]
    likert = {"interactionType": "likert", "correctResponsesPattern": ["likert_0"], "scale": scale}
    statement = _whole()
    statement["object"]["definition"] = likert
    assert not wrong_members(statement)
    statement["object"]["definition"] = likert | {"interactionType": "numeric"}
    assert [fault.field for fault in wrong_members(statement)] == ["object.definition.scale"]


def test_statements_within_statements_end_after_the_first() -> None:
    statement = _whole()
    for _ in range(400):
        statement = {"objectType": "SubStatement", **_whole(), "object": statement}
    faults = wrong_members({**_whole(), "object": statement})
    assert 1 <= len(faults) <= MAX_FAULTS


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-03-02T10:00:00+07:00", 3),
        ("2026-03-02T03:00:00Z", 3),
        ("20260302T030000Z", 3),
        ("2026-03-02T03:00:00", 3),
    ],
)
def test_times_are_read_in_utc(text: str, hour: int) -> None:
    moment = moment_in(text)
    assert moment is not None and moment.hour == hour and moment.utcoffset() is not None


_json: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "actor", "verb", "object", "objectType", "context", "result", "member", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_json)
def test_whatever_is_sent_is_judged_and_raises_nothing(sent: object) -> None:
    assert len(wrong_members(sent)) <= MAX_FAULTS


def _whole() -> dict[str, Any]:
    return {
        "actor": {"mbox": "mailto:learner@example.go.id"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": "https://lms.example.go.id/kursus/7"},
    }
