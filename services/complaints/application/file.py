"""Files a complaint with one write, and a repetition of it without any."""

import hashlib
from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import uuid4

import orjson

from contracts.topics import COMPLAINTS
from contracts.values import Point, RoutingInput
from services.complaints import metrics
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.read import about
from services.complaints.city import City
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.lifecycle import file as decide
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import Principal
from services.complaints.record import Request
from services.complaints.store import StoreUnavailable


@dataclass(frozen=True, slots=True)
class FilingRequest:
    """What is handed in, and by whom. `external_id`, else `key`, makes its repetition within `channel` recognisable.

    A complainant who does not want updates hears only what is asked of them.
    """

    channel: str
    by: Principal
    text: str
    category: str | None = None
    area: str | None = None
    point: Point | None = None
    language: str | None = None
    wants_updates: bool = True
    external_id: str | None = None
    key: str | None = None
    trace: str | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """It is durably kept; the tracking code is the complainant's key to it."""

    name: ClassVar[str] = "filed"
    complaint: Complaint
    tracking_code: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """The same request was kept before, as this complaint."""

    name: ClassVar[str] = "replayed"
    complaint: Complaint
    tracking_code: str


@dataclass(frozen=True, slots=True)
class KeyReused:
    """Another request was kept under the same `external_id` or `key`; `differences` names the fields, no content."""

    name: ClassVar[str] = "reused"
    field: Literal["external_id", "key"]
    differences: tuple[str, ...]


FilingOutcome = Filed | Replayed | KeyReused | Refusal


async def file(wanted: FilingRequest, deps: Dependencies) -> FilingOutcome:
    """Take a complaint in. Raises `StoreUnavailable`: then the same request may be sent again."""
    try:
        outcome = await _file(wanted, deps)
    except StoreUnavailable:
        metrics.intake_complaints.labels(wanted.channel, "unavailable").inc()
        raise
    metrics.intake_complaints.labels(wanted.channel, outcome.name).inc()
    return outcome


async def _file(wanted: FilingRequest, deps: Dependencies) -> FilingOutcome:
    if wanted.language not in (None, *deps.city.languages):
        known = ", ".join(deps.city.languages)
        return Refusal("language_unknown", "it is not a language of the city", f"give one of: {known}", "language")
    if wanted.area is not None and not deps.city.has_area(wanted.area):
        return _elsewhere(deps.city)
    request = _request(wanted, deps)
    change = decide(
        str(uuid4()),
        _routing_input(wanted, deps),
        wanted.by,
        wanted.trace,
        language=request.language,
        wants_updates=request.wants_updates,
    )
    if isinstance(change, Refusal):
        return change
    complaint = change.complaint
    code = deps.codes.code(complaint.id)
    earlier = await deps.store.insert(
        complaint, COMPLAINTS.encode(change.event), request, deps.codes.digest(code) or ""
    )
    if earlier is not None:
        return _repeated(*earlier, complaint, request, deps)
    about(complaint.id)
    deps.wake()
    return Filed(complaint, code)


def _elsewhere(city: City) -> Refusal:
    """The area is another city's; a category, which people can correct, may be unknown."""
    example = next(iter(city.areas.values()))
    named = f"{example.code} ({example.name.in_language(city.languages[0])})"
    remedy = f"give an area of this city, such as {named}; /v1/areas lists them"
    return Refusal("area_unknown", "the area lies outside the city", remedy, "area")


def _repeated(
    kept: Complaint, earlier: Request, complaint: Complaint, request: Request, deps: Dependencies
) -> Replayed | KeyReused:
    if earlier.fingerprint != request.fingerprint:
        field: Literal["external_id", "key"] = "key" if request.external_id is None else "external_id"
        return KeyReused(field, _differences(kept, earlier, complaint, request))
    about(kept.id)
    return Replayed(kept, deps.codes.code(kept.id))


def _routing_input(wanted: FilingRequest, deps: Dependencies) -> RoutingInput:
    """What may be published of a complaint: codes and ids, never its text."""
    return RoutingInput(
        channel=wanted.channel,
        filed_at=deps.clock(),
        category=wanted.category,
        area=wanted.area,
        point=wanted.point,
        words=deps.city.words.find(wanted.text),
    )


def _request(wanted: FilingRequest, deps: Dependencies) -> Request:
    """The request with the key and the fingerprint by which its repetition is recognised."""
    key = None
    if wanted.external_id is not None:
        key = f"external:{wanted.external_id}"
    elif wanted.key:
        key = f"key:{hashlib.sha256(_bytes(wanted.key)).hexdigest()}"
    language = wanted.language or deps.city.languages[0]
    return Request(wanted.text, language, _fingerprint(wanted), wanted.external_id, key, wanted.wants_updates)


def _bytes(key: str) -> bytes:
    """As the header of a request carries it; a key from elsewhere may hold more than that can."""
    try:
        return key.encode("latin-1")
    except UnicodeEncodeError:
        return key.encode("utf-8", "surrogatepass")


def _fingerprint(wanted: FilingRequest) -> str:
    """What is as it was before there was a choice has the fingerprint of before: old requests may be repeated."""
    content = {
        "text": wanted.text,
        "category": wanted.category,
        "area": wanted.area,
        "point": wanted.point and wanted.point.model_dump(),
        "language": wanted.language,
        "external_id": wanted.external_id,
        **({} if wanted.wants_updates else {"wants_updates": False}),
    }
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _differences(kept: Complaint, earlier: Request, complaint: Complaint, request: Request) -> tuple[str, ...]:
    pairs = {
        "text": (earlier.text, request.text),
        "category": (kept.routing_input.category, complaint.routing_input.category),
        "area": (kept.routing_input.area, complaint.routing_input.area),
        "point": (kept.routing_input.point, complaint.routing_input.point),
        "language": (earlier.language, request.language),
        "wants_updates": (earlier.wants_updates, request.wants_updates),
    }
    return tuple(name for name, (old, new) in pairs.items() if old != new)
