"""What the API accepts. Strict: no unknown field, no silent conversion."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from contracts.values import AreaCode, Code, Language

MAX_TEXT = 4_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and halves of characters that cannot be written as UTF-8."""


def _proper_text(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("the text holds control characters; leave them out (line breaks and tabs may stay)")
    trimmed = text.strip()
    if not trimmed:
        raise ValueError("nothing is left of the text without its blanks; write what it is about")
    if len(trimmed) > MAX_TEXT:
        raise ValueError(f"the text is longer than {MAX_TEXT} characters; shorten it")
    return trimmed


def _proper_key(key: str) -> str:
    if _CONTROL.search(key) or not key.strip():
        raise ValueError("it is blank or holds control characters; send printable characters")
    return key


_TEXT_SCHEMA: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}
Text = Annotated[str, AfterValidator(_proper_text), WithJsonSchema(_TEXT_SCHEMA)]
"""Free text of people, trimmed. It is kept in the store and nowhere else."""

ExternalId = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_proper_key)]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Place(_Body):
    """A point on earth in WGS 84 degrees."""

    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False)
    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False)


class NewComplaint(_Body):
    """A complaint as a channel hands it in. A category or area that the city does not know is read by people."""

    text: Text
    category: Code | None = None
    area: AreaCode | None = None
    point: Place | None = None
    external_id: ExternalId | None = Field(
        default=None, description="the channel's own id: sent again, it yields the same complaint"
    )
    language: Language | None = Field(default=None, description="of the complainant; the city's first by default")


class OfficerStep(_Body):
    """What an officer adds to an action. `note` is for officers only, `message` is shown to the complainant."""

    reason: Code | None = None
    note: Text | None = None
    message: Text | None = None
    to_unit: Code | None = Field(
        default=None,
        description="transfer only: the unit that should have it; after three transfers the triage desk decides",
    )


class ComplainantStep(_Body):
    """What a complainant adds to an action. `text` is for the officers; a reply needs it."""

    reason: Code | None = None
    text: Text | None = None
