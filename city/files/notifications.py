"""notifications.yaml: who hears of which event."""

from typing import Literal

from city.entry import Entry
from contracts.values import Code

ROLE_OF_THE_EVENT = "{role}"
"""As `to` of a message: the role that the escalation itself names."""
CHANNEL_OF_THE_EVENT = "{channel}"
"""As `to` of a message: the complainant's channel, which the reminder itself names."""


class MessageRule(Entry):
    """Who hears of a kind of event, with which text."""

    event: Literal[
        "complaint.assigned",
        "complaint.sent_to_triage",
        "deadline.approaching",
        "deadline.reminder",
        "complaint.escalated",
    ]
    to: str
    template: Code


class NotificationsFile(Entry):
    """All messages of the city."""

    version: str
    messages: tuple[MessageRule, ...]
