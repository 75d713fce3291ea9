"""Days and durations as people write them."""

from datetime import datetime, tzinfo

from contracts.durations import HOUR_MS, MINUTE_MS, SECOND_MS, parse_duration
from services.complaints import texts


def date_in_words(at: datetime, language: str, zone: tzinfo) -> str:
    """The day in the city's time zone: `Selasa, 24 November 2026`."""
    calendar, day = texts.of(language).calendar, at.astimezone(zone)
    return calendar.date.format(
        weekday=calendar.weekdays[day.weekday()], day=day.day, month=calendar.months[day.month - 1], year=day.year
    )


def duration_in_words(duration: str, language: str) -> str:
    """An ISO duration of working time: `5 hari kerja`. Parts of a second are left out."""
    read, words = parse_duration(duration), texts.of(language).durations
    rest = read.milliseconds
    counts = [(read.days, words.days)]
    for size, forms in ((HOUR_MS, words.hours), (MINUTE_MS, words.minutes), (SECOND_MS, words.seconds)):
        counts.append((rest // size, forms))
        rest %= size
    said = [forms[count != 1].format(n=count) for count, forms in counts if count]
    return " ".join(said) or words.seconds[1].format(n=0)
