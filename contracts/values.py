"""The values that events are made of. Everything is frozen and safe to publish: ids and codes, never free text."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
"""A published id or reason code: lower case letters, digits, `-` and `_`, at most 64 characters."""

AreaCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$")]
"""A Kemendagri area code: province, regency, district, village, as far as it is known."""

# `[0-9]` and not `\d`, which also stands for the digits of other scripts; six of them, so that a sum stays a date.
_N = "[0-9]{1,6}"
_SECONDS = rf"{_N}(\.[0-9]{{1,3}})?S"
_TIME = rf"T({_N}H({_N}M)?({_SECONDS})?|{_N}M({_SECONDS})?|{_SECONDS})"
WorkingDuration = Annotated[str, StringConstraints(pattern=rf"^P({_N}D({_TIME})?|{_TIME})$")]
"""ISO 8601 duration of working time; a `D` is the nominal working day of the policy's calendar."""


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
    """Where the matter is, WGS 84 degrees."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class ActorKind(StrEnum):
    """Who may act on a complaint."""

    CHANNEL = "channel"
    COMPLAINANT = "complainant"
    OFFICER = "officer"


class Actor(Value):
    """Who acted. The id is opaque; a complainant has none."""

    kind: ActorKind
    id: str | None = None
    unit: Code | None = None


class Matter(Value):
    """What routing needs to know of a complaint. `words` are ids of the city's published terms, not the text."""

    channel: Code
    filed_at: Instant
    category: str | None = None
    area: AreaCode | None = None
    point: Point | None = None
    words: tuple[Code, ...] = ()


class LadderStep(Value):
    """After how much working time since the ladder began which role hears of the breach."""

    level: int = Field(ge=1)
    role: Code
    after: WorkingDuration


class PolicySnapshot(Value):
    """The deadlines' rules as they stood when the unit was assigned; a later policy does not change them."""

    name: Code
    version: str
    calendar: Code
    acknowledge_within: WorkingDuration
    respond_within: WorkingDuration
    resolve_within: WorkingDuration
    warn_at: float = Field(gt=0, lt=1)
    ladder: tuple[LadderStep, ...] = Field(min_length=1)
    repeat_every: WorkingDuration
    repeat_times: int = Field(ge=0)


class Method(StrEnum):
    """How the responsible unit was found."""

    RULE = "rule"
    TRANSFER = "transfer"
    REOPENED = "reopened"


class Reason(Value):
    """Why a decision was taken: a code, and what it rests on (rule, words, category, area or unit ids)."""

    code: Code
    rule: Code | None = None
    matched: tuple[str, ...] = ()


ClockName = Literal["acknowledge_by", "respond_by", "resolve_by"]


class ClockState(StrEnum):
    """Where a clock stands. `met` has fulfilled its purpose, `stopped` no longer has one."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    STOPPED = "stopped"


class Clock(Value):
    """One deadline as it stands. While paused `due_at` is unknown and `remaining_ms` of working time is kept."""

    name: ClockName
    state: ClockState
    started_at: Instant
    due_at: Instant | None = None
    remaining_ms: int | None = None
    ended_at: Instant | None = None
    breached_at: Instant | None = None
