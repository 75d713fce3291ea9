"""In which public lists a complaint stands, and where: each list has the newest complaints first.

One complaint stands in the list of all that are open (or over) and in that of its category among them. What a sandbox
channel handed in stands in lists of its own: nobody else's look finds it.
"""

from datetime import datetime, timedelta

from contracts.values import Mode
from services.complaints.domain.complaint import Complaint

_DIGITS = 15
_LAST = 10**_DIGITS - 1
EVERYBODY = ""
"""The owner of the lists that are open to all."""


def listings_of(complaint: Complaint) -> tuple[str, ...]:
    """The lists that it stands in."""
    owner, category = owner_of(complaint), complaint.routing_input.category
    everything = listing(owner, complaint.is_open)
    return (everything,) if category is None else (everything, listing(owner, complaint.is_open, category))


def owner_of(complaint: Complaint) -> str:
    """The sandbox channel that alone may see it; `EVERYBODY` for an ordinary one."""
    known = complaint.routing_input
    return known.channel if known.mode is Mode.SANDBOX else EVERYBODY


def listing(owner: str, is_open: bool, category: str = "") -> str:
    """The list of an owner's complaints that are open, or over; of one category, or of all."""
    return f"{owner}|{'open' if is_open else 'closed'}|{category}"


def place_in_listing(complaint: Complaint) -> str:
    """Sorts by when it was filed, the newest first; every complaint has a place of its own."""
    return f"{_newest_first(complaint.routing_input.filed_at)}.{complaint.id}"


def before(moment: datetime) -> str:
    """Lies before all that was filed at that moment or earlier."""
    return _newest_first(moment)


def beyond(moment: datetime) -> str:
    """Lies behind all that was filed at that moment or later."""
    return _newest_first(moment - timedelta(milliseconds=1))


def changed_at(moment: datetime, complaint_id: str = "") -> str:
    """Sorts by when it changed, the oldest change first; without an id it lies before all of that moment."""
    return f"{_milliseconds(moment):0{_DIGITS}}.{complaint_id}"


def _newest_first(moment: datetime) -> str:
    return f"{_LAST - _milliseconds(moment):0{_DIGITS}}"


def _milliseconds(moment: datetime) -> int:
    return max(0, round(moment.timestamp() * 1000))
