"""Which state of a complaint somebody has seen: every form says it, so that nobody decides on what is no longer so."""

import re
from dataclasses import dataclass

from services.complaints.domain.complaint import Complaint

_WRITTEN = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Seen:
    """Its version, the number of its last event, and that of its last assignment."""

    version: int
    seq: int
    assignment_number: int

    def __str__(self) -> str:
        return f"{self.version}.{self.seq}.{self.assignment_number}"


def seen(complaint: Complaint) -> Seen:
    """The complaint as it is shown now."""
    return Seen(complaint.version, complaint.seq, complaint.assignment_number)


def read_seen(written: str) -> Seen | None:
    """What a form says; None when no form of ours has said it."""
    found = _WRITTEN.fullmatch(written)
    return Seen(*(int(each) for each in found.groups())) if found else None
