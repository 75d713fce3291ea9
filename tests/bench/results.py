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
class Line:
    """One result. Without a goal it is there to explain another; `detail` is for people only."""

    name: str
    value: float
    unit: str
    goal: Goal | None = None
    detail: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without a goal."""
        return None if self.goal is None else self.goal.is_met(self.value)

    def plain(self) -> dict[str, Any]:
        """The line as it is written to the file."""
        goal = None if self.goal is None else str(self.goal)
        return {"name": self.name, "value": rounded(self.value), "unit": self.unit, "goal": goal, "met": self.met}


@dataclass(frozen=True)
class Round:
    """Both sides of a comparison, measured one right after the other, per second."""

    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def comparison(name: str, rounds: Sequence[Round], least: float, unit: str) -> list[Line]:
    """The median ratio of the rounds held against its goal, and both median rates to explain it."""
    each = ", ".join(f"{one.ratio:.2f}" for one in rounds)
    return [
        Line(name, median(one.ratio for one in rounds), "ratio", Goal(least, at_least=True), f"rounds: {each}"),
        Line(f"{name}: tanggap", median(one.ours for one in rounds), unit),
        Line(f"{name}: bare", median(one.bare for one in rounds), unit),
    ]


def rate(times_ms: Iterable[int], warm_up: float = WARM_UP) -> float:
    """Records per second, from the times (ms) at which they were written, after the first share of them.

    Only what came after the last moment of the warm-up is counted: a batch that was prepared before it would be a gift.
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
    shown = Table(Column("what", no_wrap=True), "value", "unit", "goal", "met", "detail")
    for line in lines:
        met = {None: "", True: "[green]yes[/]", False: "[bold red]no[/]"}[line.met]
        shown.add_row(line.name, f"{rounded(line.value):g}", line.unit, str(line.goal or ""), met, line.detail)
    return shown


def write(file: Path, lines: Iterable[Line]) -> None:
    """The results for programs: a list of objects."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([line.plain() for line in lines], indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
