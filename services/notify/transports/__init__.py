"""The ways in which a message leaves, one file each, registered here. A new one is a file and a line in this table."""

from collections.abc import Callable, Mapping

from services.notify.settings import NotifySettings
from services.notify.transports.base import Message, Session, Transport
from services.notify.transports.email import email_transport

TRANSPORTS: Mapping[str, Callable[[NotifySettings], Transport]] = {
    "email": email_transport,
}

__all__ = ["TRANSPORTS", "Message", "Session", "Transport"]
