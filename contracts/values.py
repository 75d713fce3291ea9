"""The values that events are made of. Everything is frozen and safe to publish: ids and codes, never free text."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Annotated, Any, Self

import orjson
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from contracts.durations import PATTERN

_CODE = r"^[a-z0-9][a-z0-9_-]{0,63}$"
Code = Annotated[str, StringConstraints(pattern=_CODE)]
"""A published id or reason code: lower case letters, digits, `-` and `_`, at most 64 characters."""

AREA_CODE = r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$"
AreaCode = Annotated[str, StringConstraints(pattern=AREA_CODE)]
"""A Kemendagri area code: province, regency, district, village, as far as it is known."""

_LANGUAGE = r"^[a-z]{2,3}$"
Language = Annotated[str, StringConstraints(pattern=_LANGUAGE)]
"""A language by its ISO 639 code. Which ones there are is the city's affair."""

_EVENT_KIND = r"^[a-z_]+\.[a-z_]+$"
EventKind = Annotated[str, StringConstraints(pattern=_EVENT_KIND)]
"""The type of an event without its version."""

WorkingDuration = Annotated[str, StringConstraints(pattern=PATTERN)]
"""ISO 8601 duration of working time; a `D` is the nominal working day of the policy's calendar."""

ElapsedDuration = Annotated[str, StringConstraints(pattern=PATTERN)]
"""ISO 8601 duration as the wall clock counts it; a `D` is 24 hours."""

_LEARNING_IRI = r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s@]+$"
LearningIri = Annotated[str, StringConstraints(pattern=_LEARNING_IRI, max_length=500)]
"""The id of a learning activity: an absolute IRI. It has no `@`, so that nobody's address is one."""

_IN_WORDS = {
    _CODE: "a code such as dinas-pu: lower case letters, digits, - and _, first a letter or digit, at most 64 in all",
    AREA_CODE: "an area code of the ministry's list, such as 99.71.02 for a district or 99.71.02.1001 for a village",
    _LANGUAGE: "a language code such as id or en",
    _LEARNING_IRI: "an absolute IRI such as https://lms.example.go.id/course/7, without @",
    _EVENT_KIND: "the kind of an event such as complaint.escalated",
    PATTERN: "a duration such as P3D, PT7H30M or PT20S: days, and after a T hours, minutes and seconds, nothing longer",
}


def expected_by(pattern: str) -> str:
    """What a pattern of this module stands for, in words and with an example, for whoever wrote something else."""
    return _IN_WORDS.get(pattern, "text of the form that its description gives")


def _no_bare_number(value: object) -> object:
    """A number could be seconds or milliseconds, so it is refused rather than guessed at."""
    if isinstance(value, datetime) or (isinstance(value, str) and value[4:5] == "-"):
        return value
    raise ValueError("must be a time as in 2026-03-02T01:30:00Z")


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError("lies outside the years 1 to 9999 in UTC") from beyond


Instant = Annotated[AwareDatetime, BeforeValidator(_no_bare_number), AfterValidator(_in_utc)]
"""A moment, always in UTC. A time without its zone is refused."""


class Value(BaseModel):
    """Base of all published values: frozen; unknown fields of a newer producer are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Point(Value):
    """A place on earth, WGS 84 degrees."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class OpenEnum(StrEnum):
    """An enumeration that a newer producer may extend: a member that is not known here is read as `other`."""

    @classmethod
    def _missing_(cls, value: object) -> "OpenEnum | None":
        return cls("other") if isinstance(value, str) and value != "other" else None


class ActorKind(OpenEnum):
    """Who acted. `bureau` is the organisation bureau, `system` is Tanggap itself, when a rule of the policy acts."""

    CHANNEL = "channel"
    COMPLAINANT = "complainant"
    OFFICER = "officer"
    UNIT_HEAD = "unit_head"
    TRIAGE = "triage"
    LEADER = "leader"
    BUREAU = "bureau"
    SYSTEM = "system"
    OTHER = "other"


