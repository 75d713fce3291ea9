"""What was measured, as lines with goals; the arithmetic behind them is pure."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rich.table import Column, Table

WARM_UP = 0.1
"""Share of a run that is left out at its beginning: connections open and caches fill while it passes."""


class MeasurementError(RuntimeError):
    """Nothing could be measured; the message says why. Never to be mistaken for a missed goal."""


@dataclass(frozen=True)
class Goal:
    """A bound that a value shall keep."""

    bound: float
    at_least: bool

    def is_met(self, value: float) -> bool:
        """Whether the value keeps the bound; the bound itself does."""
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}"


@dataclass(frozen=True)
class Spread:
    """The least and the greatest value of the rounds whose median is a result."""

    least: float
    greatest: float

    def __str__(self) -> str:
        return f"{rounded(self.least):g} … {rounded(self.greatest):g}"


@dataclass(frozen=True)
class Line:
    """One result. Without a goal it is there to explain another; `detail` is for people only."""

    name: str
    value: float
    unit: str
    goal: Goal | None = None
    detail: str = ""
    spread: Spread | None = None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without a goal."""
        return None if self.goal is None else self.goal.is_met(self.value)

    def plain(self) -> dict[str, Any]:
        """The line as it is written to the file."""
        goal = None if self.goal is None else str(self.goal)
        plain = {"name": self.name, "value": rounded(self.value), "unit": self.unit, "goal": goal, "met": self.met}
        if self.spread is not None:
            plain |= {"min": rounded(self.spread.least), "max": rounded(self.spread.greatest)}
        return plain


@dataclass(frozen=True)
class Slice:
    """How much one side did in a stretch of time without the other."""

    done: int
    seconds: float


@dataclass(frozen=True)
class Round:
    """Both sides of a comparison, measured close to each other, per second."""

    ours: float
    bare: float

    @classmethod
    def of(cls, ours: Sequence[Slice], bare: Sequence[Slice]) -> "Round":
        """A round of slices in turn: what slows the machine for a while slows both sides."""
        return cls(_per_second(ours), _per_second(bare))

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def _per_second(slices: Sequence[Slice]) -> float:
    return sum(each.done for each in slices) / sum(each.seconds for each in slices)


def comparison(
    name: str, rounds: Sequence[Round], least: float, unit: str, sides: tuple[str, str] = ("tanggap", "bare")
) -> list[Line]:
    """The median ratio of the rounds with its goal, and both median rates to explain it."""
    ratios = ", ".join(f"{one.ratio:.2f}" for one in rounds)
    return [
        _median(name, [one.ratio for one in rounds], "ratio", Goal(least, at_least=True), f"rounds: {ratios}"),
        _median(f"{name}: {sides[0]}", [one.ours for one in rounds], unit),
        _median(f"{name}: {sides[1]}", [one.bare for one in rounds], unit),
    ]


def _median(name: str, values: Sequence[float], unit: str, goal: Goal | None = None, detail: str = "") -> Line:
    return Line(name, median(values), unit, goal, detail, Spread(min(values), max(values)))


def rate(times_ms: Iterable[int], warm_up: float = WARM_UP) -> float:
    """Records per second, from the times (ms) at which they were written, after the first share of them.

    Only what came after the last moment of the warm-up is counted: a batch prepared before it would raise the rate.
    """
    times = sorted(times_ms)
    if len(times) < 2:
        raise MeasurementError(f"a rate needs at least two records, there are {len(times)}")
    begin = times[int(len(times) * warm_up)]
    span_ms = times[-1] - begin
    if span_ms <= 0:
        raise MeasurementError("all records carry the same time: too few of them for a rate")
    return sum(time > begin for time in times) * 1000 / span_ms


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least this share of all values does not exceed (nearest rank)."""
    ordered = sorted(values)
    if not ordered:
        raise MeasurementError("no values, no percentile")
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def rounded(value: float) -> float:
    """Three significant digits: more would pretend to a precision that a shared machine does not have."""
    return float(f"{value:.3g}")


def table(lines: Iterable[Line]) -> Table:
    """The results for people."""
    shown = Table(Column("what", no_wrap=True), "value", "min … max", "unit", "goal", "met", "detail")
    for line in lines:
        met = {None: "", True: "[green]yes[/]", False: "[bold red]no[/]"}[line.met]
        value, spread = f"{rounded(line.value):g}", str(line.spread or "")
        shown.add_row(line.name, value, spread, line.unit, str(line.goal or ""), met, line.detail)
    return shown


def write(file: Path, lines: Iterable[Line]) -> None:
    """The results for programs: a list of objects."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([line.plain() for line in lines], indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
