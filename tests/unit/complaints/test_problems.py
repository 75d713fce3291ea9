"""Refusals name field, reason and remedy, and never repeat what was sent."""

from typing import Any

import pytest
from pydantic import ValidationError

from chassis.http.faults import fault_of
from chassis.http.trace import trace_of
from services.complaints.api.examples import CURSOR
from services.complaints.api.listing import place_of
from services.complaints.api.problems import KINDS, Fault, Problem
from services.complaints.api.schemas.requests import NewComplaint


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": "hush-hush" * 1_000}, "text"),
        ({"text": "x", "hush-hush": 1}, "hush-hush"),
        ({"text": "x", "point": "hush-hush"}, "point"),
        ({"text": "x", "point": {"latitude": "hush-hush", "longitude": 1}}, "point.latitude"),
        ({"text": "x", "area": "hush-hush"}, "area"),
        ({"text": "x", "language": "hush-hush"}, "language"),
    ],
)
def test_a_fault_says_what_to_do(body: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as error:
        NewComplaint.model_validate(body)
    [fault] = [fault_of({**each, "loc": ("body", *each["loc"])}) for each in error.value.errors()]
    assert fault.field == field
    assert fault.reason and fault.remedy
    assert "hush-hush" not in fault.reason + fault.remedy
    assert not any(sign in fault.remedy for sign in ("{", "^", "$", "["))


@pytest.mark.parametrize(
    ("field", "example"), [("category", "dinas-pu"), ("area", "99.71.02.1001"), ("language", "id or en")]
)
def test_a_value_in_another_form_is_explained_with_an_example(field: str, example: str) -> None:
    with pytest.raises(ValidationError) as error:
        NewComplaint.model_validate({"text": "x", field: "Hush Hush"})
    [fault] = [fault_of({**each, "loc": ("body", *each["loc"])}) for each in error.value.errors()]
    assert example in fault.remedy
    assert "^" not in fault.reason + fault.remedy


def test_a_problem_has_all_members_of_the_standard() -> None:
    problem = Problem("not-found", "gone", [Fault("id", "unknown", "look again")], {"X": "y"})
    assert problem.as_json("/v1/x") == {
        "type": "/problems/not-found",
        "title": "There is nothing here",
        "status": 404,
        "detail": "gone",
        "errors": [{"field": "id", "reason": "unknown", "remedy": "look again"}],
        "instance": "/v1/x",
    }
    assert all(400 <= status < 600 and title for status, title in KINDS.values())


def test_a_trace_goes_on_or_begins() -> None:
    sent = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
    gone_on = trace_of([(b"traceparent", sent)])
    assert gone_on.startswith("00-0af7651916cd43dd8448eb211c80319c-") and gone_on.endswith("-00")
    assert gone_on.encode() != sent
    for wrong in (b"", b"00-" + b"0" * 32 + b"-b7ad6b7169203331-01", b"\xff", sent + b"x", b"01" + sent[2:]):
        begun = trace_of([(b"traceparent", wrong)])
        assert len(begun) == 55 and "0af7651916cd43dd8448eb211c80319c" not in begun


@pytest.mark.parametrize(
    "wrong", ["", ".", "1", "1.", "x.y", "-1.a", "9" * 30 + ".a", "\u0661" * 15 + ".a", CURSOR + "$"]
)
def test_a_cursor_of_somebody_else_is_refused(wrong: str) -> None:
    with pytest.raises(Problem):
        place_of(wrong)


def test_a_cursor_names_its_place() -> None:
    assert place_of(CURSOR) == CURSOR
    assert place_of(None) is None
