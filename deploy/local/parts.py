"""The parts of a local stack as data: what each runs, where it listens, how it is asked whether it is ready."""

import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from deploy.local.broker import Broker
from deploy.local.daemon import Daemon
from deploy.local.environment import Stack, service_environment
from deploy.local.mailbox import Mailbox
from deploy.local.ports import SERVICES
from deploy.local.store import Store

PLATFORM = ("broker", "store", "mailbox")


@dataclass(frozen=True)
class Component:
    """One long-running process of the stack. `needs` are the parts that must answer before it starts."""

    name: str
    command: Callable[[], Sequence[str]]
    address: str
    is_ready: Callable[[], bool]
    prepare: Callable[[], None] = lambda: None
    environment: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()

    @property
    def is_service(self) -> bool:
        """True for a part that needs the topics and the access keys before it starts."""
        return bool(self.needs)


def parts_of(stack: Stack) -> dict[str, Component]:
    """All parts by name, in the order in which they start; they stop in the opposite order."""
    ports = stack.ports
    daemons: list[tuple[Daemon, int]] = [
        (Broker(stack.directory / "kafka", ports), ports.kafka),
        (Store(stack.directory / "store", ports), ports.store),
        (Mailbox(stack.mail, ports), ports.smtp),
    ]
    platform = [_daemon_part(daemon, port) for daemon, port in daemons]
    return {part.name: part for part in [*platform, *(_service_part(stack, name) for name in SERVICES)]}


def _daemon_part(daemon: Daemon, port: int) -> Component:
    return Component(daemon.name, daemon.command, f"127.0.0.1:{port}", daemon.is_ready, daemon.prepare)


def _service_part(stack: Stack, name: str) -> Component:
    ready = f"{stack.ops_url(name)}/readyz"
    return Component(
        name=name,
        command=lambda: (sys.executable, "-m", SERVICES[name]),
        address=stack.api_url if name == "complaints" else stack.ops_url(name),
        is_ready=lambda: answers(ready),
        prepare=lambda: stack.faust.mkdir(parents=True, exist_ok=True),
        environment=service_environment(stack, name),
        needs=("broker", "store"),
    )


def answers(url: str) -> bool:
    """True when the address answers with a 2xx."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return 200 <= int(answer.status) < 300
    except (urllib.error.URLError, OSError):
        return False
