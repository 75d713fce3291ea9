"""The components of a local stack: what each runs, where it listens, how it is asked whether it is ready."""

import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from deploy.local.broker import Broker
from deploy.local.daemon import Daemon
from deploy.local.environment import Stack, service_environment
from deploy.local.mailbox import Mailbox
from deploy.local.ports import HOST
from deploy.local.store import Store
from deploy.processes import PROCESSES, Process


@dataclass(frozen=True)
class Component:
    """One long-running program of the stack. `needs` are the components that must answer before it starts."""

    name: str
    command: Callable[[], Sequence[str]]
    address: str
    is_ready: Callable[[], bool]
    prepare: Callable[[], None] = lambda: None
    environment: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()

    @property
    def is_service(self) -> bool:
        """True for a component that needs the topics and the access keys before it starts."""
        return bool(self.needs)


def components_of(stack: Stack) -> dict[str, Component]:
    """All components by name, in the order in which they start; they stop in the opposite order."""
    ports = stack.ports
    daemons: list[tuple[Daemon, int]] = [
        (Broker(stack.directory / "kafka", ports), ports.kafka),
        (Store(stack.directory / "store", ports), ports.store),
        (Mailbox(stack.mail, ports), ports.smtp),
    ]
    platform = [_of_daemon(daemon, port) for daemon, port in daemons]
    services = [_of_process(stack, process) for process in PROCESSES.values()]
    return {component.name: component for component in [*platform, *services]}


def _of_daemon(daemon: Daemon, port: int) -> Component:
    return Component(daemon.name, daemon.command, f"{HOST}:{port}", daemon.is_ready, daemon.prepare)


def _of_process(stack: Stack, process: Process) -> Component:
    ready = f"{stack.ops_url(process.name)}/readyz"
    return Component(
        name=process.name,
        command=lambda: (sys.executable, "-m", process.module),
        address=stack.api_url if process.serves_api else stack.ops_url(process.name),
        is_ready=lambda: answers(ready),
        prepare=lambda: stack.faust.mkdir(parents=True, exist_ok=True),
        environment=service_environment(stack, process.name),
        needs=process.needs,
    )


def answers(url: str) -> bool:
    """True when the address answers with a 2xx."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return 200 <= int(answer.status) < 300
    except (urllib.error.URLError, OSError):
        return False
