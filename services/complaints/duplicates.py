"""What is shown of a complaint that goes the way of another one."""

from services.complaints.application.read import Found
from services.complaints.domain.complaint import State
from services.complaints.record import Record


def followed(found: Found) -> Record:
    """What is shown of how a complaint stands: its original, as long as it goes the way of that one."""
    is_going = found.record.complaint.state is State.DUPLICATE
    return found.original if is_going and found.original is not None else found.record


def may_know_original(found: Found) -> bool:
    """People of the city may, and the channel that handed in both."""
    if found.reader.rights.is_staff or found.original is None:
        return found.reader.rights.is_staff
    return found.original.complaint.routing_input.channel == found.reader.id
