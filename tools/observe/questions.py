"""Asks Prometheus what panels show."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from tools.dashboards.panels import Kind, Panel
from tools.dashboards.variables import chosen

STEPS = 120
"""Points of a line: no screen shows more."""


@dataclass(frozen=True, slots=True)
class Series:
    """A name, and its values by their time in seconds; what has one value has it as of now."""

    name: str
    points: tuple[tuple[float, float], ...]

    @property
    def last(self) -> float:
        """The latest value."""
        return self.points[-1][1]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a panel shows; `fault` is why it cannot be known."""

    panel: Panel
    series: tuple[Series, ...] = ()
    fault: str | None = None


class Prometheus:
    """The HTTP API of a Prometheus at `url`."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        self._client, self._url = client, url.rstrip("/")

    async def answer(self, panel: Panel, now: datetime, since: timedelta, **values: str) -> Answer:
        """All series of a panel. What cannot be asked is an answer that says so."""
        found: list[Series] = []
        try:
            for query in panel.queries:
                expr = chosen(query.expr, **values)
                over_time = since if panel.kind is Kind.LINES else None
                found += await self._series(expr, query.legend, now, over_time)
        except (httpx.HTTPError, ValueError) as error:
            return Answer(panel, fault=f"{type(error).__name__}: {error}")
        return Answer(panel, tuple(sorted(found, key=lambda each: -each.last)))

    async def _series(self, expr: str, legend: str, now: datetime, since: timedelta | None) -> list[Series]:
        if since is None:
            found = await self._get("/api/v1/query", {"query": expr, "time": f"{now.timestamp():.3f}"})
            results = [(each["metric"], [each["value"]]) for each in found["result"]]
        else:
            step = max(1.0, since.total_seconds() / STEPS)
            times = {"start": f"{(now - since).timestamp():.3f}", "end": f"{now.timestamp():.3f}", "step": f"{step:g}"}
            found = await self._get("/api/v1/query_range", {"query": expr, **times})
            results = [(each["metric"], each["values"]) for each in found["result"]]
        made = (Series(named(legend, labels), _points(values)) for labels, values in results)
        return [each for each in made if each.points]

    async def _get(self, path: str, params: dict[str, str]) -> Any:
        """The data of an answer. Raises ValueError with what Prometheus says is wrong."""
        answer = await self._client.get(self._url + path, params=params)
        body = answer.json()
        if body.get("status") != "success":
            raise ValueError(f"{body.get('errorType')}: {body.get('error')}")
        return body["data"]


def named(legend: str, labels: dict[str, str]) -> str:
    """The name of a series, as in `{{unit}} {{state}}`."""
    name = legend
    for label, value in labels.items():
        name = name.replace("{{" + label + "}}", value)
    return name


def _points(values: list[tuple[float, str]]) -> tuple[tuple[float, float], ...]:
    numbers = ((float(moment), float(value)) for moment, value in values)
    return tuple(each for each in numbers if math.isfinite(each[1]))
