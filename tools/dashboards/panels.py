"""What dashboards show, as data: the Grafana files and the local board are made from the same panels."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TypedDict, Unpack


class Kind(StrEnum):
    """How a panel looks."""

    NUMBER = "number"
    LINES = "lines"
    BARS = "bars"
    TABLE = "table"


class Unit(StrEnum):
    """What a value counts, by Grafana's names."""

    COUNT = "short"
    SECONDS = "s"
    SHARE = "percentunit"
    PER_SECOND = "ops"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class Query:
    """An expression of Prometheus. `legend` names its series by their labels, as in `{{unit}}`."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture. From `warn` on it is yellow and from `bad` on red; `low_is_bad` turns that round.

    `runbook` is the alert whose runbook says what to do about it. `empty_because` is why it may show nothing at all.
    """

    title: str
    description: str
    kind: Kind
    unit: Unit
    queries: tuple[Query, ...]
    runbook: str
    warn: float | None = None
    bad: float | None = None
    low_is_bad: bool = False
    width: int = 6
    empty_because: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Panels side by side."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One page. `uid` never changes: links and bookmarks hold it."""

    uid: str
    title: str
    description: str
    rows: tuple[Row, ...]

    def panels(self) -> tuple[Panel, ...]:
        """All of them, in order."""
        return tuple(panel for row in self.rows for panel in row.panels)


class More(TypedDict, total=False):
    """What a panel may say beyond that."""

    warn: float
    bad: float
    low_is_bad: bool
    empty_because: str | None


def number(
    title: str, description: str, unit: Unit, expr: str, runbook: str, *, width: int = 4, **more: Unpack[More]
) -> Panel:
    """One value as it is now."""
    return Panel(title, description, Kind.NUMBER, unit, (Query(expr),), runbook, width=width, **more)


def _of_series(
    kind: Kind,
    title: str,
    description: str,
    unit: Unit,
    queries: dict[str, str],
    runbook: str,
    *,
    width: int = 12,
    **more: Unpack[More],
) -> Panel:
    """`queries` are expressions by the names of their series."""
    made = tuple(Query(expr, legend) for legend, expr in queries.items())
    return Panel(title, description, kind, unit, made, runbook, width=width, **more)


lines = partial(_of_series, Kind.LINES)
"""Values over time."""
bars = partial(_of_series, Kind.BARS)
"""Values side by side as they are now."""
table = partial(_of_series, Kind.TABLE)
"""Values in rows as they are now."""
