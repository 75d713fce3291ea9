import pytest

from tests.simulation.improvements.surveys import coverage


@pytest.mark.parametrize(("number", "served"), [(8, 0), (30, 0), (30, 60)])
def test_the_interval_of_an_index_usually_holds_the_truth(number: int, served: int) -> None:
    assert coverage(number, served, draws=150) >= 0.8
