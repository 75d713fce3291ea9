"""What a statement says about learning that was assigned: who of which unit has finished what, or why it counts not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha1
from typing import Any, NamedTuple, Protocol

from services.improvements.domain.improvement import Improvement
from services.improvements.domain.learning.assigned import Learning
from services.improvements.domain.learning.xapi.statements import VOIDED, wrong_members
from services.improvements.domain.learning.xapi.values import moment_in
from services.improvements.domain.refusals import Refusal

FINISHED = frozenset(
    f"{vocabulary}{verb}"
    for vocabulary in ("http://adlnet.gov/expapi/verbs/", "https://w3id.org/xapi/adl/verbs/")
    for verb in ("completed", "passed")
)
"""Verbs by which somebody has finished an activity; with any other the result has to say `completion: true`."""
UNIT = "/improvements/learning#unit"
"""Behind the address of the city's pages: the extension of a context that names the unit, in place of a team."""
MAX_AHEAD = timedelta(hours=1)
"""So far the clock of whoever sends a statement may be ahead of ours."""


class Ignored(StrEnum):
    """Why a statement that is right counts for nothing."""

    NOT_FINISHED = "not_finished"
    NO_ACTIVITY = "no_activity"
    NO_PERSON = "no_person"
    NOT_ASSIGNED = "not_assigned"
    WITHDRAWN = "withdrawn"
    UNIT_NOT_ASSIGNED = "unit_not_assigned"
    BEFORE_ASSIGNMENT = "before_assignment"


@dataclass(frozen=True, slots=True)
class Completion:
    """Somebody has finished an activity. `learner` is their identifier, which is never kept as it is."""

    statement: str
    activity: str
    unit: str
    learner: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Voiding:
    """The statement `voided` is taken back."""

    statement: str
    voided: str


class Counted(NamedTuple):
    """Where a completion counts: the improvement action, what it has assigned, and the unit."""

    improvement: str
    number: int
    unit: str


class KnownUnits(Protocol):
    """What reading a statement needs to know of a city."""

    @property
    def units(self) -> Mapping[str, object]:
        """The city's units by their ids."""
        ...

    def unit_of_today(self, unit: str | None) -> str | None:
        """The unit that a unit is today."""
        ...


Read = Completion | Voiding | Ignored | tuple[Refusal, ...]


def read_statement(statement: object, home: str, now: datetime, city: KnownUnits) -> Read:
    """What a statement says; else all that is wrong with it. `home` is the address of the city's pages."""
    faults = wrong_members(statement)
    if faults or not isinstance(statement, dict):
        return faults
    if "id" not in statement:
        return (Refusal("id_missing", "it has no id", "send it with its id, so that it counts once", "id"),)
    id_ = str(statement["id"]).lower()
    if statement["verb"]["id"] == VOIDED:
        return Voiding(id_, str(statement["object"]["id"]).lower())
    reason = _counts_not(statement)
    return reason if reason is not None else _completion(id_, statement, home, now, city)


def counted_in(completion: Completion, known: Iterable[Improvement], city: KnownUnits) -> tuple[Counted, ...] | Ignored:
    """Where a completion counts, or why it counts nowhere."""
    assigned = [
        (improvement.id, each)
        for improvement in known
        for each in improvement.learning
        if each.activity == completion.activity
    ]
    valid = [(id_, each) for id_, each in assigned if not each.is_withdrawn]
    of_unit = [(id_, each) for id_, each in valid if completion.unit in _units(each, city)]
    later = [(id_, each) for id_, each in of_unit if completion.at >= each.assigned_at]
    for found, reason in (
        (assigned, Ignored.NOT_ASSIGNED),
        (valid, Ignored.WITHDRAWN),
        (of_unit, Ignored.UNIT_NOT_ASSIGNED),
        (later, Ignored.BEFORE_ASSIGNMENT),
    ):
        if not found:
            return reason
    return tuple(Counted(id_, each.number, _units(each, city)[completion.unit]) for id_, each in later)


def _units(learning: Learning, city: KnownUnits) -> dict[str | None, str]:
    """The units that are to learn it, by what they are today."""
    return {city.unit_of_today(each.unit): each.unit for each in learning.units}


def _counts_not(statement: Mapping[str, Any]) -> Ignored | None:
    result: Mapping[str, Any] = statement.get("result", {})
    is_finished = statement["verb"]["id"] in FINISHED or result.get("completion") is True
    if not is_finished or result.get("completion") is False:
        return Ignored.NOT_FINISHED
    if statement["object"].get("objectType", "Activity") != "Activity":
        return Ignored.NO_ACTIVITY
    return Ignored.NO_PERSON if statement["actor"].get("objectType") == "Group" else None


def _completion(
    id_: str, statement: Mapping[str, Any], home: str, now: datetime, city: KnownUnits
) -> Completion | tuple[Refusal, ...]:
    unit, at = _unit_in(statement.get("context", {}), home), _time_of(statement)
    today = city.unit_of_today(unit)
    faults = (*_wrong_unit(unit, today, home, city), *_wrong_time(at, now))
    if faults or today is None or at is None:
        return faults
    return Completion(id_, statement["object"]["id"], today, identifier(statement["actor"]), at)


def identifier(actor: Mapping[str, Any]) -> str:
    """The identifier of a person as one text. A mail address and its SHA-1 are the same person."""
    if "mbox" in actor:
        return f"mbox_sha1sum:{sha1(actor['mbox'].encode(), usedforsecurity=False).hexdigest()}"
    if "mbox_sha1sum" in actor:
        return f"mbox_sha1sum:{actor['mbox_sha1sum'].lower()}"
    if "openid" in actor:
        return f"openid:{actor['openid']}"
    return f"account:{actor['account']['homePage']} {actor['account']['name']}"


def _unit_in(context: Mapping[str, Any], home: str) -> str | None:
    account = context.get("team", {}).get("account", {})
    if account.get("homePage", "").rstrip("/") == home:
        return str(account["name"])
    named = context.get("extensions", {}).get(f"{home}{UNIT}")
    return named if isinstance(named, str) else None


def _time_of(statement: Mapping[str, Any]) -> datetime | None:
    said = statement.get("timestamp", statement.get("stored"))
    return None if said is None else moment_in(said)


def _wrong_unit(unit: str | None, today: str | None, home: str, city: KnownUnits) -> Iterator[Refusal]:
    if unit is None:
        remedy = f"send a team with the account of the unit (homePage {home}), or the extension {home}{UNIT}"
        yield Refusal("unit_missing", "it does not say of which unit the learner is", remedy, "context.team")
    elif today not in city.units:
        yield Refusal(
            "unit_unknown", f"the city has no unit {unit!r}", "use the id of one of its units", "context.team"
        )


def _wrong_time(at: datetime | None, now: datetime) -> Iterator[Refusal]:
    if at is None:
        yield Refusal("time_missing", "it does not say when that was", "send its timestamp", "timestamp")
    elif at > now + MAX_AHEAD:
        yield Refusal("time_in_the_future", "the time is yet to come", "send the time of the completion", "timestamp")
