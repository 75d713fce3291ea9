"""Writes the handbook's table of metrics: `python -m tools.metrics` puts it into `docs/operations.md`.

What each metric means comes from the code, all else from `deploy.observability.metrics`.
"""

import importlib
import re
from collections.abc import Iterator, Mapping

from prometheus_client import REGISTRY
from prometheus_client.metrics_core import Metric as Family

from deploy.local.environment import REPOSITORY
from deploy.observability.metrics import METRICS, WORKERS, Metric, Of, Values
from deploy.processes import PROCESSES

FILE = REPOSITORY / "docs" / "operations.md"
PREFIX = "tanggap_"
_BEGIN, _END = "<!-- metrics: written by `make metrics` -->\n", "<!-- end of metrics -->\n"
_PART = re.compile(f"{re.escape(_BEGIN)}.*?{re.escape(_END)}", re.DOTALL)
_MANY = 9
"""Of a label with more values than this the first ones are named."""


def families() -> Mapping[str, Family]:
    """Every metric that the code declares, by its name in the table."""
    for process in PROCESSES.values():
        importlib.import_module(f"{process.module}.app")
    return {_scraped(family): family for family in REGISTRY.collect() if family.name.startswith(PREFIX)}


def document() -> str:
    """The handbook with the table as it has to be."""
    text = FILE.read_text(encoding="utf-8")
    return _PART.sub(lambda _: _BEGIN + "\n".join(_lines()) + "\n" + _END, text)


def _lines() -> Iterator[str]:
    declared = families()
    yield "| metric | what | unit | labels | from |"
    yield "|---|---|---|---|---|"
    for metric in METRICS.values():
        family = declared[metric.name]
        yield (
            f"| `{metric.name}` | {family.documentation} | {family.type}, {metric.unit} | {_labels(metric)} "
            f"| {_processes(metric)} |"
        )


def _scraped(family: Family) -> str:
    return f"{family.name}_total" if family.type == "counter" else family.name


def _labels(metric: Metric) -> str:
    return "; ".join(f"{name}: {_values(values)}" for name, values in metric.labels.items())


def _values(values: Values) -> str:
    if isinstance(values, Of):
        return values.value
    return ", ".join(values if len(values) <= _MANY else (*values[: _MANY - 1], "…"))


def _processes(metric: Metric) -> str:
    if set(metric.exported_by) == set(PROCESSES):
        return "all"
    return "workers" if metric.exported_by == WORKERS else ", ".join(metric.exported_by)


if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")
