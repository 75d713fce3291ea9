"""The city as far as complaints need it: its units, areas, names and terms, and what people read of its rules."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from city.calendars import WorkingCalendar
from city.directory import Directory
from city.entry import Names
from city.faults import Fault
from city.files.areas import AreasFile, areas_around
from city.files.calendars import CalendarsFile
from city.files.categories import CategoriesFile, Category
from city.files.city import CityFile, Duplicates, Open311
from city.files.needs import NeedsFile
from city.files.policies import PoliciesFile
from city.files.replies import RepliesFile, Reply
from city.files.routing import RoutingFile, RoutingRule
from city.files.units import UnitsFile, upwards
from city.files.words import WordsFile
from city.loading import load
from contracts.errors import ConfigurationError
from contracts.values import ClockOwner, ClockRule, ClockScope
from services.complaints import texts
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.rights import RIGHTS
from services.complaints.domain.similarity import Likeness
from services.complaints.texts import pages
from services.complaints.texts.sentences import gaps
from services.complaints.words import PhraseFinder


@dataclass(frozen=True)
class ComplaintsFiles:
    """The files of a city that complaints read; of the policies they need what clocks promise, of the rules why."""

    city: CityFile
    units: UnitsFile
    categories: CategoriesFile
    areas: AreasFile
    words: WordsFile
    needs: NeedsFile
    calendars: CalendarsFile
    policies: PoliciesFile
    routing: RoutingFile
    replies: RepliesFile


@dataclass(frozen=True)
class City(Directory):
    """One city's data. The first of `languages` is the one for readers who name none.

    `staff` are the people who work on complaints, each with their unit: who they are is known where callers are. What a
    channel says again sooner than `same_within` is a follower of what it said before; zero: never.
    """

    name: Names
    languages: tuple[str, ...]
    triage_unit: str
    zone: ZoneInfo
    wider_areas: frozenset[str]
    words: PhraseFinder
    needs: PhraseFinder
    policies: PoliciesFile
    rule_reasons: dict[str, Names]
    replies: tuple[Reply, ...]
    likeness: Likeness
    same_within: timedelta = timedelta(0)
    staff: Mapping[str, str] = field(default_factory=dict)
    open311: Open311 | None = None
    rules: tuple[RoutingRule, ...] = ()

    @property
    def policy_names(self) -> Collection[str]:
        """The policies that a complaint can be put under."""
        return [policy.name for policy in self.policies.policies]

    def rule_reason(self, rule: str | None, language: str) -> str | None:
        """Why a rule of routing decides as it does; None for one that the city no longer has."""
        reason = self.rule_reasons.get(rule or "")
        return reason.in_language(language) if reason else None

    def after(self, calendar: str, start: datetime, within: str) -> datetime:
        """When so much working time has passed; the city's default calendar stands in for one that is gone."""
        counted = self.calendars.get(calendar) or self.calendars[self.default_calendar]
        return counted.add(start, counted.working_ms(within))

    def promises(self, category: Category) -> tuple[ClockRule, ...]:
        """The clocks that a complaint of this category has and that somebody owes the complainant."""
        name = category.policy or self.policies.default_policy
        policy = next(each for each in self.policies.policies if each.name == name)
        return tuple(rule for rule in self.policies.clock_rules(policy) if _is_promise(rule))

    def is_between_units(self, clock: str) -> bool:
        """Whether a clock is about a unit's part, for which another one answers to the complainant."""
        known = self.policies.clocks.get(clock)
        return known is not None and ClockScope(known.scope) is ClockScope.CONTRIBUTION

    def is_statutory(self, clock: str) -> bool:
        """Whether a clock runs over the whole life of a complaint, whichever unit has it."""
        known = self.policies.clocks.get(clock)
        return known is not None and ClockScope(known.scope) is ClockScope.STATUTORY

    def needs_proof(self, category: str | None) -> bool:
        """Whether what was done about such a complaint has to be shown in a photo."""
        known = self.categories.get(category or "")
        return known is not None and known.proof_photo

    def has_area(self, area: str) -> bool:
        """Whether an area is one of the city's, a part of one, or a wider one that some of them lie in.

        A city that names no area has no other city's.
        """
        return (
            not self.areas
            or area in self.wider_areas
            or any(part in self.areas for part in (area, *areas_around(area)))
        )

    def upwards(self, unit: str) -> Iterable[str]:
        """The unit, the one above it, and so on to the top; nothing for a unit that there is not."""
        return upwards(self.units, unit)

    def clock_title(self, clock: str, language: str) -> str:
        """What people call a clock, also one that the city no longer has."""
        return self.policies.clock_title(clock, language)


def _is_promise(rule: ClockRule) -> bool:
    """What a contributing unit owes it owes the responsible one."""
    return rule.owed_by is not ClockOwner.COMPLAINANT and rule.scope is not ClockScope.CONTRIBUTION


def load_city(folder: Path) -> City:
    """Read the city's files; raises `ConfigurationError` with file, line and reason of every fault."""
    files = load(folder, ComplaintsFiles, CHECKS)
    return City(
        name=files.city.name,
        languages=files.city.languages,
        triage_unit=files.city.triage_unit,
        zone=ZoneInfo(files.city.time_zone),
        units=files.units.by_id(),
        categories={each.code: each for each in files.categories.categories},
        areas={each.code: each for each in files.areas.areas},
        wider_areas=frozenset(wider for each in files.areas.areas for wider in areas_around(each.code)),
        words=PhraseFinder.of_terms({word.id: word.spellings for word in files.words.words}),
        needs=PhraseFinder.of_needs({need.id: need.phrases for need in files.needs.needs}),
        calendars={each.name: WorkingCalendar(each) for each in files.calendars.calendars},
        default_calendar=files.calendars.default_calendar,
        policies=files.policies,
        rule_reasons={rule.name: rule.reason for rule in files.routing.rules},
        replies=files.replies.replies,
        likeness=_likeness(files.city.duplicates),
        same_within=timedelta(minutes=files.city.duplicates.same_text_within_minutes),
        open311=files.city.open311,
        rules=files.routing.rules,
    )


def _likeness(said: Duplicates) -> Likeness:
    return Likeness(said.radius_m, said.days, said.similarity)


def languages_have_texts(city: CityFile) -> Iterator[Fault]:
    """Whatever happens to a complaint can be described in every language of the city."""
    for number, language in enumerate(city.languages):
        try:
            missing = [*gaps(texts.of(language)), *pages.differences(language)]
        except ConfigurationError as error:
            yield Fault("city", ("languages", number), f"no timeline can be written in {language!r}: {error}")
            continue
        if missing:
            reason = f"services/complaints/texts/{language}.yaml: missing or wrong are {', '.join(missing)}"
            yield Fault("city", ("languages", number), reason)


def replies_fit_their_actions(replies: RepliesFile) -> Iterator[Fault]:
    """A text for what no officer does, or for a reason that the action does not know, would never be offered."""
    known = sorted({name for rights in RIGHTS.values() if rights.is_staff for name in rights.actions})
    for number, reply in enumerate(replies.replies):
        if reply.action not in known:
            reason = f"officers do not {reply.action}; there are {', '.join(known)}"
            yield Fault("replies", ("replies", number, "action"), reason)
        elif reply.reason is not None and reply.reason not in ACTIONS[reply.action].reasons:
            reasons = ", ".join(ACTIONS[reply.action].reasons)
            yield Fault("replies", ("replies", number, "reason"), f"{reply.action} knows {reasons}")


CHECKS = (languages_have_texts, replies_fit_their_actions)
