"""Brings the open complaints into the queues of this version and of this city, before anything else reads them.

Where a complaint stands follows from itself and from the city's tree of units. Documents of an earlier version have no
queues, and a changed tree changes them; both are mended by the same pass over all complaints. It reads a bounded
number at a time, and a crash or a second process at the same time does no harm. A marker then says for which tree it
was done: a start without a change costs one look.
"""

import hashlib
import json

from chassis import logs
from chassis.migration import pages
from chassis.mongo import Change, Document, Driver
from services.complaints.domain.organisation import Organisation
from services.complaints.store.documents import projected_of
from services.complaints.store.orders import QUEUED
from services.complaints.store.queue_fields import queue_fields
from services.complaints.store.samples import Samples
from services.complaints.store.word_index import WordIndex

log = logs.get(__name__)

RULE = 2
"""Grows with each change of what queues there are, or of the places in them."""
_EARLIER = ("place_of_sixteen", "place_of_thousand")
"""By which 0.3 and 0.4 found the samples, in the complaints themselves."""
_MARKER = "queues"
_READ = {"events": 0, "other_events": 0, "remarks": 0}


async def requeue(driver: Driver, organisation: Organisation) -> None:
    """Do so unless it is done. Raises `StoreUnavailable`: called again, it begins anew."""
    words, samples = WordIndex(driver), Samples(driver)
    await words.create_indexes()
    forms, wanted = driver.collection("document_forms"), _tree(organisation)
    marker = await forms.find_one({"_id": _MARKER})
    if marker is not None and marker["tree"] == wanted:
        return
    complaints, done = driver.collection("complaints"), 0
    for field in _EARLIER:
        await complaints.drop_index(f"{QUEUED.queues}_1_{field}_1")
    async for page in pages(complaints, "tracking", _READ):
        queued = [
            (each, queue_fields(projected_of(each).complaint, projected_of(each).clocks, organisation)) for each in page
        ]
        await words.add({each["_id"]: each["request"]["text"] for each, standing in queued if standing})
        changes = [_change(*each) for each in queued if each[1]]
        done += await complaints.update_each(changes)
        await samples.follow((where["_id"], change) for where, change in changes)
    await forms.update_one({"_id": _MARKER}, {"$set": {"tree": wanted}}, upsert=True)
    log.info("open complaints stand in their queues", complaints=done)


def _change(document: Document, standing: Document) -> Change:
    """A document that another process has changed meanwhile stands right: that process was prepared before it began."""
    seen = {name: document[name] for name in ("version", "other_events_count")}
    absent = {name: "" for name in (*QUEUED, *_EARLIER) if name not in standing}
    return {"_id": document["_id"], **seen}, {"$set": standing, "$unset": absent}


def _tree(organisation: Organisation) -> str:
    lines = {unit: list(organisation.upwards(unit)) for unit in organisation.units}
    content = json.dumps([RULE, organisation.triage_unit, lines], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
