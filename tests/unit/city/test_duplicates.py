"""What a city says of complaints about the same thing."""

import pytest
from pydantic import ValidationError

from city.files.city import Duplicates


def test_unless_a_city_says_so_the_same_text_is_a_complaint_of_its_own() -> None:
    assert Duplicates().same_text_within_minutes == 0
    assert Duplicates(same_text_within_minutes=10).same_text_within_minutes == 10


@pytest.mark.parametrize("wrong", [-1, 1441, 1.5, "soon"])
def test_it_says_whole_minutes_of_one_day_at_most(wrong: object) -> None:
    with pytest.raises(ValidationError, match="same_text_within_minutes"):
        Duplicates.model_validate({"same_text_within_minutes": wrong})