class Actor(Value):
    """Who acted. The id is opaque; a complainant has none."""

    kind: ActorKind
    id: str | None = None
    unit: Code | None = None


class Mode(OpenEnum):
    """How a complaint is handled that is not an ordinary one.

    One of the `sandbox` goes the whole way, and reaches no officer, no leader, no list and no statistics. One of
    `history` was over before it came in: nobody is notified of it, and no deadline runs.
    """

    SANDBOX = "sandbox"
    HISTORY = "history"
    OTHER = "other"


class AnsweredVia(OpenEnum):
    """How a complainant answered the satisfaction survey: on the page for the tracking code, through the channel, or at
    a counter or event desk, where an officer has entered it for them.
    """

    PAGE = "page"
    CHANNEL = "channel"
    COUNTER = "counter"
    OTHER = "other"


SurveyScore = Annotated[int, Field(ge=1, le=4)]
"""From 1, not good (tidak baik), to 4, very good (sangat baik)."""


class SurveyScores(Value):
    """The nine elements of the community satisfaction survey (SKM), U1 to U9 of Permenpan-RB 14/2017, in its order."""

    requirements: SurveyScore = Field(description="U1, persyaratan")
    procedure: SurveyScore = Field(description="U2, sistem, mekanisme dan prosedur")
    time: SurveyScore = Field(description="U3, waktu penyelesaian")
    cost: SurveyScore = Field(description="U4, biaya/tarif")
    product: SurveyScore = Field(description="U5, produk spesifikasi jenis pelayanan")
    competence: SurveyScore = Field(description="U6, kompetensi pelaksana")
    behaviour: SurveyScore = Field(description="U7, perilaku pelaksana")
    complaint_handling: SurveyScore = Field(description="U8, penanganan pengaduan, saran dan masukan")
    facilities: SurveyScore = Field(description="U9, sarana dan prasarana")

    @property
    def in_order(self) -> tuple[int, ...]:
        """The nine scores from U1 to U9."""
        return tuple(getattr(self, name) for name in SURVEY_ELEMENTS)


SURVEY_ELEMENTS: tuple[str, ...] = tuple(SurveyScores.model_fields)
"""The names of the nine elements, from U1 to U9."""


class RoutingInput(Value):
    """What routing needs to know of a complaint. `words` are ids of the city's published terms, not the text.

    `needs` are ids of what the city counts as asked for (`needs.yaml`); None: nothing of it, or nobody looked.

    `mode` is None for an ordinary complaint. `policy` is the one that a leader put it under, or that it came in with
    from another system: it holds at every unit in place of the category's.
    """

    channel: Code
    filed_at: Instant
    category: str | None = None
    area: AreaCode | None = None
    point: Point | None = None
    words: tuple[Code, ...] = ()
    needs: tuple[Code, ...] | None = None
    policy: Code | None = None
    mode: Mode | None = None


class LadderStep(Value):
    """After how much working time since the ladder began which role hears of the breach."""

    level: int = Field(ge=1)
    role: Code
    after: WorkingDuration


class Post(Value):
    """A role and the unit from which it is seen: whoever holds it there, or in the nearest unit above."""

    role: Code
    unit: Code


class ClockScope(OpenEnum):
    """How often a clock starts.

    A `stage` clock starts with every assignment, a `statutory` clock once, a `step` clock anew with every step that
    starts it, and a `contribution` clock for each unit that is asked to contribute.
    """

    STAGE = "stage"
    STATUTORY = "statutory"
    STEP = "step"
    CONTRIBUTION = "contribution"
    OTHER = "other"


class ClockOwner(OpenEnum):
    """Who has to do something before the deadline."""

    UNIT = "unit"
    COMPLAINANT = "complainant"
    OTHER = "other"


