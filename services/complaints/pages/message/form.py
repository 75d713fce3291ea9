"""What somebody has entered on a page, read and checked; what is wrong is said in their language."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import parse_qsl

from services.complaints import texts
from services.complaints.application.messages import Told
from services.complaints.city import City
from services.complaints.pages.promised import Days, read_day, read_note

MAX_FIELDS = 400
"""A page has half as many complaints to tick."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What was sent. `errors` are by field, in the reader's language; without them `day` and `note` hold."""

    chosen: frozenset[str] = frozenset()
    day_as_typed: str = ""
    note_as_typed: str = ""
    day: date = date.min
    note: str = ""
    errors: dict[str, str] = field(default_factory=dict)


def read(body: bytes, told: Sequence[Told], is_digest: bool, allowed: Days, city: City, language: str) -> Entered:
    """What was entered for these complaints. Of one complaint there is nothing to choose."""
    given = _fields(body)
    ids = {each.id for each in told}
    chosen = frozenset(given.get("complaint", ())) & ids if is_digest else frozenset(ids)
    errors: dict[str, str] = {}
    if not chosen:
        errors["complaint"] = texts.of(language).pages.error_none_chosen
    day = read_day(_last(given, "day"), allowed, errors, city, language)
    note = read_note(_last(given, "note"), errors, language)
    return Entered(chosen, _last(given, "day"), _last(given, "note"), day, note, errors)


def _fields(body: bytes) -> dict[str, list[str]]:
    """The fields of a form; of something that is not one there are none."""
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        return {}
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _last(given: dict[str, list[str]], name: str) -> str:
    return given.get(name, [""])[-1]
