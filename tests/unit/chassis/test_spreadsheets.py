"""Cells of a file that spreadsheet programs open."""

import pytest

from chassis.spreadsheets import line, safe


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum(1)", "\tx", "\rx"])
def test_nothing_is_taken_for_a_formula(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "jalan", "1=1", "a-b", " =x"])
def test_other_text_stays_as_it_is(cell: str) -> None:
    assert safe(cell) == cell


def test_numbers_stay_numbers_and_nothing_is_empty() -> None:
    assert line(["-0.2", -0.2, None, 3]) == "'-0.2,-0.2,,3\r\n"
