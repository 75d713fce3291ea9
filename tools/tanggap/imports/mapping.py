"""A mapping file: which columns of a file become which fields, and what their values mean.

Values are compared without regard to case, blanks and punctuation. A key that ends in `*` stands for all that begin so.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, PrivateAttr, model_validator

from city import reading
from city.entry import Entry
from contracts.errors import ConfigurationError
from contracts.history import REASONS
from contracts.values import Code
from tools.tanggap.imports.files import City

OPEN = "open"
STATES = (OPEN, *REASONS)
ISO = "iso"
MAX_CODE = 64
MAX_VALUE = 500
"""So much of a cell is compared: what stands for a code is no longer."""


@lru_cache(maxsize=4_096)
def plain(text: str) -> str:
    """A value as it is compared: words in lower case with hyphens between them. A file has the same few all over."""
    return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", text).casefold()).strip("-")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone; name one such as Asia/Jakarta") from error
    return name


class Source(Entry):
    """Where a field comes from: a `column`, or the first of `columns` that is not empty, else the `default`.

    `is_expected`: of a row in which all of them are empty the report says so.
    """

    column: str | None = Field(default=None, min_length=1)
    columns: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    default: str | None = None
    is_expected: bool = False

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if (self.column is None) == (not self.columns):
            raise ValueError("give either column or columns")
        return self

    @property
    def named(self) -> tuple[str, ...]:
        """The columns in their order."""
        return self.columns or (self.column or "",)


class TextSource(Source):
    """All of `columns` that are not empty, with a blank line between them."""


class CodeSource(Source):
    """A value of the file stands for a code; the first column that has a value in `values` decides.

    What stands in none of them is refused with its row, left out, ignored (left out without a word), or taken as a code
    itself.
    """

    values: Mapping[str, str] = {}
    unknown: Literal["refuse", "leave_out", "ignore", "as_code"] = "refuse"

    @model_validator(mode="after")
    def _keys_differ(self) -> Self:
        seen: dict[str, str] = {}
        for key in self.values:
            compared = plain(key) + "*" * key.endswith("*")
            if compared in seen:
                raise ValueError(f"{seen[compared]!r} and {key!r} are the same value")
            seen[compared] = key
        return self

    def code_for(self, value: str) -> str | None:
        """What a value of the file stands for; None when the mapping does not know it."""
        compared = plain(value[:MAX_VALUE])
        return self._exact.get(compared) or next(
            (code for begin, code in self._beginnings if compared.startswith(begin)), None
        )

    def model_post_init(self, _context: object) -> None:
        """Prepare the keys once, for they are compared with every row."""
        for key, code in self.values.items():
            if key.endswith("*"):
                self._beginnings.append((plain(key), code))
            else:
                self._exact[plain(key)] = code
        self._beginnings.sort(reverse=True)

    _exact: dict[str, str] = PrivateAttr(default_factory=dict)
    _beginnings: list[tuple[str, str]] = PrivateAttr(default_factory=list)


class AreaSource(Source):
    """A code of the city's areas, or the name of one. `level` says of which kind, where two share a name."""

    level: Literal["district", "village"] | None = None
    unknown: Literal["refuse", "leave_out"] = "leave_out"


class TimeSource(Source):
    """A moment, in one of these forms: `iso`, or as strptime writes it. Without an offset it is of the time zone."""

    formats: tuple[Annotated[str, Field(min_length=1)], ...] = (ISO,)


class Fields(Entry):
    """The fields of a complaint. Only what makes a repetition recognisable and the text must be there."""

    external_id: Source
    text: TextSource
    category: CodeSource | None = None
    area: AreaSource | None = None
    latitude: Source | None = None
    longitude: Source | None = None
    language: CodeSource | None = None
    filed_at: TimeSource | None = None
    policy: CodeSource | None = None
    state: CodeSource | None = None
    closed_at: TimeSource | None = None
    reason: CodeSource | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("latitude and longitude go together")
        if self.state is None and (self.closed_at or self.reason):
            raise ValueError("closed_at and reason need state, which says whether the complaint is over")
        if self.state is not None and self.filed_at is None:
            raise ValueError("state needs filed_at: what is over has been filed at some time")
        return self

    def sources(self) -> Iterator[tuple[str, Source]]:
        """The fields that are mapped."""
        for name in type(self).model_fields:
            source = getattr(self, name)
            if source is not None:
                yield name, source


class MappingFile(Entry):
    """The file. `time_zone` is that of times without an offset, the city's by default.

    `columns` are all that the file has to have; without it only those that are mapped.
    """

    version: str
    time_zone: Annotated[str, AfterValidator(_zone)] | None = None
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    columns: tuple[str, ...] = ()
    fields: Fields

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that a file must have."""
        mapped = (column for _, source in self.fields.sources() for column in source.named)
        return self.columns or tuple(dict.fromkeys(mapped))


def load_mapping(path: Path, city: City) -> MappingFile:
    """Read a mapping file; raises `ConfigurationError` with `file:line: field: reason` for every fault."""
    mapping = reading.read(path, MappingFile)
    faults = [reading.fault(path, at, reason) for at, reason in _unknown_codes(mapping.fields, city)]
    if faults:
        raise ConfigurationError("\n".join(faults))
    return mapping


def _unknown_codes(fields: Fields, city: City) -> Iterator[tuple[tuple[str, ...], str]]:
    known: dict[str, Iterable[str]] = {
        "category": city.categories,
        "policy": city.policies,
        "language": city.languages,
        "state": STATES,
        "reason": sorted({reason for reasons in REASONS.values() for reason in reasons}),
    }
    for name, source in fields.sources():
        if not isinstance(source, CodeSource):
            continue
        allowed = tuple(known[name])
        for key, code in source.values.items():
            if code not in allowed:
                yield ("fields", name, "values", key), f"{code!r} is none of: {', '.join(allowed)}"
        if source.default is not None and source.default not in allowed:
            yield ("fields", name, "default"), f"{source.default!r} is none of: {', '.join(allowed)}"


def as_code(text: str) -> Code | None:
    """The value itself as a code; None when nothing of it can be one."""
    return re.sub(r"[^a-z0-9]+", "-", plain(text[:MAX_VALUE])).strip("-")[:MAX_CODE].strip("-") or None
