"""A moment as all pages say it: in the city's zone, with a day and a time of day."""

from datetime import datetime

from services.complaints import texts
from services.complaints.city import City
from services.complaints.texts.dates import date_in_words


def moment(at: datetime, city: City, language: str) -> str:
    """A day and a time of day in the city's zone."""
    return f"{date_in_words(at, language, city.zone)}, {time_of_day(at, city, language)}"


def time_of_day(at: datetime, city: City, language: str) -> str:
    """The time of day alone, with the zone's name."""
    local = at.astimezone(city.zone)
    return texts.of(language).pages.time.format(hour=f"{local:%H}", minute=f"{local:%M}", zone=f"{local:%Z}")
