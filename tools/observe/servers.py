"""Prometheus and Alertmanager from the machine's packages, on loopback ports, for one local stack."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import yaml

from deploy.local.daemon import Daemon
from deploy.local.environment import REPOSITORY, Stack
from deploy.local.ports import HOST
from deploy.processes import PROCESSES

RULES = REPOSITORY / "deploy" / "observability" / "rules"
ALERTMANAGER_CONFIG = REPOSITORY / "deploy" / "observability" / "alertmanager.yaml"
SCRAPE_INTERVAL = "5s"
JOB = "tanggap"


class MissingProgramError(RuntimeError):
    """A program is not on this machine; the message says which package has it."""


class Prometheus(Daemon):
    """Scrapes every process of the stack and evaluates the rules in `rules`."""

    name = "prometheus"

    def __init__(
        self,
        directory: Path,
        port: int,
        stack: Stack,
        alertmanager_port: int | None,
        rules: Path = RULES,
        scrape_interval: str = SCRAPE_INTERVAL,
    ) -> None:
        super().__init__(directory)
        self._scrape_interval = scrape_interval
        self._port, self._stack, self._alertmanager_port, self._rules = port, stack, alertmanager_port, rules
        self._program = program("prometheus")

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    def prepare(self) -> None:
        """The configuration is made anew with each start: ports may have moved."""
        config = configuration(self._stack, self._rules, self._alertmanager_port, self._scrape_interval)
        (self.directory / "prometheus.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")

    def command(self) -> list[str]:
        return [
            self._program,
            f"--config.file={self.directory / 'prometheus.yaml'}",
            f"--storage.tsdb.path={self.directory / 'data'}",
            "--storage.tsdb.retention.time=7d",
            f"--web.listen-address={HOST}:{self._port}",
            "--web.enable-lifecycle",
        ]

    def is_ready(self) -> bool:
        return _answers(f"{self.url}/-/ready")


class Alertmanager(Daemon):
    """Takes alerts and shows them; it sends what `config` says."""

    name = "alertmanager"

    def __init__(self, directory: Path, port: int, config: Path = ALERTMANAGER_CONFIG) -> None:
        super().__init__(directory)
        self._port, self._config = port, config
        self._program = program("prometheus-alertmanager", "alertmanager")

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    def command(self) -> list[str]:
        return [
            self._program,
            f"--config.file={self._config}",
            f"--storage.path={self.directory / 'data'}",
            f"--web.listen-address={HOST}:{self._port}",
            "--cluster.listen-address=",
        ]

    def is_ready(self) -> bool:
        return _answers(f"{self.url}/-/ready")


def configuration(stack: Stack, rules: Path, alertmanager_port: int | None, scrape_interval: str) -> Mapping[str, Any]:
    """What Prometheus reads: each process of the stack as a target that bears its name."""
    targets = [
        {"targets": [f"{HOST}:{stack.ports.ops(name)}"], "labels": {"service": name, "namespace": "local"}}
        for name in PROCESSES
    ]
    config: dict[str, Any] = {
        "global": {"scrape_interval": scrape_interval, "evaluation_interval": scrape_interval},
        "rule_files": [str(rules / "*.yaml")],
        "scrape_configs": [{"job_name": JOB, "static_configs": targets}],
    }
    if alertmanager_port is not None:
        managers = [{"static_configs": [{"targets": [f"{HOST}:{alertmanager_port}"]}]}]
        config["alerting"] = {"alertmanagers": managers}
    return config


def program(*names: str) -> str:
    """Where the first of these programs is. Raises `MissingProgramError`."""
    for name in names:
        if found := shutil.which(name):
            return found
    packages = "apt-get install prometheus prometheus-alertmanager"
    raise MissingProgramError(f"{names[0]} is not on this machine; on Debian: {packages}")


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=1).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
