"""What templates see of one delivery: names and times of day, all of them worked out already."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar

from contracts.values import Target
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
class Shown:
    """What is shown of anything that messages are about. Everything has a value; None is what is not known.

    `late` is how long the worst deadline has passed, `asks` what the clock that this is about asks for. `can_promise`
    says that the reader can promise a date by the link.
    """

    heading: ClassVar[str]
    """The macros of `words.j2` that name it, say more of it below its name, and are its details in a digest."""
    details: ClassVar[tuple[str, ...]]
    row_details: ClassVar[str]
    description: ClassVar[tuple[str, ...]] = ()
    """The macros that say what it is, each on a line, where its name does not suffice."""
    open_label: ClassVar[str] = "open"

    number: str
    category: str | None
    area: str | None
    short_category: str | None
    short_area: str | None
    is_urgent: bool
    unit_name: str | None
    post_unit_name: str | None
    role_title: str | None
    first_role_title: str | None
    recipient_name: str | None
    rerouted: str | None
    clock_title: str | None
    asks: str | None
    overdue: tuple[Deadline, ...]
    upcoming: tuple[Deadline, ...]
    late: Parts
    steps: tuple[Happened, ...]
    can_promise: bool
    has_link: bool

    def context(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """What a template sees: the variables of the event, and over them what is said here."""
        return {**variables, **{field.name: getattr(self, field.name) for field in fields(self)}}


@dataclass(frozen=True)
class View(Shown):
    """A complaint.

    `answer_until` is when the complainant must have the answer, `reply_until` when the officers must have the
    complainant's reply, `object_until` until when an answer can be objected to, `promise` the date that a leader has
    promised, unless it has passed. `invites_to_survey`: this closing or rejection is the one by which a complainant
    hears of the survey.
    """

    heading: ClassVar[str] = "what"
    details: ClassVar[tuple[str, ...]] = ("identity", "filed")
    row_details: ClassVar[str] = "row_details"

    is_reopened: bool
    filed_at: datetime | None
    previous_unit_name: str | None
    from_unit_name: str | None
    to_unit_name: str | None
    channel_name: str | None
    leaders_are_told: bool
    answer_until: datetime | None
    reply_until: datetime | None
    object_until: datetime | None
    promise: datetime | None
    invites_to_survey: bool


@dataclass(frozen=True)
class ActionView(Shown):
    """An improvement action, from `starts_at` on, with the effect that is expected of it (`target`).

    `finish_at` is when it is to be done, `decide_until` when a proposal is to be decided. `is_proposal` says that it
    still is one, `is_moved` that its date was moved. `about_unit_name` is the unit whose complaints it is about, where
    it is about one unit's alone, and `word` a term that they have in common.
    """

    heading: ClassVar[str] = "action_what"
    details: ClassVar[tuple[str, ...]] = ("action_identity",)
    row_details: ClassVar[str] = "action_row_details"
    description: ClassVar[tuple[str, ...]] = ("action_for", "action_effect", "action_dates", "action_owner")
    open_label: ClassVar[str] = "open_action"

    action_name: str | None
    about_unit_name: str | None
    word: str | None
    proposer_name: str | None
    target: Target | None
    starts_at: datetime | None
    finish_at: datetime | None
    decide_until: datetime | None
    is_proposal: bool
    is_moved: bool


@dataclass(frozen=True)
class FindingView(Shown):
    """A finding. It is unusual since the day `since`."""

    heading: ClassVar[str] = "finding_what"
    details: ClassVar[tuple[str, ...]] = ("finding_identity",)
    row_details: ClassVar[str] = "finding_row_details"
    open_label: ClassVar[str] = "open_finding"

    about_unit_name: str | None
    word: str | None
    since: date | None


@dataclass(frozen=True)
class Seen:
    """A delivery as it is written about: `variables` are its own, on the reader's wall clock."""

    view: View | ActionView | FindingView
    variables: Mapping[str, Any]

    @property
    def context(self) -> dict[str, Any]:
        """What a template sees."""
        return self.view.context(self.variables)
