"""Plays a year: lives are filed from its first to its last day, and each is checked when nothing is to come of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from contracts.values import RoutingInput
from services.complaints.domain.rights import Principal, Role
from tests.simulation.agenda import Agenda
from tests.simulation.city import City, officer_of
from tests.simulation.people import People
from tests.simulation.services import Life

BEGINS = datetime(2025, 12, 31, 17, tzinfo=UTC)
"""Midnight in Jakarta: it is 2026."""
ENDS = datetime(2026, 12, 31, 17, tzinfo=UTC)
CHANNELS = ("jaki", "web", "call-centre")
WORDS = ("pungli", "calo", "jalan", "lubang")


@dataclass
class Year:
    """`number_of_lives` complaints; the same `seed` gives the same year."""

    city: City
    seed: int
    number_of_lives: int
    agenda: Agenda = field(default_factory=Agenda)

    def play(self) -> Iterator[Life]:
        """Each life when it is settled: sla has forgotten it and nobody means to do anything, or the year is over."""
        lives = {life.id: life for life in (self._file(number) for number in range(self.number_of_lives))}
        looked_at = BEGINS
        while (now := self.agenda.step()) is not None:
            if now - looked_at > timedelta(days=1):
                looked_at = now
                settled = [life for life in lives.values() if not life.pending]
                for life in settled:
                    yield lives.pop(life.id)
        yield from lives.values()

    def _file(self, number: int) -> Life:
        random = Random(f"{self.seed}:{number}")
        id_ = str(UUID(int=random.getrandbits(128), version=4))
        life = Life(id_, random, self.city, self.agenda, ENDS)
        people = People(life)
        filed_at = BEGINS + timedelta(milliseconds=random.randrange(int((ENDS - BEGINS).total_seconds() * 1000)))

        def begin(now: datetime) -> None:
            by, channel = self._filer(random)
            life.file(self._routing_input(random, channel, now), by)
            people.begin(now)

        life.enter(filed_at, begin)
        return life

    def _filer(self, random: Random) -> tuple[Principal, str]:
        """A channel, or an officer for a citizen at the counter."""
        if random.random() < 0.1:
            unit = random.choice(self.city.agencies)
            return Principal(Role.OFFICER, officer_of(unit), unit), "counter"
        channel = random.choice(CHANNELS)
        return Principal(Role.CHANNEL, channel), channel

    def _routing_input(self, random: Random, channel: str, now: datetime) -> RoutingInput:
        """Most name a category, some only have words, a few name one that the city does not know."""
        chance = random.random()
        category = random.choice(list(self.city.organisation.categories)) if chance < 0.85 else None
        if chance > 0.98:
            category = "unknown-matter"
        words = tuple(random.sample(WORDS, 2)) if random.random() < 0.2 else ()
        return RoutingInput(channel=channel, filed_at=now, category=category, area="99.01.01", words=words)
