"""The ways in which a message leaves, one file each, registered here. A new one is a file and a line in this table."""

from collections.abc import Iterable, Mapping
from typing import Any

from chassis.errors import ConfigurationError
from chassis.settings import load_if_set, required_variables_of
from services.notify.transports.apprise import APPRISE
from services.notify.transports.base import Message, Session, Transport, TransportType
from services.notify.transports.cloudevents import CLOUDEVENTS
from services.notify.transports.email import EMAIL
from services.notify.transports.not_configured import NotConfigured
from services.notify.transports.webhook import WEBHOOK

TRANSPORTS: dict[str, TransportType[Any]] = {
    transport.name: transport for transport in (EMAIL, WEBHOOK, CLOUDEVENTS, APPRISE)
}

__all__ = [
    "TRANSPORTS", "Message", "Session", "Transport", "TransportType", "configured_transports", "stand_ins",
]  # fmt: skip


def configured_transports() -> Mapping[str, Transport]:
    """Each transport whose variables are set, by its name.

    Raises `ConfigurationError` when one is set in part only, and when there is none.
    """
    settings = {name: load_if_set(kind.settings) for name, kind in TRANSPORTS.items()}
    configured = {name: TRANSPORTS[name].create(given) for name, given in settings.items() if given is not None}
    if not configured:
        ways = [f"  {name}: {', '.join(_required(kind))}" for name, kind in TRANSPORTS.items()]
        raise ConfigurationError(
            "no transport is configured, so nobody could be notified; set the variables of one at least:\n"
            + "\n".join(ways)
        )
    return configured


def stand_ins(configured: Iterable[str]) -> list[Transport]:
    """For the transports that are not configured: something must answer for what was planned while they were."""
    return [NotConfigured(name) for name in TRANSPORTS if name not in set(configured)]


def _required(kind: TransportType[Any]) -> list[str]:
    return sorted(required_variables_of(kind.settings))
