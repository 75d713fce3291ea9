"""A strip is well formed, inside its box, and marks what was to be expected where that is known."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from services.improvements.pictures.strip import WIDTH, Strip, strip_svg

VALUES = st.floats(-1, 2)


@given(VALUES, VALUES, VALUES, st.none() | VALUES)
def test_whatever_it_is_given_it_stays_inside(seen: float, one: float, other: float, expected: float | None) -> None:
    drawn = ElementTree.fromstring(strip_svg(Strip(seen, min(one, other), max(one, other), expected)))
    assert drawn.get("aria-hidden") == "true"
    for part in drawn:
        left, width = float(part.get("x", part.get("cx", "0"))), float(part.get("width", "0"))
        assert left >= 0 and left + width <= WIDTH
    marks = [part for part in drawn if part.get("class") == "expected"]
    assert len(marks) == (expected is not None)
