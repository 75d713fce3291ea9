"""Days, times of day and working time as people write them, in the city's zone."""

from datetime import datetime, tzinfo

from contracts.durations import HOUR_MS, MINUTE_MS, SECOND_MS, parse_duration
from web.words import PageWords, Words

_WORDS = PageWords()


def date_in_words(at: datetime, language: str, zone: tzinfo) -> str:
    """The day: `Selasa, 24 November 2026`."""
    calendar, day = _words(language).calendar, at.astimezone(zone)
    return str(
        calendar.date.format(
            weekday=calendar.weekdays[day.weekday()], day=day.day, month=calendar.months[day.month - 1], year=day.year
        )
    )


def month_in_words(year: int, month: int, language: str) -> str:
    """A month, counted from 1: `November 2026`."""
    return f"{_words(language).calendar.months[month - 1]} {year}"


def time_in_words(at: datetime, language: str, zone: tzinfo) -> str:
    """The time of day with the zone's name: `09.30 WIB`."""
    local = at.astimezone(zone)
    return str(_words(language).time.format(hour=f"{local:%H}", minute=f"{local:%M}", zone=f"{local:%Z}"))


def moment_in_words(at: datetime, language: str, zone: tzinfo) -> str:
    """The day and the time of day."""
    return f"{date_in_words(at, language, zone)}, {time_in_words(at, language, zone)}"


def duration_in_words(duration: str, language: str) -> str:
    """An ISO duration of working time: `5 hari kerja`. Parts of a second are left out."""
    read, words = parse_duration(duration), _words(language).durations
    rest = read.milliseconds
    counts = [(read.days, words.days)]
    for size, forms in ((HOUR_MS, words.hours), (MINUTE_MS, words.minutes), (SECOND_MS, words.seconds)):
        counts.append((rest // size, forms))
        rest %= size
    said = [forms[count != 1].format(n=count) for count, forms in counts if count]
    return " ".join(said) or str(words.seconds[1].format(n=0))


def _words(language: str) -> Words:
    return _WORDS.of(language, "dates")
