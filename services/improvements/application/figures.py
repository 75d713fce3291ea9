"""What people read of the figures of units, and what units say about them."""

from dataclasses import dataclass
from datetime import timedelta

from services.improvements.application.dependencies import Dependencies
from services.improvements.application.observed import observations_between
from services.improvements.domain.editions import Edition
from services.improvements.domain.limits import not_allowed
from services.improvements.domain.performance.behind import Behind, behind_figure, behind_number
from services.improvements.domain.performance.measures import Key, Measure
from services.improvements.domain.performance.periods import named
from services.improvements.domain.performance.report import Source
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Principal, may, reaches
from services.improvements.domain.unit_notes import MAX_NOTES, UnitNote, no_period, unit_note

COMPLAINTS = "complaints"
"""The measure that is the number of complaints itself."""


@dataclass(frozen=True, slots=True)
class Published:
    """An edition, and what units say about its period, in the order of units."""

    edition: Edition
    notes: tuple[UnitNote, ...]


@dataclass(frozen=True, slots=True)
class NoteRequest:
    """What somebody writes about the figures of their unit; about all of them where `measures` names none."""

    unit: str
    period: str
    measures: tuple[str, ...]
    text: str


async def edition_of(name: str, deps: Dependencies, field: str = "period") -> Edition | Refusal:
    """The edition of a quarter or a year. Raises `StoreUnavailable`."""
    wanted = named(name)
    if wanted is None or wanted.period.first > deps.city.day_of(deps.clock()):
        return no_period(name, field)
    edition = await deps.editions.get(name)
    if edition is None:
        reason = f"there are no figures of {name}: they are made for this year and the last one, within a day"
        return Refusal("not_found", reason, "ask for a later period, or try again later", field)
    return edition


async def published(name: str, deps: Dependencies) -> Published | Refusal:
    """The edition with the notes of units."""
    edition = await edition_of(name, deps)
    if isinstance(edition, Refusal):
        return edition
    return Published(edition, tuple(await deps.annotations.about(edition.report.period)))


def known_unit(unit: str, deps: Dependencies) -> Refusal | None:
    """Why there are no figures of a unit; None when it is one of the city's."""
    today = deps.city.unit_of_today(unit)
    if today != unit:
        reason = f"{unit!r} was merged or renamed: its complaints count for {today!r}"
        return Refusal("not_found", reason, f"ask for {today!r}", "unit")
    if unit not in deps.city.units:
        return Refusal("not_found", f"the city has no unit {unit!r}", "use the id of one of its units", "unit")
    return None


async def behind(
    unit: str, period: str, measure: str, clock: str, by: Principal, deps: Dependencies
) -> Behind | Refusal:
    """The complaints that a figure of a unit rests on, for its staff and those above it. Raises `StoreUnavailable`."""
    edition = known_unit(unit, deps) or await edition_of(period, deps)
    if isinstance(edition, Refusal):
        return edition
    if not reaches(by, unit, deps.city):
        remedy = "ask the unit, somebody above it, or the bureau"
        return Refusal("not_allowed", "these are complaints of another unit", remedy, "unit")
    if measure not in (COMPLAINTS, *Measure):
        known = ", ".join((COMPLAINTS, *Measure))
        return Refusal("measure_unknown", f"there is no measure {measure!r}", f"use one of: {known}", "measure")
    days = edition.report.period
    last = min(days.last, edition.as_of - timedelta(days=1))
    complaints = await observations_between(
        deps, days.first, last, lambda each: deps.city.unit_of_today(each.unit) == unit
    )
    source = Source(complaints, edition.as_of, deps.city.is_working_day, deps.city.improvements.successors)
    if measure == COMPLAINTS:
        return behind_number(source, days, unit)
    return behind_figure(source, days, unit, Key(Measure(measure), clock))


async def annotate(wanted: NoteRequest, by: Principal, deps: Dependencies) -> UnitNote | Refusal:
    """Keep what a unit says about its figures; a repetition changes nothing. Raises `StoreUnavailable`."""
    now, unit = deps.clock(), wanted.unit
    if (refusal := known_unit(unit, deps)) is not None:
        return refusal
    if not may(by, "annotate", unit, deps.city):
        return not_allowed("annotate", "unit")
    note = unit_note(unit, wanted.period, wanted.measures, wanted.text, deps.city.day_of(now))
    if isinstance(note, Refusal):
        return note
    is_new = not await deps.annotations.has(note.id)
    if is_new and await deps.annotations.number(unit, note.period.name) >= MAX_NOTES:
        reason = f"there are {MAX_NOTES} notes of this unit about the period already"
        return Refusal("too_many_notes", reason, "say more in fewer notes of another period", "text")
    await deps.annotations.keep(note, by.id, now)
    return note
