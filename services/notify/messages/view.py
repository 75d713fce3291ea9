"""What templates see of one delivery: names and times of day, all of them worked out already."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from services.notify.messages.durations import Parts


@dataclass(frozen=True)
class Deadline:
    """`late_ms` is how long ago it passed; `within` is how long it lasts `since` when, if its end is not known yet."""

    clock: str
    title: str
    due_at: datetime | None
    late_ms: int = 0
    late: Parts = ()
    within: Parts = ()
    since: str = ""


@dataclass(frozen=True)
class Happened:
    """A step so far, on the reader's wall clock. `reason` is a code."""

    at: datetime
    name: str
    unit: str | None
    reason: str | None
    level: int | None
    by: str | None


@dataclass(frozen=True)
class View:
    """Everything has a value; None is what is not known. `late` is how long the worst deadline has passed.

    `asks` is what the clock that this is about asks for. `answer_until` is when the complainant must have the answer,
    `reply_until` when the officers must have the complainant's reply, `object_until` until when an answer can be
    objected to, `promise` the date that a leader has promised, unless it has passed. `invites_to_survey`: this closing
    is the one of which a complainant hears of the survey.
    """

    number: str
    category: str | None
    area: str | None
    short_category: str | None
    short_area: str | None
    is_reopened: bool
    is_urgent: bool
    filed_at: datetime | None
    unit_name: str | None
    previous_unit_name: str | None
    from_unit_name: str | None
    to_unit_name: str | None
    channel_name: str | None
    post_unit_name: str | None
    role_title: str | None
    first_role_title: str | None
    recipient_name: str | None
    rerouted: str | None
    clock_title: str | None
    asks: str | None
    leaders_are_told: bool
    overdue: tuple[Deadline, ...]
    upcoming: tuple[Deadline, ...]
    late: Parts
    steps: tuple[Happened, ...]
    answer_until: datetime | None
    reply_until: datetime | None
    object_until: datetime | None
    promise: datetime | None
    invites_to_survey: bool
    can_promise: bool
    has_link: bool

    def context(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """What a template sees: the variables of the event, and over them what is said here."""
        return {**variables, **{field.name: getattr(self, field.name) for field in fields(self)}}


@dataclass(frozen=True)
class Seen:
    """A delivery as it is written about: `variables` are its own, on the reader's wall clock."""

    view: View
    variables: Mapping[str, Any]

    @property
    def context(self) -> dict[str, Any]:
        """What a template sees."""
        return self.view.context(self.variables)
