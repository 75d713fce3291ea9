"""The orders in which complaints stand in queues and in public lists, each by two fields of the document."""

from typing import NamedTuple

from chassis.mongo import Document, Driver


class Order(NamedTuple):
    """`queues` names the field with the queues of a document, `place` that with its place in all of them."""

    queues: str
    place: str

    def fields(self, queues: object, place: str) -> Document:
        """A document that stands there."""
        return {self.queues: queues, self.place: place}

    async def create_index(self, driver: Driver) -> None:
        """Each queue in the order of its places."""
        await driver.collection("complaints").create_index([self.queues, self.place], only={self.place: {"$gt": ""}})


QUEUED = Order("queues", "place")
"""Open complaints by their next deadline."""
FILED = Order("listed", "listed_at")
"""Public lists by when the complaints were filed."""
CHANGED = Order("shown_to", "changed_at")
"""Whoever they are shown to, by when they changed."""
ORDERS = (QUEUED, FILED, CHANGED)