class ClockRule(Value):
    """One clock of a policy: how long it runs, and which steps do what to it.

    A step is named as in a complaint event's type: `acknowledged` for `complaint.acknowledged`. `starts_with` is
    `filed`, `assigned` or a step. Steps in `restored_by` let a clock that has ended run again, to its old deadline.
    A clock warns once `warn_share` of its time has passed; without a share it does not. One that does not escalate is
    watched and published, and nobody is notified of its breach.

    It pauses at most `max_pauses` times, and at most `max_pause` of working time in all; None: as often, or as long, as
    steps say. What `owed_by` the complainant is no breach: the complainant is reminded at each of `remind_shares`, and
    when the time is over the system closes the complaint for the reason `on_expiry`, if the rule names one.
    """

    name: Code
    within: WorkingDuration
    scope: ClockScope
    starts_with: Code
    met_by: tuple[Code, ...] = ()
    ended_by: tuple[Code, ...] = ()
    paused_by: tuple[Code, ...] = ()
    resumed_by: tuple[Code, ...] = ()
    restored_by: tuple[Code, ...] = ()
    warn_share: float | None = Field(default=None, gt=0, lt=1)
    escalates: bool = True
    max_pauses: int | None = Field(default=None, ge=0)
    max_pause: WorkingDuration | None = None
    owed_by: ClockOwner = ClockOwner.UNIT
    remind_shares: tuple[Annotated[float, Field(gt=0, lt=1)], ...] = ()
    on_expiry: Code | None = None


class PolicySnapshot(Value):
    """The rules for deadlines as they stood when the unit was assigned; a later policy does not change them.

    `promise_within` is how far ahead a leader may promise an answer, `max_reclassifications` how often units may
    correct category and area; None: without a limit, as policies were before they could say it.
    """

    name: Code
    version: str
    calendar: Code
    clocks: tuple[ClockRule, ...] = Field(min_length=1)
    ladder: tuple[LadderStep, ...] = Field(min_length=1)
    repeat_every: WorkingDuration
    repeat_times: int = Field(ge=0)
    reopen_within: ElapsedDuration
    max_transfers: int = Field(ge=0)
    promise_within: ElapsedDuration | None = None
    max_reclassifications: int | None = Field(default=None, ge=0)

    @classmethod
    def shared(cls, value: object) -> object:
        """The one snapshot of these rules: thousands of events carry the same few. For fields that hold one."""
        return _snapshot(orjson.dumps(value)) if isinstance(value, dict) else value

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, without what was worked out from values that it may no longer have."""
        copied = super().model_copy(update=update, deep=deep)
        for worked_out in ("as_json", "canonical", "fingerprint"):
            copied.__dict__.pop(worked_out, None)
        return copied

    @cached_property
    def as_json(self) -> bytes:
        """As it travels in an event: written once, since thousands of events carry it."""
        return self.__pydantic_serializer__.to_json(self, exclude_none=True)

    @cached_property
    def canonical(self) -> bytes:
        """The same bytes for the same rules, in every process."""
        return self.model_dump_json(exclude_defaults=True).encode()

    @cached_property
    def fingerprint(self) -> str:
        """Twelve characters that stand for these rules and no others."""
        return b64encode(sha256(self.canonical).digest()[:9], b"-_").decode()


@lru_cache(maxsize=1024)
def _snapshot(content: bytes) -> PolicySnapshot:
    return PolicySnapshot.model_validate(orjson.loads(content))


SharedPolicy = Annotated[PolicySnapshot, BeforeValidator(PolicySnapshot.shared)]
"""A policy in an event: every event with the same rules has the same object."""


class Method(OpenEnum):
    """How the responsible unit was found."""

    RULE = "rule"
    TRANSFER = "transfer"
    REOPENED = "reopened"
    RECLASSIFIED = "reclassified"
    POLICY_CHANGED = "policy_changed"
    OTHER = "other"


class Reason(Value):
    """Why a decision was taken: a code, and what it rests on (rule, words, category, area or unit ids)."""

    code: Code
    rule: Code | None = None
    matched: tuple[str, ...] = ()


class ClockStatus(OpenEnum):
    """Where a clock stands. `met` has fulfilled its purpose, `stopped` no longer has one."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    STOPPED = "stopped"
    OTHER = "other"


