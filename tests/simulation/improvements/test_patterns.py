from tests.simulation.improvements.patterns import PLANTED, QUIET, is_found, quiet


def test_a_town_in_which_nothing_happens_has_no_finding_in_most_runs() -> None:
    found = [each for town in (QUIET["usual"], QUIET["growing channel"]) for each in quiet(town, range(3))]
    assert sum(map(bool, found)) <= 1


def test_a_planted_surge_is_found_in_most_towns() -> None:
    planted = PLANTED["category, 5 times, 4 weeks"]
    assert sum(is_found(planted, seed) for seed in range(3)) >= 2
