"""The ports of a local stack: each from its own variable, or all moved together by TANGGAP_PORT_BASE."""

import os
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

SERVICES = {
    "complaints": "services.complaints",
    "projection": "services.complaints.projection",
    "routing": "services.routing",
    "sla": "services.sla",
    "notify": "services.notify",
}
"""The processes of the services, and the module that each of them runs."""

HOST = "127.0.0.1"

VARIABLES = {
    "api": "TANGGAP_API_PORT",
    "ops_complaints": "TANGGAP_OPS_PORT_COMPLAINTS",
    "ops_projection": "TANGGAP_OPS_PORT_PROJECTION",
    "ops_routing": "TANGGAP_OPS_PORT_ROUTING",
    "ops_sla": "TANGGAP_OPS_PORT_SLA",
    "ops_notify": "TANGGAP_OPS_PORT_NOTIFY",
    "kafka": "TANGGAP_KAFKA_PORT",
    "kafka_controller": "TANGGAP_KAFKA_CONTROLLER_PORT",
    "store": "TANGGAP_STORE_PORT",
    "smtp": "TANGGAP_SMTP_PORT",
}
BASE_VARIABLE = "TANGGAP_PORT_BASE"


@dataclass(frozen=True)
class Ports:
    """Where each part of one stack listens, on 127.0.0.1."""

    api: int = 8080
    ops_complaints: int = 9101
    ops_routing: int = 9102
    ops_sla: int = 9103
    ops_notify: int = 9104
    kafka: int = 9092
    kafka_controller: int = 9093
    store: int = 27117
    smtp: int = 2525
    ops_projection: int = 9105

    def ops(self, service: str) -> int:
        """The port of a service's metrics and health."""
        return self.by_name()[f"ops_{service}"]

    def by_name(self) -> dict[str, int]:
        return asdict(self)

    def variables(self) -> dict[str, str]:
        """The environment variables that give these ports to another process."""
        return {VARIABLES[name]: str(port) for name, port in self.by_name().items()}


def ports_from(environment: Mapping[str, str] = os.environ) -> Ports:
    """The ports the environment asks for. Raises ValueError with the variable's name when one is not a port."""
    names = [field.name for field in fields(Ports)]
    chosen = Ports().by_name()
    if BASE_VARIABLE in environment:
        base = _port(BASE_VARIABLE, environment[BASE_VARIABLE])
        chosen = {name: base + offset for offset, name in enumerate(names)}
    for name in names:
        if VARIABLES[name] in environment:
            chosen[name] = _port(VARIABLES[name], environment[VARIABLES[name]])
    return Ports(**chosen)


def free_ports() -> Ports:
    """Ports that nobody listens on just now, for tests and for a second stack."""
    sockets = [socket.socket() for _ in fields(Ports)]
    try:
        for each in sockets:
            each.bind((HOST, 0))
        return Ports(*(each.getsockname()[1] for each in sockets))
    finally:
        for each in sockets:
            each.close()


def is_listening(port: int) -> bool:
    """True when something accepts connections on the port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0


def _port(variable: str, value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) < 65_536:
        raise ValueError(f"{variable}={value!r} is not a port number")
    return int(value)
