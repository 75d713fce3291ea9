"""From a delivery or digest to the message that a transport takes: its text for people, what happened for systems."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.notify.addresses import Address
from services.notify.domain.delivery import Delivery, Digest
from services.notify.domain.public import instant
from services.notify.domain.subjects import Subject
from services.notify.domain.webhooks import DEFAULT_TEMPLATE, MESSAGE_ID
from services.notify.messages import Messages, Row, Text
from services.notify.transports.base import Message

NO_TEXT = Text("", "", "")


def of_delivery(delivery: Delivery, subject: Subject, address: Address, messages: Messages, now: datetime) -> Message:
    """The message of a delivery; raises `UnsafeMessage` when there is no text that may be sent."""
    text = NO_TEXT if delivery.template == DEFAULT_TEMPLATE else messages.write(delivery, subject, now)
    event = delivery.variables.get("event")
    return Message(
        id=str(delivery.variables.get(MESSAGE_ID, delivery.id)),
        to=address.to,
        language=delivery.language,
        subject=text.subject,
        plain=text.plain,
        html=text.html or None,
        thread=delivery.subject_id or None,
        written_at=delivery.planned_at,
        event=event if isinstance(event, dict) else _event(delivery),
        seq=delivery.seq or None,
        secrets=address.secrets,
        about=delivery.about,
    )


def of_digest(digest: Digest, rows: Sequence[Row], address: Address, messages: Messages, now: datetime) -> Message:
    """The message of a digest; raises `UnsafeMessage` when there is no text that may be sent."""
    text = messages.write_digest(digest, rows, now)
    return Message(
        id=digest.id,
        to=address.to,
        language=digest.language,
        subject=text.subject,
        plain=text.plain,
        html=text.html,
        thread=None,
        written_at=digest.due_at,
        event={
            "type": "notification.digest",
            "id": digest.id,
            "time": instant(digest.due_at),
            "subject": digest.id,
            "data": {"counts": dict(digest.counts)},
        },
        secrets=address.secrets,
    )


def _event(delivery: Delivery) -> dict[str, Any]:
    """What a system may know of a message to a person: what it is about, and which level of an escalation."""
    data = {"unit": delivery.variables.get("unit"), "level": delivery.level}
    return {
        "type": f"notification.{delivery.template}",
        "id": delivery.id,
        "time": instant(delivery.occurred_at),
        "subject": delivery.subject_id,
        "data": {name: value for name, value in data.items() if value is not None},
    }
