"""Neither a small number of a unit nor what would say it is shown."""

from hypothesis import given
from hypothesis import strategies as st

from contracts.small_numbers import is_small, left_out
from services.improvements.domain.performance.hidden import hidden_in, said_by_parts, shown, shown_trends
from services.improvements.domain.performance.measures import Key, Measure
from services.improvements.domain.performance.periods import Named, named
from services.improvements.domain.performance.report import performance
from services.improvements.domain.performance.trends import trends
from tests.unit.improvements.performance.units import BEFORE, NOW, complaints, source

LATE = Key(Measure.LATE_SHARE, "answer")
RATING = Key(Measure.RATING)
QUARTERS = st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(0, 20), min_size=3), min_size=4, max_size=4)


def period(name: str) -> Named:
    found = named(name)
    assert found is not None
    return found


def test_a_small_unit_takes_the_next_smallest_with_it() -> None:
    city = source(complaints("a", 4, 1), complaints("b", 60, 30), complaints("c", 90, 9))
    report = shown(performance(city, NOW), hidden_in(city, period("2025-2")))
    assert {each.unit: each.number for each in report.units} == {"a": None, "b": None, "c": 90}
    assert [each.figures for each in report.units[:2]] == [(), ()]


def test_only_the_measure_with_few_complaints_is_hidden() -> None:
    rated = complaints("a", 3, 1, stars=1), complaints("a", 40, 1, stars=None)
    city = source(*rated, complaints("b", 60, 30), complaints("c", 90, 9))
    units = {each.unit: each for each in shown(performance(city, NOW), hidden_in(city, period("2025-2"))).units}
    assert units["a"].number == 43 and units["a"].hidden == (RATING,)
    assert units["b"].hidden == (RATING,), "else it would follow from the total"
    assert LATE in {each.key for each in units["b"].figures}
    assert units["c"].hidden == ()


def test_a_trend_is_hidden_with_the_figure_of_either_period() -> None:
    groups = [complaints(unit, 60, 6, period=each) for unit in ("a", "b") for each in (BEFORE, NOW)]
    city = source(*groups)
    moved = trends(city, NOW, [BEFORE])
    assert shown_trends(moved, (frozenset({("a", LATE)}), frozenset({("b", None)}))) == tuple(
        each for each in moved if each.unit == "a" and each.key != LATE
    )


def test_a_year_hides_what_the_other_quarters_would_say() -> None:
    city = source(
        *(complaints(unit, 50, 5, period=BEFORE) for unit in "ab"), complaints("a", 3, 1), complaints("b", 50, 1)
    )
    assert ("a", None) in hidden_in(city, period("2025"))
    assert ("a", None) not in hidden_in(city, period("2025-1"))


@given(QUARTERS)
def test_no_single_hidden_quarter_follows_from_the_year(quarters: list[dict[str, int]]) -> None:
    hidden = [frozenset((each, None) for each in left_out({u: (n,) for u, n in counts.items()})) for counts in quarters]
    of_year = said_by_parts([{None: each} for each in quarters], hidden)
    for unit in "abc":
        unseen = [counts[unit] for counts, those in zip(quarters, hidden, strict=True) if (unit, None) in those]
        if unseen and (unit, None) not in of_year:
            assert len(unseen) > 1 and not is_small((sum(unseen),))
