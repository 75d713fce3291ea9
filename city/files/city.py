"""city.yaml: the city as a whole."""

from pydantic import Field

from city.entry import Entry, Names
from contracts.values import Code, Language


class CityFile(Entry):
    """The first of `languages` is the one for readers who name none. `time_zone` is an IANA name, for mails."""

    version: str
    name: Names
    time_zone: str
    languages: tuple[Language, ...] = Field(min_length=1)
    triage_unit: Code
