"""Documents that are found by the place they have: a day or a quarter, and within it a digest that spreads them evenly.

So no query matches more than a bounded number, however much there is of a day or a quarter.
"""

import hashlib
from collections.abc import AsyncIterator

from chassis.mongo import Collection, Document, Filter
from chassis.shares import Share

MAX_PAGE = 500
"""Documents that one query matches at most."""
_DIGITS = 8
_RANGES = 16**_DIGITS
_ANY_TEXT = {"$gt": ""}


async def index_places(collection: Collection) -> None:
    """What has no place is not in the index."""
    await collection.create_index(["place"], only={"place": _ANY_TEXT})


def place_of(group: str, document_id: str) -> str:
    """The value of the field `place` for a document of a group."""
    return f"{group}.{hashlib.sha256(document_id.encode()).hexdigest()[:_DIGITS]}"


async def all_of(collection: Collection, group: str, field: str) -> AsyncIterator[Document]:
    """The documents of a group, each with that field alone."""
    share, is_last = Share(width=_RANGES, of=_RANGES), False
    while not is_last:
        found = await collection.find({"place": _range(group, share)}, {field: 1}, MAX_PAGE)
        if len(found) == MAX_PAGE and share.width > 1:
            share = share.narrowed()
            continue
        for each in found:
            yield each
        share, is_last = share.next(len(found), MAX_PAGE), share.is_last


def _range(group: str, share: Share) -> Filter:
    end = share.begin + share.width
    beyond = f"{group}.g" if share.is_last else f"{group}.{end:0{_DIGITS}x}"
    return {"$gte": f"{group}.{share.begin:0{_DIGITS}x}", "$lt": beyond}
