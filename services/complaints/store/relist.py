"""Brings the complaints of earlier versions into their groups and the public lists, before anything else reads them.

As in `requeue` it reads a bounded number at a time, a crash or a second process at the same time does no harm, and a
marker says for which rule it was done. When they last changed is not known of them any more: they count as changed now.
"""

from datetime import UTC, datetime

from chassis import logs
from chassis.migration import pages
from chassis.mongo import Change, Document, Driver
from services.complaints.store.documents import complaint_of
from services.complaints.store.groups import GROUPS, groups_of
from services.complaints.store.listings import changed_fields, listing_fields
from services.complaints.store.samples import Samples

log = logs.get(__name__)

RULE = 1
"""Grows with each change of what lists there are, or of the places in them."""
_MARKER = "listings"
_EARLIER = ("open_unit_1_slot_1", "open_unit_1_routing_input.filed_at_1__id_1")
"""Indexes by which versions up to 0.4 found the open work of a unit."""
_READ = {"events": 0, "other_events": 0, "remarks": 0, "request": 0, "clocks": 0}


async def relist(driver: Driver) -> None:
    """Do so unless it is done. Raises `StoreUnavailable`: called again, it begins anew."""
    forms = driver.collection("document_forms")
    marker = await forms.find_one({"_id": _MARKER})
    if marker is not None and marker["rule"] == RULE:
        return
    samples = Samples(driver)
    complaints, done, now = driver.collection("complaints"), 0, datetime.now(UTC)
    for index in _EARLIER:
        await complaints.drop_index(index)
    async for page in pages(complaints, "tracking", _READ):
        changes = [_change(each, now) for each in page]
        done += await complaints.update_each(changes)
        await samples.follow((where["_id"], change) for where, change in changes)
    await forms.update_one({"_id": _MARKER}, {"$set": {"rule": RULE}}, upsert=True)
    log.info("complaints stand in their groups and the public lists", complaints=done)


def _change(document: Document, now: datetime) -> Change:
    """A document that another process has changed meanwhile stands right: that process was prepared before it began."""
    where = {"_id": document["_id"], "version": document["version"]}
    complaint = complaint_of(document)
    groups = groups_of(complaint)
    fields = listing_fields(complaint) | changed_fields(complaint, now) | ({GROUPS: groups} if groups else {})
    return where, {"$set": fields, "$unset": {"open_unit": ""}}
