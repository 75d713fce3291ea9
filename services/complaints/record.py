"""What is kept of one complaint, as plain data: the store fills it, everybody else reads it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from contracts.values import Clock
from services.complaints.domain.attachments import Attachment
from services.complaints.domain.complaint import Complaint


@dataclass(frozen=True, slots=True)
class Remark:
    """Free text that belongs to the event `seq`. It never leaves the store but to those who may read it.

    `note` is for officers, `message` from officers to the complainant, `text` from the complainant to the officers.
    """

    seq: int
    note: str | None = None
    message: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What a channel asked for. `key` makes its repetition recognisable; without one every request is a new one."""

    text: str
    language: str
    fingerprint: str
    external_id: str | None = None
    key: str | None = None
    wants_updates: bool = True


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """Why a complaint is not kept: `complaint` says the same, or one did that does not count any more."""

    complaint: Complaint | None


@dataclass(frozen=True, slots=True)
class Record:
    """A complaint with all that is kept about it. `events` are its own, `other_events` those of other services.

    Both are encoded as they were published. `done_once` are the keys of the steps that may be taken once only.
    """

    complaint: Complaint
    request: Request
    events: tuple[bytes, ...] = ()
    other_events: tuple[bytes, ...] = ()
    clocks: tuple[Clock, ...] = ()
    breached: frozenset[str] = frozenset()
    remarks: tuple[Remark, ...] = ()
    done_once: frozenset[str] = frozenset()
    attachments: tuple[Attachment, ...] = ()

    @property
    def brief(self) -> "Brief":
        """The complaint without text and history."""
        return Brief(self.complaint, self.clocks, self.breached, self.done_once)


@dataclass(frozen=True, slots=True)
class Brief:
    """How a complaint stands, without its text and its history. `done_once` are the keys of steps taken once only."""

    complaint: Complaint
    clocks: tuple[Clock, ...] = ()
    breached: frozenset[str] = frozenset()
    done_once: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that told `recipient` of several complaints at once: these of them, sent at the moment `at`."""

    id: str
    recipient: str
    at: datetime
    complaint_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which open complaints to list: those of a unit and the units below, or `only_itself`, and of these the ones that
    fulfil all that is given.

    `area` stands for all that lies in it, `words` have to occur in the text as whole words. `with_reviews`: also what
    the unit was asked to look at again.
    """

    unit: str
    only_itself: bool = False
    with_reviews: bool = False
    overdue: bool = False
    category: str | None = None
    area: str | None = None
    state: str | None = None
    assignee: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedPage:
    """Complaints in the order of their next deadline, each with its latest events only.

    `following` is the place after which the next page begins; None when there is nothing more.
    """

    records: tuple[Record, ...]
    following: str | None


@dataclass(frozen=True, slots=True)
class OpenCount:
    """A number of open complaints by state, how many of them are overdue, and when the oldest was filed."""

    states: Mapping[str, int] = field(default_factory=dict)
    overdue: int = 0
    oldest: datetime | None = None

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.states.values())

    def __add__(self, other: "OpenCount") -> "OpenCount":
        oldest = min((each for each in (self.oldest, other.oldest) if each is not None), default=None)
        return OpenCount(Counter(self.states) + Counter(other.states), self.overdue + other.overdue, oldest)


@dataclass(frozen=True, slots=True)
class UnitCount:
    """How many open complaints a unit has, by state, how many of them are overdue, and when the oldest was filed."""

    unit: str
    states: dict[str, int]
    overdue: int
    counted_at: datetime
    oldest: datetime | None = None
