"""What the API answers about the city: what a complaint can be about, where, who answers, and how."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Promise(_Answer):
    """A deadline that every complaint of a category has: `title` completes "the deadline for …", `within` is working
    time as an ISO 8601 duration, `words` the same for people.
    """

    clock: str
    title: dict[str, str]
    within: str
    words: dict[str, str]


class Category(_Answer):
    """What a complaint can be about. Texts are in every language of the city."""

    code: str
    name: dict[str, str]
    description: dict[str, str] | None = None
    deadlines: list[Promise]


class Categories(_Answer):
    """All categories of the city."""

    categories: list[Category]


class Area(_Answer):
    """A part of the city, by the ministry's code; `parent` is the area above, where the city names that too."""

    code: str
    name: dict[str, str]
    parent: str | None


class Areas(_Answer):
    """Areas of the city."""

    areas: list[Area]


class Reply(_Answer):
    """A text that an officer can start a message from. `open` are names in its braces that are to be filled in."""

    action: str
    category: str | None
    reason: str | None
    title: str
    text: str
    open: list[str]


class Replies(_Answer):
    """Texts for an action, those for this very category or reason first."""

    language: str
    replies: list[Reply]


class UnitNumbers(_Answer):
    """A unit's open complaints by state. `overdue` have a breached deadline. Counted at `counted_at`, if ever."""

    id: str
    name: dict[str, str]
    description: dict[str, str] | None = None
    kind: str
    parent: str | None
    open: dict[str, int]
    open_total: int
    overdue: int
    counted_at: datetime | None


class Units(_Answer):
    """All units of the city."""

    units: list[UnitNumbers]