class Clock(Value):
    """One deadline as it stands. While paused `due_at` is unknown and `remaining_ms` of working time is kept.

    `owed_by` is left out where the unit owes it, `unit` where that is the responsible one.
    """

    name: Code
    status: ClockStatus
    started_at: Instant
    due_at: Instant | None = None
    remaining_ms: int | None = None
    ended_at: Instant | None = None
    breached_at: Instant | None = None
    owed_by: ClockOwner | None = None
    unit: Code | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether a unit still owes it after the deadline."""
        is_live = self.status in (ClockStatus.RUNNING, ClockStatus.PAUSED)
        return self.breached_at is not None and self.owed_by is None and is_live


def longest_overdue(clocks: Iterable[Clock]) -> tuple[Clock, ...]:
    """Those of the clocks that are overdue, the one that was due first at the head."""
    late = (clock for clock in clocks if clock.is_overdue)
    return tuple(sorted(late, key=lambda clock: (clock.due_at or clock.breached_at or clock.started_at, clock.name)))


class OverdueClock(Value):
    """A deadline that has passed and is still owed."""

    clock: Code
    due_at: Instant


class SkipReason(OpenEnum):
    """Why a notification that an event asks for is not sent."""

    ALREADY_NOTIFIED = "already_notified"
    ANSWERED_MEANWHILE = "answered_meanwhile"
    CHANNEL_NOT_REACHABLE = "channel_not_reachable"
    NOT_WANTED = "not_wanted"
    SANDBOX = "sandbox"
    OTHER = "other"


class RerouteReason(OpenEnum):
    """Why somebody else than the holder of the wanted post hears of it."""

    POST_VACANT = "post_vacant"
    NO_ADDRESS = "no_address"
    TRANSPORT_NOT_CONFIGURED = "transport_not_configured"
    UNKNOWN_UNIT = "unknown_unit"
    OTHER = "other"


class Missing(OpenEnum):
    """What should have happened and did not: what the auditor looks for."""

    ASSIGNMENT = "assignment_missing"
    CLOCKS = "clocks_missing"
    BREACH = "breach_missing"
    ESCALATION = "escalation_missing"
    MESSAGE = "message_missing"
    PROOF = "proof_missing"
    CLOCK_ON_CLOSED = "clock_on_closed"
    NOBODY_MOVES = "nobody_moves"
    OTHER = "other"


class ClearedBy(OpenEnum):
    """Why a missing step is missed no more: it came, nobody owes it any more, or the complaint is watched no longer."""

    CAME = "came"
    NO_LONGER_OWED = "no_longer_owed"
    NO_LONGER_WATCHED = "no_longer_watched"
    OTHER = "other"


class Repair(OpenEnum):
    """What was done so that a missing step comes: an event was published again, or a timer was made to go off."""

    PUBLISHED_AGAIN = "published_again"
    TIMER_FIRED = "timer_fired"
    OTHER = "other"


class RecordPlace(Value):
    """Where a record lies. `topic` is its name without the environment's prefix."""

    topic: Code
    partition: int = Field(ge=0)
    offset: int = Field(ge=0)


class About(Value):
    """What a finding or an improvement action is about: complaints with all of these in common. None: with any.

    `word` is one of the city's published terms. An `area` stands for those below it as well.
    """

    category: Code | None = None
    area: AreaCode | None = None
    unit: Code | None = None
    word: Code | None = None


class Target(Value):
    """The effect that is expected of an improvement action: its `measure`, from what to what."""

    measure: Code
    start: float = Field(ge=0)
    goal: float = Field(ge=0)


class Interval(Value):
    """An estimate with the 95 % interval around it."""

    estimate: float
    low: float
    high: float


class EffectVerdict(OpenEnum):
    """What the measure of an improvement action says: `too_few` where nothing can be said."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    NO_EFFECT_SEEN = "no_effect_seen"
    TOO_FEW = "too_few"
    OTHER = "other"


class LearningUnit(Value):
    """A unit that is to learn something, and how many of its people."""

    unit: Code
    people: int = Field(ge=1, le=100_000)
