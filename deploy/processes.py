"""The processes of Tanggap as data, one line each.

The local stack, the Procfile, the bench and the fault campaign follow this table; compose.yaml and the manifests of the
cluster are checked against it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Platform(StrEnum):
    """What processes connect to, by its name in the local stack, in the order in which it starts there."""

    BROKER = "broker"
    STORE = "store"
    MAILBOX = "mailbox"


ADDRESSES: Mapping[Platform, tuple[str, ...]] = {
    Platform.BROKER: ("KAFKA_BOOTSTRAP",),
    Platform.STORE: ("MONGO_URL", "MONGO_DATABASE"),
    Platform.MAILBOX: ("SMTP_HOST", "SMTP_PORT", "SMTP_FROM"),
}
"""The settings that say where each of them is."""


class Workload(StrEnum):
    """How a process runs in a cluster. Members of a consumer group need the stable names of a StatefulSet."""

    DEPLOYMENT = "Deployment"
    STATEFUL_SET = "StatefulSet"


@dataclass(frozen=True)
class Process:
    """One process: `python -m` its module.

    `ops_port` is the default port of its metrics and health; `settings` are the variables that it needs beyond those
    of every process and the addresses of what it `needs`. A further process of a service is `part_of` that service.
    """

    name: str
    ops_port: int
    needs: tuple[Platform, ...] = (Platform.BROKER,)
    settings: tuple[str, ...] = ()
    workload: Workload = Workload.STATEFUL_SET
    part_of: str | None = None

    @property
    def service(self) -> str:
        """The service whose folder and image it runs."""
        return self.part_of or self.name

    @property
    def module(self) -> str:
        """What `python -m` runs."""
        return f"services.{self.part_of}.{self.name}" if self.part_of else f"services.{self.name}"

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables that whoever starts it has to give."""
        addresses = [variable for need in self.needs for variable in ADDRESSES[need]]
        return ("INSTANCE", "OPS_PORT", "CITY_CONFIG", *addresses, *self.settings)

    @property
    def serves_api(self) -> bool:
        """Whether it listens on a port for clients too."""
        return "API_PORT" in self.settings


_TABLE = (
    Process(
        "complaints",
        9101,
        (Platform.BROKER, Platform.STORE),
        ("API_PORT", "ACCESS_FILE", "TRACKING_KEY_FILE", "LINK_KEYS_FILE", "PUBLIC_URL"),
        Workload.DEPLOYMENT,
    ),
    Process("projection", 9105, (Platform.BROKER, Platform.STORE), part_of="complaints"),
    Process("routing", 9102),
    Process("sla", 9103),
    Process(
        "notify",
        9104,
        (Platform.BROKER, Platform.STORE, Platform.MAILBOX),
        (
            "PUBLIC_URL",
            "LINK_KEYS_FILE",
            "ACCESS_FILE",
            "WEBHOOKS_PORT",
            "WEBHOOK_SECRETS_FILE",
            "WEBHOOK_ALLOWED_NETWORKS",
        ),
    ),
    Process(
        "improvements",
        9107,
        (Platform.BROKER, Platform.STORE),
        ("IMPROVEMENTS_PORT", "ACCESS_FILE", "TRACKING_KEY_FILE", "PUBLIC_URL"),
    ),
    # In no consumer group: it reads by itself what all the others say.
    Process("auditor", 9106, workload=Workload.DEPLOYMENT),
)

PROCESSES: Mapping[str, Process] = {process.name: process for process in _TABLE}
"""Every process by its name, in the order in which they start on one machine."""

SERVICES: tuple[str, ...] = tuple(dict.fromkeys(process.service for process in _TABLE))
"""The services, each with one folder and one image."""
