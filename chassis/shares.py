"""Which part of what waits in a store is read next, so that no look ever matches more than a bounded number.

Every document has a slot: a number that depends on its id alone and spreads documents evenly. So a range of slots is
a share of any set of documents, whatever their times are: bursts, pauses and a long outage do not matter. A look for
a share matches that share of the backlog, also in a store that fetches everything that matches before it applies a
limit. Shares begin small, widen while little is found and narrow when they are full.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from zlib import crc32

SLOTS = 1 << 16
FIRST_WIDTH = SLOTS >> 10
"""At first a look matches about a thousandth of what waits."""


def slot_of(document_id: str) -> int:
    """The slot of the document with this id."""
    return crc32(document_id.encode()) % SLOTS


@dataclass(frozen=True, slots=True)
class Share:
    """The slots from `begin` on, `width` of them. Shares follow one another to the last slot, then from the first.

    `of` is how many slots there are.
    """

    begin: int = 0
    width: int = FIRST_WIDTH
    of: int = SLOTS

    @property
    def slots(self) -> Mapping[str, int]:
        """The condition on the field that holds the slot."""
        return {"$gte": self.begin, "$lt": self.begin + self.width}

    @property
    def is_last(self) -> bool:
        """Whether all slots have been looked at once this share has been."""
        return self.begin + self.width >= self.of

    @property
    def is_everything(self) -> bool:
        """Whether it holds all slots."""
        return self.begin == 0 and self.is_last

    @property
    def fraction(self) -> float:
        """Which part of all documents it holds."""
        return min(self.width / self.of, 1.0)

    def next(self, found: int, limit: int) -> "Share":
        """The share that follows after `found` documents were found: twice as wide when `limit` leaves room for it."""
        begin = 0 if self.is_last else self.begin + self.width
        if found > limit:
            return replace(self, begin=begin, width=max(1, self.width // 2))
        wider = min(self.of, self.width * 2) if found <= limit // 4 else self.width
        return replace(self, begin=begin, width=wider)

    def narrowed(self) -> "Share":
        """The first half of it: there is more in it than one look may take."""
        return replace(self, width=max(1, self.width // 2))
