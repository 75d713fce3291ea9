"""A moment as all pages say it: in the city's zone, with a day and a time of day."""

from datetime import datetime

from services.complaints.city import City
from web.dates import moment_in_words, time_in_words


def moment(at: datetime, city: City, language: str) -> str:
    """A day and a time of day in the city's zone."""
    return moment_in_words(at, language, city.zone)


def time_of_day(at: datetime, city: City, language: str) -> str:
    """The time of day alone, with the zone's name."""
    return time_in_words(at, language, city.zone)
