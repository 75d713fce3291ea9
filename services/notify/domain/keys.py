"""What a delivery is made of, in words: the same notification has the same key, however often its event is read."""

from city.files.notifications import MessageRule
from contracts.events import AssignmentEvent, DeadlineEvent, DeadlineReminder, Escalation, StepEvent
from contracts.improvement_events import FindingOpened

Notifying = StepEvent | AssignmentEvent | DeadlineEvent | FindingOpened
"""The events that people hear of, where the city's rules say so."""


def delivery_key(event: Notifying, rule: MessageRule, recipient: str, transport: str) -> str:
    """A step is told once, an escalation once a level (and repeat) of a round, a reminder once a share of a deadline.

    Anything else is sent once an assignment. What is about an assignment or a step is for the role, whoever holds it:
    read again after a change of the rules it may find another person, and the first one counts. So it is with whatever
    goes to the channel, and with findings.
    """
    role = rule.to if rule.of is None else f"{rule.to}@{rule.of}"
    match event:
        case Escalation():
            level = f"{event.round}:{event.level}:{event.repeat}:{event.clock}:{event.due_at.isoformat()}"
            return f"{event.subject}:{level}:{recipient}:{transport}"
        case DeadlineReminder():
            return f"{event.subject}:{event.due_at.isoformat()}:{event.share}:{rule.template}:{transport}"
        case AssignmentEvent():
            return f"{event.subject}:{event.assignment_number}:assignment:{role}:{transport}"
        case StepEvent():
            return f"{event.subject}:step:{event.seq}:{role}:{rule.template}:{transport}"
        case FindingOpened():
            return f"{event.subject}:finding:{event.episode}:{role}:{rule.template}:{transport}"
    return f"{event.subject}:{event.assignment_number}:{rule.template}:{recipient}:{transport}:{event.clock}"
