"""What the API answers."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.complaints.api.schemas.attachments import ShownAttachment
from services.complaints.api.schemas.similar import Similar


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Links(_Answer):
    """Where to go on: for the channel and officers, and for whoever holds the tracking code."""

    self: str
    track: str


class Filed(_Answer):
    """A complaint is durably kept. The tracking code is the complainant's key: hand it over, keep no copy.

    `state` is `duplicate` where it follows another complaint: one that was named, or one with the same text that the
    channel handed in a moment ago. `similar` is left out where there is nothing similar, or it was not known in time.
    """

    id: str
    tracking_code: str
    state: str
    filed_at: datetime
    links: Links
    similar: list[Similar] | None = None


class UnitName(_Answer):
    """A unit under the name it has in the reader's language."""

    id: str
    name: str


class Step(_Answer):
    """One entry of a timeline."""

    at: datetime
    type: str
    text: str
    unit: UnitName | None = None
    message: str | None = None


class Deadline(_Answer):
    """A clock as it stands. While it is paused there is no date. `unit` is a contributing one, if it is not the own."""

    name: str
    text: str
    state: str
    due_at: datetime | None = None
    breached_at: datetime | None = None
    owed_by: str = "unit"
    unit: UnitName | None = None


class Expected(_Answer):
    """Who has to move next: `unit`, `complainant`, `triage`, or for a moment `routing`."""

    by: str
    unit: UnitName | None = None
    person: str | None = None


class Stage(_Answer):
    """The time that one unit had the complaint. `overdue` are the deadlines of its that passed unmet."""

    unit: UnitName
    since: datetime
    until: datetime | None = None
    days: float
    overdue: list[str]


class Tracked(_Answer):
    """What the holder of a tracking code sees: the way of the complaint, never its text; of one that `is_duplicate`,
    the way of the complaint that it was merged into.
    """

    id: str
    language: str
    state: str
    state_text: str
    is_duplicate: bool = False
    unit: UnitName | None
    filed_at: datetime
    overdue: bool
    expected: Expected | None = None
    promised_until: datetime | None = None
    reopen_until: datetime | None = None
    rating: int | None = None
    surveyed_at: datetime | None = None
    deadlines: list[Deadline]
    timeline: list[Step]
    attachments: list[ShownAttachment]
    possible_actions: list[str]


class Position(_Answer):
    """Where something is."""

    latitude: float
    longitude: float


class OfficersRemark(_Answer):
    """Free text that belongs to the step `seq`."""

    seq: int
    note: str | None = None
    message: str | None = None
    text: str | None = None


class Detail(_Answer):
    """A complaint for its channel and for those who work on it.

    `level` is the highest escalation that stands. `remarks`, `assignee`, `duplicates` (the ids of at most 100)
    and `similar` (null when it was not known in time) are for people of the city only.
    """

    id: str
    version: int
    channel: str
    external_id: str | None
    state: str
    unit: UnitName | None
    assignment_number: int
    transfers: int
    text: str
    language: str
    category: str | None
    area: str | None
    point: Position | None
    filed_at: datetime
    overdue: bool
    expected: Expected | None = None
    level: int
    promised_until: datetime | None = None
    reopen_until: datetime | None = None
    rating: int | None = None
    is_bound: bool
    review_pending: bool
    delegated_to: UnitName | None = None
    assignee: str | None = None
    contributors: list[UnitName]
    contributed: list[UnitName]
    stages: list[Stage]
    deadlines: list[Deadline]
    timeline: list[Step]
    remarks: list[OfficersRemark]
    duplicate_of: str | None = None
    duplicates: list[str]
    similar: list[Similar] | None = None
    attachments: list[ShownAttachment]
    possible_actions: list[str]


class Stepped(_Answer):
    """A step was taken. `possible_actions` are those of the same actor from here on."""

    id: str
    state: str
    version: int
    unit: str | None
    possible_actions: list[str]


class SteppedAsComplainant(Stepped):
    """The same; `question` is one that the complainant should be asked, such as after a low rating."""

    question: str | None = None


class Named(_Answer):
    """A category or an area under the name it has in the reader's language."""

    code: str
    name: str


class NextDeadline(_Answer):
    """The earliest deadline that runs, whoever owes it: `unit` or `complainant`.

    `working_time` is an ISO 8601 duration in working days and hours of the unit's calendar: until `due_at`, or since
    then when it `is_late`; the text says the same in words.
    """

    name: str
    text: str
    due_at: datetime
    owed_by: str
    is_late: bool
    working_time: str
    working_time_text: str


class LastEvent(_Answer):
    """What happened last."""

    type: str
    text: str
    at: datetime


class Listed(_Answer):
    """One line of what there is to do."""

    id: str
    version: int
    state: str
    state_text: str
    category: Named | None
    area: Named | None
    unit: UnitName | None
    filed_at: datetime
    next_deadline: NextDeadline | None
    last_event: LastEvent | None
    expected: Expected | None
    overdue: bool
    link: str


class Page(_Answer):
    """Open complaints by their next deadline. A page may be short; `next` is absent on the last one only."""

    unit: str
    complaints: list[Listed]
    next: str | None = None
