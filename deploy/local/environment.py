"""A stack is a directory, its ports and a prefix for its topics; from these follows every service's environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.ports import HOST, Ports, ports_from
from deploy.processes import PROCESSES

REPOSITORY = Path(__file__).parents[2]
DEMO_CITY = REPOSITORY / "config" / "demo"


@dataclass(frozen=True)
class Stack:
    """One Tanggap on this machine. Two of them live side by side when directory and ports differ."""

    directory: Path
    ports: Ports
    prefix: str = ""
    city: Path = DEMO_CITY
    database: str = "tanggap"

    @property
    def bootstrap(self) -> str:
        return f"{HOST}:{self.ports.kafka}"

    @property
    def mongo_url(self) -> str:
        return f"mongodb://{HOST}:{self.ports.store}/?directConnection=true"

    @property
    def api_url(self) -> str:
        return f"http://{HOST}:{self.ports.api}"

    @property
    def webhooks_url(self) -> str:
        return f"http://{HOST}:{self.ports.webhooks}"

    @property
    def improvements_url(self) -> str:
        return f"http://{HOST}:{self.ports.improvements}"

    def ops_url(self, process: str) -> str:
        return f"http://{HOST}:{self.ports.ops(process)}"

    @property
    def access(self) -> Path:
        """Keys and tokens; see `deploy.local.access`."""
        return self.directory / "access"

    @property
    def mail(self) -> Path:
        """The mails that the mailbox received; see `deploy.local.mailbox`."""
        return self.directory / "mail"

    @property
    def faust(self) -> Path:
        """Faust's data directories; it makes them itself, but not this folder."""
        return self.directory / "faust"

    def log(self, component: str) -> Path:
        return self.directory / "log" / f"{component}.log"

    def pid_file(self, component: str) -> Path:
        """Names the process of a component itself: the one that a crash test kills."""
        return self.directory / "run" / f"{component}.pid"

    def supervisor_file(self, component: str) -> Path:
        """Names the process that restarts the component: the one to end when the component has to stay down."""
        return self.directory / "run" / f"{component}.supervisor.pid"


def stack_from(environment: Mapping[str, str] = os.environ) -> Stack:
    """The stack that the environment describes: TANGGAP_LOCAL, the ports, TOPIC_PREFIX, MONGO_DATABASE, CITY_CONFIG."""
    return Stack(
        directory=Path(environment.get("TANGGAP_LOCAL", REPOSITORY / ".local")).resolve(),
        ports=ports_from(environment),
        prefix=environment.get("TOPIC_PREFIX", ""),
        city=Path(environment.get("CITY_CONFIG", DEMO_CITY)).resolve(),
        database=environment.get("MONGO_DATABASE", "tanggap"),
    )


def stack_variables(stack: Stack) -> dict[str, str]:
    """The inverse of `stack_from`: hands a stack over to another process."""
    return {
        "TANGGAP_LOCAL": str(stack.directory),
        "TOPIC_PREFIX": stack.prefix,
        "CITY_CONFIG": str(stack.city),
        "MONGO_DATABASE": stack.database,
        **stack.ports.variables(),
    }


def shared_environment(stack: Stack) -> dict[str, str]:
    """What every process and every administrative step of the stack needs to know."""
    return {
        "KAFKA_BOOTSTRAP": stack.bootstrap,
        "TOPIC_PREFIX": stack.prefix,
        "CITY_CONFIG": str(stack.city),
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "INFO"),
        "PYTHONUNBUFFERED": "1",
    }


def service_environment(stack: Stack, name: str) -> dict[str, str]:
    """The settings of one process of the table, to be laid over the inherited environment."""
    offered = {**shared_environment(stack), **_own(stack, name), **_addresses(stack)}
    return {
        **shared_environment(stack),
        # Faust makes this directory at its start, by default in the working directory.
        "APP_DATADIR": str(stack.faust / name),
        # Whoever tries it out wants to see in figures what they have just done.
        "PUBLISH_EVERY_S": os.environ.get("PUBLISH_EVERY_S", "10"),
        # Each service that serves pages has a port of its own here, and links between them name it.
        "COMPLAINTS_URL": stack.api_url,
        "IMPROVEMENTS_URL": stack.improvements_url,
        **{variable: offered[variable] for variable in PROCESSES[name].variables},
    }


def _own(stack: Stack, name: str) -> dict[str, str]:
    return {
        "INSTANCE": f"{name}-0",
        "OPS_PORT": str(stack.ports.ops(name)),
        "API_PORT": str(stack.ports.api),
        "WEBHOOKS_PORT": str(stack.ports.webhooks),
        "IMPROVEMENTS_PORT": str(stack.ports.improvements),
        "PUBLIC_URL": stack.api_url,
    }


def _addresses(stack: Stack) -> dict[str, str]:
    """Where the stack's store, mailbox and keys are, for the processes that name these settings."""
    return {
        "MONGO_URL": stack.mongo_url,
        "MONGO_DATABASE": stack.database,
        "SMTP_HOST": HOST,
        "SMTP_PORT": str(stack.ports.smtp),
        "SMTP_FROM": "tanggap@demo.tanggap.example",
        "ACCESS_FILE": str(stack.access / "access.yaml"),
        "TRACKING_KEY_FILE": str(stack.access / "tracking.key"),
        "WEBHOOK_SECRETS_FILE": str(stack.access / "webhook-secrets.yaml"),
        "WEBHOOK_ALLOWED_NETWORKS": f"{HOST}/32",
        "LINK_KEYS_FILE": str(stack.access / "link_keys.yaml"),
    }
