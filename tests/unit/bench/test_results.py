"""The arithmetic behind the measurements, and the shape of what is written."""

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from tests.bench.results import (
    Goal,
    Line,
    MeasurementError,
    Round,
    Slice,
    Spread,
    comparison,
    percentile,
    rate,
    rounded,
    table,
    write,
)


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.0, 1)])
def test_a_percentile_is_a_value_that_occurred(share: float, expected: float) -> None:
    assert percentile(range(100, 0, -1), share) == expected


def test_a_percentile_of_few_values_is_the_greatest() -> None:
    assert percentile([3.0, 7.0], 0.99) == 7.0


def test_there_is_no_percentile_of_nothing() -> None:
    with pytest.raises(MeasurementError, match="no values"):
        percentile([], 0.5)


def test_a_steady_writer_has_its_rate_in_any_order_of_reading() -> None:
    assert rate(reversed(range(0, 10_000, 2))) == pytest.approx(500)


def test_a_batch_written_in_one_moment_is_not_counted_before_its_time() -> None:
    """Four batches of 100, each 50 ms after the other: 2,000 a second, however the warm-up cuts them."""
    times = [50 * batch for batch in range(4) for _ in range(100)]
    assert rate(times) == pytest.approx(2000)


def test_a_slow_beginning_is_left_out() -> None:
    assert rate([0, 5_000, *range(5_001, 5_999)]) == pytest.approx(1000, rel=0.01)


@pytest.mark.parametrize("times", [[], [7], [7, 7, 7]])
def test_too_few_moments_are_no_rate(times: list[int]) -> None:
    with pytest.raises(MeasurementError):
        rate(times)


def test_a_goal_is_kept_by_its_bound() -> None:
    assert Goal(0.6, at_least=True).is_met(0.6)
    assert Goal(150, at_least=False).is_met(150)
    assert not Goal(0.6, at_least=True).is_met(0.59)
    assert not Goal(150, at_least=False).is_met(150.1)


def test_rounding_does_not_turn_a_missed_goal_into_a_met_one() -> None:
    line = Line("sla", 1.4999, "ratio", Goal(1.5, at_least=True))
    assert (rounded(line.value), line.met) == (1.5, False)


def test_a_comparison_takes_the_median_of_the_rounds_and_says_how_far_they_spread() -> None:
    rounds = [Round(10, 100), Round(40, 100), Round(90, 100)]
    ratio, ours, bare = comparison("intake", rounds, 0.6, "201s/s")
    assert (ratio.value, ratio.met, ratio.detail) == (0.4, False, "rounds: 0.10, 0.40, 0.90")
    assert ratio.spread == Spread(0.1, 0.9)
    assert (ours.value, ours.met, bare.value, bare.met) == (40, None, 100, None)


def test_a_round_is_what_its_slices_come_to_together() -> None:
    """The longer a slice took, the more it counts: a mean of ratios would be something else."""
    slow_then_fast = [Slice(10, 1.0), Slice(90, 1.0)]
    assert Round.of(slow_then_fast, [Slice(100, 0.5), Slice(100, 1.5)]) == Round(50, 100)


def test_each_line_is_written_with_its_goal_and_whether_it_is_met(tmp_path: Path) -> None:
    file = tmp_path / "new" / "bench.json"
    rate = Line("rate", 5, "1/s", spread=Spread(4, 6.0001))
    write(file, [Line("latency", 123.456, "ms", Goal(300, at_least=False), "for people"), rate])
    assert json.loads(file.read_text(encoding="utf-8")) == [
        {"name": "latency", "value": 123, "unit": "ms", "goal": "≤ 300", "met": True},
        {"name": "rate", "value": 5, "unit": "1/s", "goal": None, "met": None, "min": 4, "max": 6},
    ]


def test_the_table_says_plainly_that_a_goal_is_missed() -> None:
    console = Console(width=120, file=StringIO())
    with console.capture() as shown:
        console.print(table([Line("sla", 1.2, "ratio", Goal(1.5, at_least=True)), Line("rate", 5, "1/s")]))
    rows = [row for row in shown.get().splitlines() if "sla" in row]
    assert len(rows) == 1 and " no " in rows[0] and "≥ 1.5" in rows[0]
