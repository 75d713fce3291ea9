"""Prometheus and Alertmanager from the machine's packages, on loopback ports, for one local stack."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import yaml

from deploy.local.components import answers
from deploy.local.daemon import Daemon
from deploy.local.environment import REPOSITORY, Stack
from deploy.local.ports import HOST
from deploy.observability import alertmanager, prometheus
from deploy.observability.alertmanager import PACE, Pace
from deploy.processes import PROCESSES

RULES = REPOSITORY / "deploy" / "observability" / "rules"
SCRAPE_INTERVAL = "5s"


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
        alertmanager_port: int,
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
        config = prometheus.configuration(
            rules=str(self._rules / "*.yaml"),
            targets={name: (f"{HOST}:{self._stack.ports.ops(name)}",) for name in PROCESSES},
            alertmanager=f"{HOST}:{self._alertmanager_port}",
            interval=self._scrape_interval,
            labels={"namespace": "local"},
        )
        (self.directory / "prometheus.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")

    def command(self) -> list[str]:
        return [
            self._program,
            f"--config.file={self.directory / 'prometheus.yaml'}",
            f"--storage.tsdb.path={self.directory / 'prometheus-data'}",
            "--storage.tsdb.retention.time=7d",
            f"--web.listen-address={HOST}:{self._port}",
            # What fires is said again soon: the first time may come before Alertmanager is known.
            "--rules.alert.resend-delay=5s",
        ]

    def is_ready(self) -> bool:
        return answers(f"{self.url}/-/ready")


class Alertmanager(Daemon):
    """Takes alerts and shows them. Its receivers are nobody's here: what it cannot send stands in its log."""

    name = "alertmanager"

    def __init__(self, directory: Path, port: int, pace: Pace = PACE) -> None:
        super().__init__(directory)
        self._port, self._pace = port, pace
        self._program = program("prometheus-alertmanager", "alertmanager")

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    def prepare(self) -> None:
        """As for Prometheus."""
        config = alertmanager.configuration(pace=self._pace)
        (self.directory / "alertmanager.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")

    def command(self) -> list[str]:
        return [
            self._program,
            f"--config.file={self.directory / 'alertmanager.yaml'}",
            f"--storage.path={self.directory / 'alertmanager-data'}",
            f"--web.listen-address={HOST}:{self._port}",
            "--cluster.listen-address=",
        ]

    def is_ready(self) -> bool:
        return answers(f"{self.url}/-/ready")


def program(*names: str) -> str:
    """Where the first of these programs is. Raises `MissingProgramError`."""
    for name in names:
        if found := shutil.which(name):
            return found
    packages = "apt-get install prometheus prometheus-alertmanager"
    raise MissingProgramError(f"{names[0]} is not on this machine; on Debian: {packages}")


@contextmanager
def running(*servers: Daemon) -> Iterator[None]:
    """Start them one after the other and stop them at the end. Raises `NotReadyError` when one does not answer."""
    with ExitStack() as started:
        for each in servers:
            started.callback(each.stop)
            each.start()
            each.wait_until_ready()
        yield
