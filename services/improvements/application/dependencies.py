"""What the use cases work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from chassis.mongo import Driver
from services.improvements.city import City
from services.improvements.store.annotations import AnnotationStore
from services.improvements.store.completions import CompletionStore
from services.improvements.store.editions import EditionStore
from services.improvements.store.findings import FindingStore
from services.improvements.store.improvements import ImprovementStore
from services.improvements.store.observations import ObservationStore
from services.improvements.store.statements import StatementStore
from services.improvements.store.surveys import SurveyStore


def system_clock() -> datetime:
    """Now, in the milliseconds that the store keeps: what is answered equals what is read later."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@dataclass(frozen=True)
class Dependencies:
    """`wake` tells the relay that something was kept.

    `home` is the address of the city's pages, by which statements about learning name units; `learner_key` turns who
    has learned something into a hash.
    """

    city: City
    observations: ObservationStore
    findings: FindingStore
    improvements: ImprovementStore
    surveys: SurveyStore
    editions: EditionStore
    annotations: AnnotationStore
    completions: CompletionStore
    statements: StatementStore
    wake: Callable[[], None] = lambda: None
    clock: Callable[[], datetime] = system_clock
    home: str = ""
    learner_key: bytes = b""

    @classmethod
    def over(
        cls,
        driver: Driver,
        city: City,
        wake: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] = system_clock,
        *,
        home: str = "",
        learner_key: bytes = b"",
    ) -> Self:
        """With all stores of a database."""
        return cls(
            city,
            ObservationStore(driver),
            FindingStore(driver),
            ImprovementStore(driver),
            SurveyStore(driver),
            EditionStore(driver),
            AnnotationStore(driver),
            CompletionStore(driver),
            StatementStore(driver),
            wake,
            clock,
            home,
            learner_key,
        )

    async def prepare(self) -> None:
        """Make the indexes that are missing."""
        for store in (self.observations, self.findings, self.improvements, self.surveys, self.annotations):
            await store.create_indexes()
        for learned in (self.completions, self.statements):
            await learned.create_indexes()
