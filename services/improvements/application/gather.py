"""Gathers from the events of complaints what is known of each, and the fact that is counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.events import Event
from services.improvements.city import City
from services.improvements.domain.gathering import after, fact_of
from services.improvements.store.facts import FactStore


@dataclass(frozen=True)
class Gathering:
    """The use case."""

    facts: FactStore
    city: City

    async def hear(self, events: Sequence[Event]) -> None:
        """Take a batch of events; raises `TemporarilyUnavailable` to be called again with the same ones."""
        before = await self.facts.load(event.subject for event in events)
        known = {complaint: kept.gathered for complaint, kept in before.items()}
        for event in events:
            known[event.subject] = after(known[event.subject], event)
        changed = [each for complaint, each in known.items() if each != before[complaint].gathered]
        await self.facts.save(
            [
                (before[each.complaint], each, fact_of(each, self.city.calendar_of(each.unit), self.city.zone))
                for each in changed
            ]
        )
