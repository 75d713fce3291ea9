"""The statements by which a learning record store hears what is to be learned: one for each unit.

The same is always the same statement under the same id, so that sending it again is harmless. A person is in none.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from contracts.ids import event_id
from services.improvements.domain.learning.assigned import Learning, UnitPeople
from services.improvements.domain.learning.xapi.statements import VOIDED

WAS_ASSIGNED = "https://w3id.org/xapi/tla/verbs/was-assigned"
"""The verb of ADL's Total Learning Architecture whose actor is who is to learn."""
COURSE = "http://adlnet.gov/expapi/activities/course"
OBJECTIVE = "http://adlnet.gov/expapi/activities/objective"
"""The type of the improvement action: what the learning is to serve."""
XAPI = "1.0.3"
DUE, PEOPLE = "/improvements/learning#due", "/improvements/learning#people"
"""Behind the address of the city's pages: extensions of the context."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement, its id and the unit that it is about."""

    id: str
    unit: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Named:
    """What statements call things: `home` is the address of the city's pages, `unit` gives the name of a unit."""

    home: str
    unit: Callable[[str], str]
    title: Mapping[str, str]


def statements_of(improvement: str, learning: Learning, named: Named) -> Iterator[Statement]:
    """One statement for each unit, and where it was withdrawn a second one that voids it."""
    for each in learning.units:
        first = _assigned(improvement, learning, each, named)
        yield first
        if learning.withdrawn_by is not None:
            yield _voided(first, event_id(learning.withdrawn_by, "xapi.voided", _place(learning, each)), learning)


def _voided(first: Statement, id_: str, learning: Learning) -> Statement:
    assert learning.withdrawn_at is not None
    body = {
        "id": id_,
        "actor": first.body["actor"],
        "verb": {"id": VOIDED, "display": {"en": "voided"}},
        "object": {"objectType": "StatementRef", "id": first.id},
        "timestamp": _instant(learning.withdrawn_at),
        "version": XAPI,
    }
    return Statement(id_, first.unit, body)


def _assigned(improvement: str, learning: Learning, to: UnitPeople, named: Named) -> Statement:
    id_ = event_id(learning.cause, "xapi.assigned", _place(learning, to))
    page = f"{named.home}/improvements/{improvement}"
    body = {
        "id": id_,
        "actor": {
            "objectType": "Group",
            "name": named.unit(to.unit),
            "account": {"homePage": named.home, "name": to.unit},
        },
        "verb": {"id": WAS_ASSIGNED, "display": {"en": "was assigned"}},
        "object": {
            "objectType": "Activity",
            "id": learning.activity,
            "definition": {"type": COURSE, "name": dict(named.title)},
        },
        "context": {
            "contextActivities": {
                "grouping": [{"objectType": "Activity", "id": page, "definition": {"type": OBJECTIVE}}]
            },
            "extensions": {
                f"{named.home}{DUE}": _instant(learning.due_at),
                f"{named.home}{PEOPLE}": to.people,
            },
        },
        "timestamp": _instant(learning.assigned_at),
        "version": XAPI,
    }
    return Statement(id_, to.unit, body)


def _place(learning: Learning, unit: UnitPeople) -> int:
    return learning.units.index(unit) + 1


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
