"""What a delivery is made of, in words: the same message is planned under the same key, however often it is read."""

from city.files.notifications import MessageRule
from contracts.events import AssignmentEvent, ComplaintEscalated, DeadlineApproaching, DeadlineReminder

Notifying = AssignmentEvent | DeadlineApproaching | DeadlineReminder | ComplaintEscalated
"""The events that people hear of, where the city's rules say so."""


def delivery_key(event: Notifying, rule: MessageRule, recipient: str, transport: str) -> str:
    """An escalation is sent once a level (and repeat) of a round, a reminder once a share of a deadline's time.

    Anything else is sent once an assignment. The message of an assignment is for the role, whoever holds it: read
    again after a change of the rules the event may name another unit under the same assignment_number, and the first
    one counts. So it is with a reminder and the channel.
    """
    match event:
        case ComplaintEscalated():
            level = f"{event.round}:{event.level}:{event.repeat}:{event.clock}:{event.due_at.isoformat()}"
            return f"{event.subject}:{level}:{recipient}:{transport}"
        case DeadlineReminder():
            return f"{event.subject}:{event.due_at.isoformat()}:{event.share}:{rule.template}:{transport}"
        case AssignmentEvent():
            return f"{event.subject}:{event.assignment_number}:assignment:{rule.to}:{transport}"
    return f"{event.subject}:{event.assignment_number}:{rule.template}:{recipient}:{transport}:{event.clock}"
