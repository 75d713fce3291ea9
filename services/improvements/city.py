"""The city as far as improvements need it: its units and names, its days, and the rules of improvement actions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from city.calendars import WorkingCalendar
from city.entry import Names
from city.faults import Fault
from city.files.areas import Area, AreasFile
from city.files.calendars import CalendarsFile
from city.files.categories import CategoriesFile, Category
from city.files.city import CityFile
from city.files.improvements import ImprovementsFile
from city.files.units import Unit, UnitsFile, upwards
from city.files.words import WordsFile
from city.loading import load
from contracts.errors import ConfigurationError
from contracts.improvement_events import ImprovementStarted
from contracts.values import PolicySnapshot
from services.improvements.domain.successors import current_unit
from services.improvements.texts import WORDS

_STARTED = ImprovementStarted.step()


@dataclass(frozen=True)
class ImprovementsFiles:
    """The files of a city that this service reads."""

    city: CityFile
    units: UnitsFile
    categories: CategoriesFile
    areas: AreasFile
    words: WordsFile
    calendars: CalendarsFile
    improvements: ImprovementsFile


@dataclass(frozen=True)
class City:
    """One city's data; the first of `languages` is the one for readers who name none."""

    name: Names
    languages: tuple[str, ...]
    triage_unit: str
    zone: ZoneInfo
    units: Mapping[str, Unit]
    categories: Mapping[str, Category]
    areas: Mapping[str, Area]
    words: frozenset[str]
    calendars: Mapping[str, WorkingCalendar]
    default_calendar: str
    improvements: ImprovementsFile

    @property
    def bureau(self) -> str:
        """The unit that looks after improvements."""
        return self.improvements.bureau

    def unit_of_today(self, unit: str | None) -> str | None:
        """The unit that a unit is today: another one where it was merged or renamed."""
        return current_unit(unit, self.improvements.successors)

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

    def day_of(self, moment: datetime) -> date:
        """The day in the city."""
        return moment.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """When a day in the city is over."""
        return datetime.combine(day + timedelta(days=1), time(), self.zone)

    def last_day_before(self, moment: datetime) -> date:
        """The day in the city that is over at `moment`, or that it lies in."""
        return self.day_of(moment - timedelta(milliseconds=1))

    def is_working_day(self, day: date) -> bool:
        """Whether anybody works by the city's default calendar on that day."""
        calendar = self.calendars[self.default_calendar]
        return calendar.between(datetime.combine(day, time(), self.zone), self.end_of(day)) > 0

    def proposal_policy(self, unit: str) -> PolicySnapshot:
        """The clocks of a proposal to a unit."""
        return self.improvements.proposal_snapshot(self.calendar_of(unit).name)

    def work_policy(self, unit: str, now: datetime, due_at: datetime, has_begun: bool) -> PolicySnapshot:
        """The clocks of an agreed action; what is met by beginning it is left out where it has begun."""
        calendar = self.calendar_of(unit)
        policy = self.improvements.work_snapshot(calendar.name, _duration(calendar.between(now, due_at)))
        kept = tuple(clock for clock in policy.clocks if not (has_begun and _STARTED in clock.met_by))
        return policy.model_copy(update={"clocks": kept})


def _duration(working_ms: int) -> str:
    """So much working time as a policy says it; at least a second, for nothing is due at once."""
    minutes, seconds = divmod(max(1, working_ms // 1000), 60)
    return f"PT{minutes // 60}H{minutes % 60}M{seconds}S"


def load_city(folder: Path) -> City:
    """Read the city's files; raises `ConfigurationError` with file, line and reason of every fault."""
    files = load(folder, ImprovementsFiles, CHECKS)
    return City(
        name=files.city.name,
        languages=files.city.languages,
        triage_unit=files.city.triage_unit,
        zone=ZoneInfo(files.city.time_zone),
        units=files.units.by_id(),
        categories={each.code: each for each in files.categories.categories},
        areas={each.code: each for each in files.areas.areas},
        words=frozenset(word.id for word in files.words.words),
        calendars={each.name: WorkingCalendar(each) for each in files.calendars.calendars},
        default_calendar=files.calendars.default_calendar,
        improvements=files.improvements,
    )


def languages_have_words(city: CityFile) -> Iterator[Fault]:
    """The pages of improvements can be shown in every language of the city."""
    for number, language in enumerate(city.languages):
        try:
            missing = list(WORDS.differences(language))
        except ConfigurationError as error:
            missing = [str(error)]
        if missing:
            reason = f"services/improvements/texts/{language}: missing or wrong are {', '.join(missing)}"
            yield Fault("city", ("languages", number), reason)


CHECKS = (languages_have_words,)
"""What this service asks of a city's files beyond what the files say themselves."""
