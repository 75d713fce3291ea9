"""What is sent and what is answered. Fields that a newer API adds are ignored; times are in UTC."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Point(_Value):
    """A place on earth, WGS 84 degrees."""

    latitude: float
    longitude: float


class NewComplaint(_Value):
    """A complaint to file. The API checks it; `external_id` is the channel's own id and makes a repetition harmless."""

    text: str
    category: str | None = None
    area: str | None = None
    point: Point | None = None
    external_id: str | None = None
    language: str | None = None
    wants_updates: bool = True

    def body(self) -> dict[str, Any]:
        """As it is sent: what is as by default is left out."""
        return self.model_dump(exclude_none=True, exclude_defaults=True)


class ProblemFault(_Value):
    """One thing that is wrong: where, what, and what to do instead."""

    field: str
    reason: str
    remedy: str


class Problem(_Value):
    """Why something was refused (RFC 9457)."""

    type: str = "about:blank"
    title: str = ""
    status: int = 0
    detail: str = ""
    errors: tuple[ProblemFault, ...] = ()

    def __str__(self) -> str:
        faults = "; ".join(f"{each.field}: {each.reason} ({each.remedy})" for each in self.errors)
        return f"{self.status} {self.title}: {faults or self.detail}"


class Filed(_Value):
    """A complaint is kept. The tracking code is the complainant's: hand it over and keep no copy."""

    id: str
    tracking_code: str
    filed_at: datetime
    replayed: bool = False


class BatchResult(_Value):
    """What became of the complaint at `position`, counted from 0, of those that were given.

    With `status` 201 it is kept, as `id`, since now or (`replayed`) before; else `problem` says why it is not.
    """

    position: int
    status: int
    external_id: str | None = None
    id: str | None = None
    tracking_code: str | None = None
    replayed: bool = False
    problem: Problem | None = None


class Unit(_Value):
    """A unit of the city."""

    id: str
    name: str


class Step(_Value):
    """One entry of a timeline, in plain words."""

    at: datetime
    type: str
    text: str
    message: str | None = None


class Deadline(_Value):
    """A clock as it stands. While it is paused there is no date."""

    name: str
    text: str
    state: str
    due_at: datetime | None = None
    breached_at: datetime | None = None


class Tracked(_Value):
    """A complaint as its complainant sees it, in `language`."""

    id: str
    language: str
    state: str
    state_text: str
    unit: Unit | None = None
    filed_at: datetime
    overdue: bool = False
    deadlines: tuple[Deadline, ...] = ()
    timeline: tuple[Step, ...] = ()
    possible_actions: tuple[str, ...] = ()


class Complaint(_Value):
    """A complaint as its channel sees it."""

    id: str
    version: int
    channel: str
    external_id: str | None = None
    state: str
    unit: Unit | None = None
    text: str
    category: str | None = None
    area: str | None = None
    point: Point | None = None
    filed_at: datetime
    overdue: bool = False
    deadlines: tuple[Deadline, ...] = ()
    timeline: tuple[Step, ...] = ()


class Stepped(_Value):
    """A step was taken; `question` is one that the complainant should be asked now."""

    id: str
    state: str
    version: int
    possible_actions: tuple[str, ...] = ()
    question: str | None = None


class Category(_Value):
    """What a complaint can be about; `name` has it by language."""

    code: str
    name: Mapping[str, str]


class Area(_Value):
    """Where it can be; `name` has it by language, `parent` is the area around it."""

    code: str
    name: Mapping[str, str]
    parent: str | None = None
