"""The city as far as improvements need it: its units and names, its days, and the rules of improvement actions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from city.calendars import WorkingCalendar
from city.directory import Directory
from city.entry import Names
from city.faults import Fault
from city.files.areas import AreasFile
from city.files.calendars import CalendarsFile
from city.files.categories import CategoriesFile
from city.files.city import CityFile
from city.files.improvements import ImprovementsFile
from city.files.needs import Need, NeedsFile
from city.files.policies import PoliciesFile
from city.files.units import UnitsFile
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
    needs: NeedsFile
    calendars: CalendarsFile
    policies: PoliciesFile
    improvements: ImprovementsFile


@dataclass(frozen=True)
class City(Directory):
    """One city's data; the first of `languages` is the one for readers who name none."""

    name: Names
    languages: tuple[str, ...]
    triage_unit: str
    zone: ZoneInfo
    words: frozenset[str]
    policies: PoliciesFile
    needs: Mapping[str, Need]
    improvements: ImprovementsFile

    def need_name(self, need: str, language: str) -> str:
        """What a need is called, or its id when the city no longer counts it."""
        known = self.needs.get(need)
        return known.name.in_language(language) if known else need

    @property
    def bureau(self) -> str:
        """The unit that looks after improvements."""
        return self.improvements.bureau

    @property
    def training(self) -> str:
        """The unit that looks after learning: the bureau where the city names no other."""
        return self.improvements.training or self.bureau

    def unit_of_today(self, unit: str | None) -> str | None:
        """The unit that a unit is today: another one where it was merged or renamed."""
        return current_unit(unit, self.improvements.successors)

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
        needs={need.id: need for need in files.needs.needs},
        calendars={each.name: WorkingCalendar(each) for each in files.calendars.calendars},
        default_calendar=files.calendars.default_calendar,
        policies=files.policies,
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
