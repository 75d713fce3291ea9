"""Deliveries as version 0.1 kept them, brought into the form of today.

It kept the events that were still to be published and dropped them afterwards; so what has been published is not there,
and the numbers begin with what waits.
"""

from chassis.migration import Migration
from chassis.mongo import Document
from chassis.outbox import new_outbox
from contracts.codec import decode
from contracts.upcast import WITHIN
from services.notify.domain.variables import Variables
from services.notify.store.documents import delivery_from


def migrated(old: Document) -> Document:
    """The same delivery as this version keeps it. Raises LookupError, TypeError or ValueError when it is none."""
    kept = {name: value for name, value in old.items() if name not in {"facts", "announcements", "unannounced"}}
    bodies = [bytes(each["body"]) for each in old["announcements"]]
    waits_since = min((decode(body).occurred_at for body in bodies), default=old["planned_at"])
    new = kept | {"variables": _variables(old["facts"])} | new_outbox(old["_id"], bodies, waits_since)
    delivery_from({**new, "next_attempt_at": new["next_attempt_at"] if new["state"] == "pending" else None})
    return new


def _variables(facts: Variables) -> Variables:
    """The three clocks of an assignment as a list; what is about a deadline stays as it is."""
    clocks = [{"name": name, "within": facts[field]} for name, field in WITHIN.items() if field in facts]
    kept = {name: value for name, value in facts.items() if name not in WITHIN.values()}
    return kept | ({"clocks": clocks} if clocks else {})


DELIVERIES = Migration(
    collection="deliveries",
    form=2,
    marked_by="announcements",
    migrate=migrated,
    guards=("state", "attempts", "claim", "next_attempt_at", "announcements"),
    paged_by="_id",
    page_index=("_id", "planned_at"),
    indexes=("due_by_time", "unannounced"),
)
"""The local store uses no index of its own for a range of `_id`."""
