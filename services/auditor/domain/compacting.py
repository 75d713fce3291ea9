"""What of a history has to be kept, so that the same is found in it as in the whole."""

from contracts.events import AssignmentEvent, ComplaintEvent, DeadlineApproaching, DeadlineReminder, Event
from services.auditor.domain.by_dates import newest_clocks
from services.auditor.domain.notifying import unended
from verify.evidence import History

IGNORED = (DeadlineApproaching, DeadlineReminder)
"""What nothing depends on."""


def needed(history: History) -> frozenset[str]:
    """The ids of the events that have to be kept: of clocks the newest, of notifications those about escalations, those
    without a word of the transport, and those that have not come to an end.
    """
    clocks = newest_clocks(history)
    levels = {level.id for level in history.escalations}
    notified = (*history.delivered, *history.failed, *history.skipped)
    kept: list[Event] = [
        *(each for each in history.all if isinstance(each, ComplaintEvent | AssignmentEvent)),
        *history.breaches,
        *history.withdrawn_breaches,
        *history.escalations,
        *history.expiries,
        *([clocks] if clocks else ()),
        *(each for each in notified if each.cause in levels),
        *(each for each in history.delivered if not each.status.strip()),
        *unended(history),
    ]
    return frozenset(each.id for each in kept)
