"""A whole statement: actor, verb, object, and what may come with them."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from services.improvements.domain.learning.xapi.activities import ACTIVITY
from services.improvements.domain.learning.xapi.actors import AGENT, GROUP, actor, authority
from services.improvements.domain.learning.xapi.checking import Check, a_list, all_of, an_object, one_of, unfit
from services.improvements.domain.learning.xapi.values import (
    BOOLEAN,
    DURATION,
    EXTENSIONS,
    IRI,
    LANGUAGE,
    LANGUAGE_MAP,
    LENGTH,
    NUMBER,
    SHA2,
    TEXT,
    TIMESTAMP,
    UUID,
    VERSION,
)
from services.improvements.domain.refusals import Refusal

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
"""The verb by which a statement takes another one back."""
MAX_FAULTS = 20
"""What is wrong with one statement is named up to here."""

_REFERENCE = an_object({"objectType": one_of("StatementRef"), "id": UUID}, ("objectType", "id"))
_VERB = an_object({"id": IRI, "display": LANGUAGE_MAP}, ("id",))


def wrong_members(statement: object) -> tuple[Refusal, ...]:
    """What is wrong with a statement by xAPI 1.0.3, the first faults of it; nothing of one that is right."""
    return tuple(islice(_STATEMENT(statement, ""), MAX_FAULTS))


def _activities(value: object, at: str) -> Iterator[Refusal]:
    """One activity or a list of them."""
    return (a_list(ACTIVITY) if isinstance(value, list) else ACTIVITY)(value, at)


def _score_in_order(value: object, at: str) -> Iterator[Refusal]:
    if not isinstance(value, dict):
        return
    known = {name: each for name, each in value.items() if isinstance(each, int | float)}
    low, high, raw = (known.get(name) for name in ("min", "max", "raw"))
    if low is not None and high is not None and low >= high:
        yield unfit(at, "a score whose min is not below its max", "send them in order")
    if raw is not None and ((low is not None and raw < low) or (high is not None and raw > high)):
        yield unfit(at, "a raw score beyond its min and max", "send one that lies between them")
    if not -1 <= known.get("scaled", 0) <= 1:
        yield unfit(f"{at}.scaled", "beyond -1 and 1", "send a scaled score between them")


_SCORE = all_of(an_object({"scaled": NUMBER, "raw": NUMBER, "min": NUMBER, "max": NUMBER}), _score_in_order)
_RESULT = an_object(
    {
        "score": _SCORE,
        "success": BOOLEAN,
        "completion": BOOLEAN,
        "response": TEXT,
        "duration": DURATION,
        "extensions": EXTENSIONS,
    }
)


def _is_not_empty(value: object, at: str) -> Iterator[Refusal]:
    if value == {}:
        yield unfit(at, "empty", "leave it out")


_CONTEXT = an_object(
    {
        "registration": UUID,
        "instructor": actor,
        "team": GROUP,
        "contextActivities": all_of(
            an_object(dict.fromkeys(("parent", "grouping", "category", "other"), _activities)), _is_not_empty
        ),
        "revision": TEXT,
        "platform": TEXT,
        "language": LANGUAGE,
        "statement": _REFERENCE,
        "extensions": EXTENSIONS,
    }
)
_ATTACHMENT = an_object(
    {
        "usageType": IRI,
        "display": LANGUAGE_MAP,
        "description": LANGUAGE_MAP,
        "contentType": TEXT,
        "length": LENGTH,
        "sha2": SHA2,
        "fileUrl": IRI,
    },
    ("usageType", "display", "contentType", "length", "sha2", "fileUrl"),
)
"""An attachment lies elsewhere, at its `fileUrl`: what is sent as JSON alone brings no files."""


def _object(value: object, at: str) -> Iterator[Refusal]:
    kind = value.get("objectType", "Activity") if isinstance(value, dict) else "Activity"
    check = _OBJECTS.get(kind) if isinstance(kind, str) else None
    if check is None:
        yield unfit(f"{at}.objectType", "no kind of object", f"send one of {', '.join(_OBJECTS)}")
    else:
        yield from check(value, at)


def _context_fits_object(value: object, at: str) -> Iterator[Refusal]:
    """Revision and platform are those of an activity; a statement is taken back by its id."""
    if not isinstance(value, dict) or not isinstance(value.get("object"), dict):
        return
    kind, context, verb = value["object"].get("objectType", "Activity"), value.get("context"), value.get("verb")
    before = f"{at}." if at else ""
    if kind != "Activity" and isinstance(context, dict):
        for name in ("revision", "platform"):
            if name in context:
                yield unfit(f"{before}context.{name}", "there though the object is no activity", "leave it out")
    if isinstance(verb, dict) and verb.get("id") == VOIDED and kind != "StatementRef":
        yield unfit(f"{before}object", "no reference to a statement", "say in a StatementRef which one is voided")


_SHARED: Mapping[str, Check] = {
    "actor": actor,
    "verb": _VERB,
    "object": _object,
    "result": _RESULT,
    "context": _CONTEXT,
    "timestamp": TIMESTAMP,
    "attachments": a_list(_ATTACHMENT),
}
_NEEDED = ("actor", "verb", "object")


def _is_not_nested(value: object, at: str) -> Iterator[Refusal]:
    inner: Any = value.get("object") if isinstance(value, dict) else None
    if isinstance(inner, dict) and inner.get("objectType") == "SubStatement":
        yield unfit(f"{at}.object", "a statement within a statement within a statement", "send it by itself")


_SUB_STATEMENT = all_of(
    _is_not_nested,
    an_object({"objectType": one_of("SubStatement"), **_SHARED}, ("objectType", *_NEEDED)),
    _context_fits_object,
)
_OBJECTS: Mapping[str, Check] = {
    "Activity": ACTIVITY,
    "Agent": AGENT,
    "Group": GROUP,
    "StatementRef": _REFERENCE,
    "SubStatement": _SUB_STATEMENT,
}
_STATEMENT = all_of(
    an_object({"id": UUID, **_SHARED, "stored": TIMESTAMP, "authority": authority, "version": VERSION}, _NEEDED),
    _context_fits_object,
)
