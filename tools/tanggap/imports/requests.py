"""The body of POST /v1/complaints as an import sends it, checked here by the rules that the intake API has.

What passes is accepted there, unless another complaint has the id already.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from contracts.free_text import MAX_EXTERNAL_ID, proper_key, proper_text
from contracts.history import UNKNOWN_REASON, PastEnd, wrong_past
from contracts.values import AreaCode, Code, Instant, Language, expected_by
from tools.tanggap.imports.files import City
from tools.tanggap.imports.records import Fault


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Place(_Body):
    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False)
    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False)


class _History(_Body):
    state: Literal["closed", "rejected", "withdrawn"]
    closed_at: Instant | None = Field(default=None, strict=False)
    reason: Code = UNKNOWN_REASON


class _Request(_Body):
    external_id: Annotated[str, Field(min_length=1, max_length=MAX_EXTERNAL_ID), AfterValidator(proper_key)]
    text: Annotated[str, AfterValidator(proper_text)]
    category: Code | None = None
    area: AreaCode | None = None
    point: _Place | None = None
    language: Language | None = None
    wants_updates: bool = True
    filed_at: Instant | None = Field(default=None, strict=False)
    policy: Code | None = None
    history: _History | None = None


def faults_of(request: Mapping[str, Any], city: City, now: datetime) -> list[Fault]:
    """What is wrong with a request; the `column` of a fault is the field."""
    try:
        known = _Request.model_validate(request)
    except ValidationError as error:
        return [_fault(each) for each in error.errors(include_url=False)]
    return [*_unknown(known, city), *_not_past(known, now)]


def _unknown(request: _Request, city: City) -> Iterator[Fault]:
    if request.area is not None and not city.has_area(request.area):
        yield Fault("area", "the area lies outside the city", "give an area of this city; /v1/areas lists them")
    if request.language not in (None, *city.languages):
        yield Fault("language", "it is not a language of the city", f"give one of: {', '.join(city.languages)}")
    if request.policy not in (None, *city.policies):
        yield Fault("policy", "the city has no such policy", f"give one of: {', '.join(city.policies)}")


def _not_past(request: _Request, now: datetime) -> Iterator[Fault]:
    end = request.history
    if request.filed_at is None:
        if end is not None:
            yield Fault("filed_at", "what is over needs it", "send the moment at which it was filed")
        return
    past = None if end is None else PastEnd(end.state, end.closed_at, end.reason)
    wrong = wrong_past(request.filed_at, past, now)
    if wrong is not None:
        yield Fault(wrong.field, wrong.detail, wrong.remedy)


def _fault(error: ErrorDetails) -> Fault:
    field = ".".join(str(part) for part in error["loc"])
    match error["type"]:
        case "missing":
            return Fault(field, "it is missing", "fill it in: without it the row cannot come in")
        case "extra_forbidden":
            return Fault(field, "there is no such field", "leave it out, or correct its name")
        case "string_pattern_mismatch":
            return Fault(field, "wrong form", f"give {expected_by(error['ctx']['pattern'])}")
        case "value_error":
            reason, _, remedy = str(error["ctx"]["error"]).partition("; ")
            return Fault(field, reason, remedy or "correct it")
    return Fault(field, error["msg"], "correct it")
