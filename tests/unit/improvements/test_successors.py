import pytest

from services.improvements.domain.successors import current_unit


@pytest.mark.parametrize(("unit", "today"), [(None, None), ("a", "c"), ("b", "c"), ("c", "c"), ("other", "other")])
def test_a_unit_is_the_last_of_those_that_came_after_it(unit: str | None, today: str | None) -> None:
    assert current_unit(unit, {"a": "b", "b": "c"}) == today


def test_a_circle_is_named() -> None:
    with pytest.raises(ValueError, match="a → b → a is a circle"):
        current_unit("a", {"a": "b", "b": "a"})
