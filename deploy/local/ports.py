"""The ports of a local stack: each from its own variable, or all moved together by TANGGAP_PORT_BASE."""

import os
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from deploy.processes import PROCESSES

HOST = "127.0.0.1"

BASE_VARIABLE = "TANGGAP_PORT_BASE"
"""All ports lie in one block from here on: the API, the platform, then the processes in the order of their table."""


@dataclass(frozen=True)
class Ports:
    """Where each component of one stack listens, on 127.0.0.1. `ops_ports` are those of the processes, by name."""

    api: int = 8080
    kafka: int = 9092
    kafka_controller: int = 9093
    store: int = 27117
    smtp: int = 2525
    webhooks: int = 8081
    improvements: int = 8082
    ops_ports: Mapping[str, int] = field(
        default_factory=lambda: {process.name: process.ops_port for process in PROCESSES.values()}, hash=False
    )

    def ops(self, process: str) -> int:
        """The port of a process' metrics and health."""
        return self.ops_ports[process]

    def by_name(self) -> dict[str, int]:
        """All ports, in the order of their block."""
        return {
            "api": self.api,
            "kafka": self.kafka,
            "kafka_controller": self.kafka_controller,
            "store": self.store,
            "smtp": self.smtp,
            "webhooks": self.webhooks,
            "improvements": self.improvements,
            **{f"ops_{name}": port for name, port in self.ops_ports.items()},
        }

    def variables(self) -> dict[str, str]:
        """The environment variables that give these ports to another process."""
        return {VARIABLES[name]: str(port) for name, port in self.by_name().items()}


def _variable(name: str) -> str:
    if name.startswith("ops_"):
        return f"TANGGAP_OPS_PORT_{name.removeprefix('ops_').upper()}"
    return f"TANGGAP_{name.upper()}_PORT"


VARIABLES: Mapping[str, str] = {name: _variable(name) for name in Ports().by_name()}
"""The variable of each port."""


def ports_from(environment: Mapping[str, str] = os.environ) -> Ports:
    """The ports the environment asks for. Raises ValueError with the variable's name when one is not a port."""
    chosen = Ports().by_name()
    if BASE_VARIABLE in environment:
        base = _port(BASE_VARIABLE, environment[BASE_VARIABLE])
        chosen = {name: base + offset for offset, name in enumerate(chosen)}
    for name, variable in VARIABLES.items():
        if variable in environment:
            chosen[name] = _port(variable, environment[variable])
    return _ports(chosen.values())


def free_ports() -> Ports:
    """Ports that nobody listens on just now, for tests and for a second stack."""
    sockets = [socket.socket() for _ in VARIABLES]
    try:
        for each in sockets:
            each.bind((HOST, 0))
        return _ports(each.getsockname()[1] for each in sockets)
    finally:
        for each in sockets:
            each.close()


def is_listening(port: int) -> bool:
    """True when something accepts connections on the port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0


def _ports(numbers: Iterable[int]) -> Ports:
    """The ports with these numbers, in the order of their block."""
    api, kafka, kafka_controller, store, smtp, webhooks, improvements, *ops = numbers
    ops_ports = dict(zip(PROCESSES, ops, strict=True))
    return Ports(api, kafka, kafka_controller, store, smtp, webhooks, improvements, ops_ports)


def _port(variable: str, value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) < 65_536:
        raise ValueError(f"{variable}={value!r} is not a port number")
    return int(value)
