"""What a city's files say to Open311: the endpoint, and what is asked about a category."""

from typing import Any

import pytest
from pydantic import ValidationError

from city.checks.categories import questions_can_be_answered
from city.files.categories import CategoriesFile
from city.files.city import Open311

NAMES = {"id": "x", "en": "x"}
VALUES = [{"key": "dark", "name": NAMES}, {"key": "broken", "name": NAMES}]


def _faults(*attributes: dict[str, Any]) -> list[str]:
    asked = [{"code": "fault", "datatype": "string", "description": NAMES, **each} for each in attributes]
    category = {"code": "lampu", "name": NAMES, "attributes": asked}
    return [each.reason for each in questions_can_be_answered(CategoriesFile(version="1", categories=(category,)))]


def test_questions_that_can_be_answered() -> None:
    assert _faults({}, {"code": "pole", "datatype": "multivaluelist", "values": VALUES}) == []


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ([{}, {}], "fault stands twice"),
        ([{"datatype": "singlevaluelist"}], "singlevaluelist needs values to choose from"),
        ([{"values": VALUES}], "string takes no values"),
        ([{"datatype": "singlevaluelist", "values": VALUES[:1] * 2}], "dark stands twice"),
    ],
)
def test_questions_that_cannot(attributes: list[dict[str, Any]], reason: str) -> None:
    assert _faults(*attributes) == [reason]


@pytest.mark.parametrize(
    "wrong", [{"jurisdiction_id": "City!"}, {"url": "https://city.example/"}, {"url": "city.example"}]
)
def test_what_is_written_wrongly_is_said(wrong: dict[str, str]) -> None:
    given: dict[str, Any] = {"jurisdiction_id": "city.example", "contact": NAMES, "key_service": NAMES, **wrong}
    with pytest.raises(ValidationError, match="must be"):
        Open311(**given)
