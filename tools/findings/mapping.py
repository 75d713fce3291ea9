"""Which columns of an export say what; the mappings that come along are in `formats/`.

The mapping of imports asks for a city and gives a request to the intake API. Here codes stay as they are in the file,
and outcomes count, so that any city's export can be read without its configuration.
"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from city import reading
from city.entry import Entry
from contracts.errors import ConfigurationError

FORMATS = Path(__file__).parent / "formats"
Column = Annotated[str, Field(min_length=1)]


class Mapping(Entry):
    """Column names. Of `category`, `unit` and `area` the first that is not empty counts.

    `village` is a column without area codes: its values are numbered as villages of the district named by `district`.
    Late is what was answered after `due`, or more than `late_after_hours` after it was filed. `ignored` are patterns
    (of the whole value) of categories that nobody complained of, such as inspections. `transferred` and `left_out`
    are values of the column `status`.
    """

    complaint: Column
    text: tuple[Column, ...] = ()
    filed_at: Column
    answered_at: Column | None = None
    due: Column | None = None
    late_after_hours: float | None = Field(default=None, gt=0)
    category: tuple[Column, ...] = ()
    unit: tuple[Column, ...] = ()
    area: tuple[Column, ...] = ()
    district: Column | None = None
    village: Column | None = None
    status: Column | None = None
    transferred: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    days_off: tuple[int, ...] = (5, 6)

    @property
    def late_after(self) -> timedelta | None:
        """After what time without an answer a complaint is late; None where `due` says it."""
        return None if self.late_after_hours is None else timedelta(hours=self.late_after_hours)

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that the file must have."""
        single = (self.complaint, self.filed_at, self.answered_at, self.due, self.district, self.village, self.status)
        named = (*single, *self.text, *self.category, *self.unit, *self.area)
        return tuple(dict.fromkeys(column for column in named if column))


def load(name: str) -> Mapping:
    """The mapping of a format that comes along, or of a file; raises `ConfigurationError` for what it cannot be."""
    path = FORMATS / f"{name}.yaml"
    if not path.is_file():
        path = Path(name)
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in FORMATS.glob("*.yaml")))
        raise ConfigurationError(f"{name}: no format of that name and no file; formats are {known}")
    return reading.read(path, Mapping)
