"""Duplicates go the way of the complaint that they were merged into: what follows for one from how the other stands.

It depends on nothing but the two complaints as they are, so it may be asked for at any time and any number of times.
"""

from dataclasses import dataclass

from services.complaints.domain.complaint import Complaint, State


@dataclass(frozen=True, slots=True)
class Following:
    """The step that the system takes on a duplicate. `into` is the complaint that it joins, if it does."""

    action: str
    reason: str
    into: str | None = None


_ANSWERED = {
    State.RESOLVED: "original_resolved",
    State.REJECTED: "original_rejected",
    State.CLOSED: "original_closed",
}


def following(duplicate: Complaint, original: Complaint) -> Following | None:
    """What the duplicate still has to do to stand as its original does; None: nothing.

    An answer closes it. The original withdrawn, it stands on its own again, for its complainant has withdrawn nothing;
    who only follows has nothing of their own to go on with. Where the original is a duplicate now, it joins the same
    one; two that were merged into each other come apart.
    """
    if duplicate.duplicate_of != original.id or duplicate.state not in (State.DUPLICATE, State.CLOSED):
        return None
    if original.state is State.DUPLICATE:
        return _further(duplicate, original)
    if original.is_open:
        is_behind = duplicate.state is State.CLOSED
        return Following("rejoin", "original_reopened", original.id) if is_behind else None
    if duplicate.state is State.CLOSED:
        return None
    if original.state is State.WITHDRAWN:
        return Following("settle" if duplicate.is_follower else "unmerge", "original_withdrawn")
    return Following("settle", _ANSWERED[original.state])


def _further(duplicate: Complaint, original: Complaint) -> Following | None:
    if original.duplicate_of == duplicate.id:
        return Following("unmerge", "not_a_duplicate") if duplicate.state is State.DUPLICATE else None
    return Following("rejoin", "original_merged", original.duplicate_of)


def has_to_follow(before: Complaint, after: Complaint) -> bool:
    """Whether it has to be seen to that duplicates follow: this one its original, or others this one."""
    joins = after.state is State.DUPLICATE and (before.state, before.duplicate_of) != (after.state, after.duplicate_of)
    return joins or (after.has_duplicates and before.state is not after.state)
