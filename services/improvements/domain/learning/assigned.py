"""What an improvement action assigns to be learned."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class UnitPeople:
    """A unit that is to learn something, and how many of its people."""

    unit: str
    people: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to be learned: an xAPI activity id, and by whom."""

    activity: str
    units: tuple[UnitPeople, ...]


@dataclass(frozen=True, slots=True)
class Learning:
    """What was assigned. `number` counts what one improvement action has assigned, `cause` is the id of the event."""

    number: int
    cause: str
    activity: str
    units: tuple[UnitPeople, ...]
    due_at: datetime
    assigned_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    """The id of the event that withdrew it."""

    @property
    def is_withdrawn(self) -> bool:
        """Whether it need not be learned after all."""
        return self.withdrawn_at is not None
