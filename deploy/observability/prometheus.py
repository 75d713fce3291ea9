"""What Prometheus scrapes: every process of the table, each under the label `service`."""

from collections.abc import Mapping
from typing import Any

from deploy.processes import PROCESSES

HOST = "127.0.0.1"
ALERTMANAGER = f"{HOST}:9094"
TARGETS: Mapping[str, tuple[str, ...]] = {name: (f"{HOST}:{each.ops_port}",) for name, each in PROCESSES.items()}
"""The operations ports of the processes on one machine."""
IN_COMPOSE: Mapping[str, tuple[str, ...]] = {name: (f"{name}:{each.ops_port}",) for name, each in PROCESSES.items()}
"""The same where each process has a container of its name."""


def configuration(
    rules: str = "rules/*.yaml",
    targets: Mapping[str, tuple[str, ...]] = TARGETS,
    alertmanager: str = ALERTMANAGER,
    interval: str = "15s",
    labels: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The content of prometheus.yaml. `targets` are `host:port` of the operations ports, by process; all of them get
    `labels`.
    """
    return {
        "global": {"scrape_interval": interval, "evaluation_interval": interval, "scrape_timeout": _timeout(interval)},
        "rule_files": [rules],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [alertmanager]}]}]},
        "scrape_configs": [
            {
                "job_name": "tanggap",
                # `service` is the process of the table; a metric that has such a label of its own loses it.
                "metric_relabel_configs": [{"action": "labeldrop", "regex": "exported_service"}],
                "static_configs": [
                    {"targets": list(addresses), "labels": {"service": name, **(labels or {})}}
                    for name, addresses in targets.items()
                ],
            }
        ],
    }


def _timeout(interval: str) -> str:
    """Shorter than the interval, as Prometheus demands, and never longer than five seconds."""
    return min(interval, "5s", key=lambda each: int(each[:-1]))
