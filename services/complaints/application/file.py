"""Files a complaint with one write, and a repetition of it without any."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Literal
from uuid import uuid4

from contracts.history import PastEnd, wrong_past
from contracts.topics import COMPLAINTS
from contracts.values import Mode, RoutingInput
from services.complaints import metrics
from services.complaints.application.dependencies import Dependencies, in_milliseconds
from services.complaints.application.filing_request import FilingRequest, fingerprint_of, key_of
from services.complaints.application.original import follower_of_same, only_once
from services.complaints.application.read import about
from services.complaints.application.similar import Hint, hints
from services.complaints.city import City
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.lifecycle import file as decide
from services.complaints.domain.past import already_over
from services.complaints.domain.refusals import Refusal
from services.complaints.record import Request, SaidBefore
from services.complaints.store import StoreUnavailable


@dataclass(frozen=True, slots=True)
class Filed:
    """It is durably kept; the tracking code is the complainant's key to it.

    `similar` are open complaints that it may repeat, as far as whoever files may know; None: not known in time.
    """

    name: ClassVar[str] = "filed"
    complaint: Complaint
    tracking_code: str
    similar: tuple[Hint, ...] | None = ()


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

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class _New:
    """A complaint before it is kept, with its first event and what followed at once, encoded."""

    complaint: Complaint
    tracking_code: str
    event_id: str
    body: bytes
    later: tuple[bytes, ...]


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
    now = deps.clock()
    if (wrong := _wrong_past(wanted, deps.city, now)) is not None:
        return wrong
    return await _keep(wanted, now, deps)


async def _keep(wanted: FilingRequest, now: datetime, deps: Dependencies) -> FilingOutcome:
    """Write it down: as a follower of what says the same and was filed a moment ago, if there is any. Should that one
    be changed again and again meanwhile, it is a complaint of its own.
    """
    request = _request(wanted, deps)
    new = _decided(str(uuid4()), wanted, request, now, deps)
    if isinstance(new, Refusal):
        return new
    same, attempts = only_once(wanted, new.complaint.routing_input, deps.city), _ATTEMPTS
    earlier, similar = await asyncio.gather(
        _insert(new, request, now, deps, same), hints(new.complaint.routing_input, request.text, wanted.by, deps)
    )
    while isinstance(earlier, SaidBefore):
        attempts -= 1
        follower = await follower_of_same(earlier, wanted, same or "", now, deps)
        if follower is not None:
            new, similar = _decided(new.complaint.id, follower, request, now, deps), ()
            if isinstance(new, Refusal):
                return new
        earlier = await _insert(new, request, now, deps, same if attempts and follower is None else None)
    if earlier is not None:
        return _repeated(*earlier, new.complaint, request, deps)
    about(new.complaint.id, new.event_id)
    deps.wake()
    return Filed(new.complaint, new.tracking_code, similar)


def _decided(
    complaint_id: str, wanted: FilingRequest, request: Request, now: datetime, deps: Dependencies
) -> _New | Refusal:
    change = decide(
        complaint_id,
        _routing_input(wanted, deps, now),
        wanted.by,
        wanted.trace,
        language=request.language,
        wants_updates=request.wants_updates,
        follows=wanted.follows,
    )
    if isinstance(change, Refusal):
        return change
    over = already_over(change, _in_milliseconds(wanted.history)) if wanted.history else None
    return _New(
        over.complaint if over else change.complaint,
        deps.codes.code(complaint_id),
        change.event.id,
        COMPLAINTS.encode(change.event),
        (COMPLAINTS.encode(over.event),) if over else (),
    )


async def _insert(
    new: _New, request: Request, now: datetime, deps: Dependencies, same: str | None
) -> tuple[Complaint, Request] | SaidBefore | None:
    digest = deps.codes.digest(new.tracking_code) or ""
    return await deps.store.insert(new.complaint, new.body, request, digest, new.later, now, same)


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


def _wrong_past(wanted: FilingRequest, city: City, now: datetime) -> Refusal | None:
    """Why it cannot have been filed, or have ended, as it says."""
    if wanted.policy is not None and wanted.policy not in city.policy_names:
        remedy = f"give one of: {', '.join(city.policy_names)}"
        return Refusal("policy_unknown", "the city has no such policy", remedy, "policy")
    if wanted.filed_at is None:
        remedy = "send the moment at which it was filed"
        return Refusal("not_dated", "what is over needs it", remedy, "filed_at") if wanted.history else None
    wrong = wrong_past(wanted.filed_at, wanted.history, now)
    return Refusal(wrong.code, wrong.detail, wrong.remedy, wrong.field) if wrong else None


def _in_milliseconds(end: PastEnd) -> PastEnd:
    return replace(end, closed_at=end.closed_at and in_milliseconds(end.closed_at))


def _routing_input(wanted: FilingRequest, deps: Dependencies, now: datetime) -> RoutingInput:
    """What may be published of a complaint: codes and ids, never its text."""
    return RoutingInput(
        channel=wanted.channel,
        filed_at=in_milliseconds(wanted.filed_at) if wanted.filed_at else now,
        category=wanted.category,
        area=wanted.area,
        point=wanted.point,
        words=deps.city.words.find(wanted.text),
        needs=deps.city.needs.find(wanted.text) or None,
        policy=wanted.policy,
        mode=_mode(wanted),
    )


def _mode(wanted: FilingRequest) -> Mode | None:
    """What comes by a trial channel is a trial, whatever it says of the past."""
    if wanted.by.is_sandbox:
        return Mode.SANDBOX
    return Mode.HISTORY if wanted.history else None


def _request(wanted: FilingRequest, deps: Dependencies) -> Request:
    """The request with the key and the fingerprint by which its repetition is recognised."""
    of_channel = wanted.language_of_channel if wanted.language_of_channel in deps.city.languages else None
    language, key = wanted.language or of_channel or deps.city.languages[0], key_of(wanted)
    return Request(wanted.text, language, fingerprint_of(wanted), wanted.external_id, key, wanted.wants_updates)


def _differences(kept: Complaint, earlier: Request, complaint: Complaint, request: Request) -> tuple[str, ...]:
    pairs = {
        "text": (earlier.text, request.text),
        "category": (kept.routing_input.category, complaint.routing_input.category),
        "area": (kept.routing_input.area, complaint.routing_input.area),
        "point": (kept.routing_input.point, complaint.routing_input.point),
        "language": (earlier.language, request.language),
        "wants_updates": (earlier.wants_updates, request.wants_updates),
        "policy": (kept.routing_input.policy, complaint.routing_input.policy),
        "history": (kept.routing_input.mode, complaint.routing_input.mode),
    }
    return tuple(name for name, (old, new) in pairs.items() if old != new)
