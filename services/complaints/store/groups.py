"""Groups of complaints that are read a share at a time: the open work of each unit, the duplicates of each complaint,
and what has to follow another one.

One field holds all that a complaint belongs to, so that one index serves them all: a store keeps every index of a
collection with each write to it.
"""

from chassis.mongo import Driver
from services.complaints.domain.complaint import Complaint, State

GROUPS = "groups"
TO_FOLLOW = "to_follow"
"""Marks a complaint whose duplicates, or which as a duplicate, may have to follow; in the same write as the reason."""


async def create_group_index(driver: Driver) -> None:
    """Each group by the slots of its complaints."""
    await driver.collection("complaints").create_index([GROUPS, "slot"], only={GROUPS: {"$gt": ""}})


def open_work(unit: str) -> str:
    """What a unit has to do. It is counted, so trials are not in it."""
    return f"open|{unit}"


def duplicates_of(original: str, state: State | None = None) -> str:
    """All that go, or went, the way of another complaint; with a state only those that are in it."""
    return f"duplicate_of|{original}" if state is None else f"duplicate_of|{original}|{state.value}"


def groups_of(complaint: Complaint) -> list[str]:
    """All that it belongs to by how it stands."""
    found = []
    if complaint.is_open and complaint.unit is not None and not complaint.is_sandbox:
        found.append(open_work(complaint.unit))
    if complaint.duplicate_of is not None:
        found += [duplicates_of(complaint.duplicate_of), duplicates_of(complaint.duplicate_of, complaint.state)]
    return found
