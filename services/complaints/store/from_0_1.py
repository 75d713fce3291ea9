"""Complaints as version 0.1 kept them, brought into the form of today. Their events stay as they were published."""

from chassis.migration import Migration
from chassis.mongo import Document
from chassis.shares import slot_of
from contracts.codec import decode
from contracts.events import AssignmentEvent
from contracts.values import PolicySnapshot
from services.complaints.store.documents import projected_of, record_of

_RENAMED = {
    "matter": "routing_input",
    "epoch": "assignment_number",
    "wanted_epoch": "wanted_assignment",
    "facts": "other_events",
    "facts_count": "other_events_count",
}
_NEEDED = ("version", "assignment_number", "wanted_assignment", "transfers", "seq", "published_seq", "relay_token")
"""What reads as absent without complaint and must be there."""


def migrated(old: Document) -> Document:
    """The same complaint as this version keeps it. Raises LookupError, TypeError or ValueError when it is none."""
    new = {_RENAMED.get(name, name): value for name, value in old.items()} | {"slot": slot_of(old["_id"])}
    if "clocks" in new:
        new["clocks"] = _clocks(new["clocks"])
    for name in _NEEDED:
        if not isinstance(new[name], int):
            raise TypeError(f"{name} is not a number")
    if new["assignment_number"] > 0:
        policy = _policy(new)
        new |= {"reopen_within": policy.reopen_within, "max_transfers": policy.max_transfers}
    _check(new)
    return new


def _clocks(old: Document) -> Document:
    items = [{"status" if name == "state" else name: value for name, value in item.items()} for item in old["items"]]
    return {"at": old["at"], "assignment_number": old["epoch"], "items": items}


def _policy(new: Document) -> PolicySnapshot:
    """The policy of the assignment in force: what 0.1 had in its code, `contracts.upcast` knows."""
    number = new["assignment_number"]
    for each in new["other_events"]:
        event = decode(each["body"])
        if isinstance(event, AssignmentEvent) and event.assignment_number == number:
            return event.policy
    raise ValueError(f"its assignment {number} is not among the events that are kept with it")


def _check(new: Document) -> None:
    """Read everything in it once."""
    record, projected = record_of(new), projected_of(new)
    for body in (*record.events, *record.other_events):
        decode(body)
    if len(projected.event_ids) != new["other_events_count"]:
        raise ValueError("the number of its events of other services is wrong")


COMPLAINTS = Migration(
    collection="complaints",
    form=2,
    marked_by="matter",
    migrate=migrated,
    guards=("version", "facts_count", "published_seq", "relay_token"),
    paged_by="tracking",
    indexes=("matter.channel_1_request.key_1", "pending_since_1", "open_unit_1_matter.filed_at_1"),
    renamed={"orphan_facts": "orphan_events"},
)
"""The first of these indexes would hold two channels' complaints under one `external_id` for the same request."""
