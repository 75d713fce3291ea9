"""What a city calls its units, categories and places, and when its units work: for services that speak of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from city.calendars import WorkingCalendar
from city.files.areas import Area
from city.files.categories import Category
from city.files.units import Unit, upwards


@dataclass(frozen=True, kw_only=True)
class Directory:
    """What a city has, each by its id or code. What it has no longer is named by that."""

    units: Mapping[str, Unit]
    categories: Mapping[str, Category]
    areas: Mapping[str, Area]
    calendars: Mapping[str, WorkingCalendar]
    default_calendar: str

    def is_within(self, unit: str | None, upper: str) -> bool:
        """Whether `unit` is `upper` or stands somewhere below it."""
        return unit == upper or upper in upwards(self.units, unit)

    def unit_name(self, unit: str | None, language: str) -> str:
        """The unit's name, or its id when the city no longer has it."""
        known = self.units.get(unit or "")
        return known.name.in_language(language) if known else unit or ""

    def category_name(self, category: str | None, language: str) -> str:
        """The category's name, or its code when the city does not have it."""
        known = self.categories.get(category or "")
        return known.name.in_language(language) if known else category or ""

    def area_name(self, area: str | None, language: str) -> str:
        """The area's name, or its code when the city does not name it."""
        known = self.areas.get(area or "")
        return known.name.in_language(language) if known else area or ""

    def calendar_of(self, unit: str | None) -> WorkingCalendar:
        """When a unit works; the city's default calendar for one that the city no longer has."""
        known = self.units.get(unit or "")
        return self.calendars[known.calendar if known else self.default_calendar]
