"""The entries that a page sends, read one by one: what is wrong with one keeps no other from being filed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from contracts.values import AreaCode, Code, Language
from services.complaints.domain.free_text import WrongText, proper_text

MAX_ENTRIES = 100
"""In one request."""
MAX_NUMBER = 9_999
"""More people than that come to no stand."""


class Entry(BaseModel):
    """What somebody said at the stand, under the number of their slip."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    number: int = Field(ge=1, le=MAX_NUMBER)
    text: Annotated[str, AfterValidator(proper_text)]
    category: Code | None = None
    area: AreaCode | None = None
    language: Language | None = None
    wants_updates: bool = True


@dataclass(frozen=True, slots=True)
class Wrong:
    """An entry that cannot be filed as it is: fields, each with the name of its error in the words of the part."""

    number: int | None
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Batch:
    """What was sent at once, with the permission for all of it."""

    permission: str
    entries: tuple[Entry | Wrong, ...]


def read_batch(sent: Any) -> Batch | None:
    """The batch; None when it is none, or larger than `MAX_ENTRIES`."""
    if not isinstance(sent, dict) or not isinstance(sent.get("permission"), str):
        return None
    entries = sent.get("entries")
    if not isinstance(entries, list) or not 0 < len(entries) <= MAX_ENTRIES:
        return None
    return Batch(sent["permission"], tuple(read_entry(each) for each in entries))


def read_entry(sent: Any) -> Entry | Wrong:
    """One entry, or what is wrong with it."""
    try:
        return Entry.model_validate(sent)
    except ValidationError as error:
        number = sent.get("number") if isinstance(sent, dict) else None
        is_number = isinstance(number, int) and not isinstance(number, bool)
        return Wrong(number if is_number else None, dict(_errors(error)))


def _errors(error: ValidationError) -> Iterator[tuple[str, str]]:
    for each in error.errors():
        cause = each.get("ctx", {}).get("error")
        name = f"text_{cause.code}" if isinstance(cause, WrongText) else "invalid"
        yield str(each["loc"][0]) if each["loc"] else "entry", name
