"""From what became of notifications to the messages that told somebody of several complaints at once."""

from collections.abc import Iterable

from contracts.events import Event, NotificationDelivered
from services.complaints.record import SentMessage


def digests_in(events: Iterable[Event]) -> list[SentMessage]:
    """The digests that were delivered, each with those of its complaints that the events name.

    What was sent alone is its own message: its link names its complaint.
    """
    delivered: dict[str, list[NotificationDelivered]] = {}
    for event in events:
        if isinstance(event, NotificationDelivered) and event.message not in (None, event.delivery_id):
            delivered.setdefault(event.message, []).append(event)
    return [
        SentMessage(message, parts[0].recipient, parts[0].occurred_at, tuple(dict.fromkeys(x.subject for x in parts)))
        for message, parts in delivered.items()
    ]
