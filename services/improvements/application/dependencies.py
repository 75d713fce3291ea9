"""What the use cases work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self

from chassis.mongo import Driver
from services.improvements.city import City
from services.improvements.store.annotations import AnnotationStore
from services.improvements.store.completions import CompletionStore
from services.improvements.store.editions import EditionStore
from services.improvements.store.findings import FindingStore
from services.improvements.store.forum.attempts import AttemptStore
from services.improvements.store.forum.ideas import IdeaStore
from services.improvements.store.forum.questions import QuestionStore
from services.improvements.store.improvements import ImprovementStore
from services.improvements.store.observations import ObservationStore
from services.improvements.store.statements import StatementStore
from services.improvements.store.surveys import SurveyStore


def system_clock() -> datetime:
    """Now, in the milliseconds that the store keeps: what is answered equals what is read later."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one address may send within an hour: answers and support, and ideas. Many people may share one."""

    votes_per_hour: int = 300
    ideas_per_hour: int = 20


@dataclass(frozen=True)
class Forum:
    """What questions to the public and ideas work with."""

    questions: QuestionStore
    ideas: IdeaStore
    attempts: AttemptStore
    limits: Limits = Limits()

    @classmethod
    def over(cls, driver: Driver, limits: Limits) -> Self:
        """With its stores of a database."""
        return cls(QuestionStore(driver), IdeaStore(driver), AttemptStore(driver), limits)

    async def prepare(self) -> None:
        """Make the indexes that are missing."""
        for store in (self.questions, self.ideas, self.attempts):
            await store.create_indexes()


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
    forum: Forum
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
        limits: Limits = Limits(),
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
            Forum.over(driver, limits),
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
        await self.forum.prepare()

    def today(self) -> date:
        """The day that it is in the city."""
        return self.city.day_of(self.clock())
