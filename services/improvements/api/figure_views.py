"""From editions to what is answered."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from services.improvements.api import figure_schemas as schemas
from services.improvements.application.figures import COMPLAINTS, Published
from services.improvements.city import City
from services.improvements.domain.editions import Edition
from services.improvements.domain.performance.figures import Figure
from services.improvements.domain.performance.lists import Entry
from services.improvements.domain.performance.measures import Key
from services.improvements.domain.performance.report import Performance
from services.improvements.domain.satisfaction import Satisfied
from services.improvements.domain.survey import Index
from services.improvements.domain.unit_notes import UnitNote

_FIGURES = ("value", "low", "high", "compared", "observed", "expected", "ratio", "ratio_low", "ratio_high", "shrunk")
_TRENDS = ("before", "now", "change", "low", "high")


def units_view(found: Published, city: City) -> schemas.Units:
    """All units of an edition; one that has only a note stands there with no complaint."""
    edition = found.edition
    units = {each.unit: each for each in edition.report.units}
    noted = {city.unit_of_today(note.unit) or note.unit for note in found.notes}
    units |= {unit: Performance(unit, 0) for unit in noted - units.keys()}
    return schemas.Units(
        period=edition.name,
        first=edition.report.period.first,
        last=edition.report.period.last,
        made_at=edition.made_at,
        days_without_data=edition.report.days_without_data,
        units=[_unit(unit, found, city) for _, unit in sorted(units.items())],
        recognition=entries(edition.lists.recognition),
    )


def _unit(unit: Performance, found: Published, city: City) -> schemas.UnitView:
    edition = found.edition
    return schemas.UnitView(
        unit=unit.unit,
        names={language: city.unit_name(unit.unit, language) for language in city.languages},
        complaints=unit.number,
        complaints_at=_complaints_at(unit.unit, edition, None),
        figures=[_figure(unit.unit, each, edition) for each in unit.figures],
        hidden=[": ".join(filter(None, (key.measure.value, key.clock))) for key in unit.hidden],
        trends=[
            schemas.TrendView(**_named(each.key), **{name: getattr(each, name) for name in _TRENDS})
            for each in edition.trends
            if each.unit == unit.unit
        ],
        notes=[note_view(note) for note in found.notes if city.unit_of_today(note.unit) == unit.unit],
    )


def note_view(note: UnitNote) -> schemas.AnnotationView:
    """A note as everybody reads it."""
    return schemas.AnnotationView(
        id=note.id, unit=note.unit, period=note.period.name, measures=list(note.measures), text=note.text
    )


def entries(found: Iterable[Entry]) -> list[schemas.EntryView]:
    """Entries of a list."""
    return [
        schemas.EntryView(
            unit=each.unit,
            why=each.why.value,
            **_named(each.key),
            complaints=each.number,
            value=each.value,
            against=each.against,
        )
        for each in found
    ]


def satisfaction_view(edition: Edition, unit: str | None = None) -> schemas.SatisfactionView:
    """The satisfaction survey of an edition, of one unit if one is named."""
    found = edition.satisfaction
    return schemas.SatisfactionView(
        period=edition.name,
        made_at=edition.made_at,
        city=_index(found.city),
        groups=[_satisfied(each) for each in found.groups if unit in (None, each.unit)],
    )


def _satisfied(found: Satisfied) -> schemas.SatisfiedView:
    return schemas.SatisfiedView(unit=found.unit, category=found.category, index=_index(found.index))


def _index(found: Index | None) -> schemas.IndexView | None:
    if found is None:
        return None
    return schemas.IndexView(**{name: getattr(found, name) for name in schemas.IndexView.model_fields})


def _figure(unit: str, figure: Figure, edition: Edition) -> schemas.FigureView:
    return schemas.FigureView(
        **_named(figure.key),
        complaints=figure.number,
        **{name: getattr(figure, name) for name in _FIGURES},
        alone=figure.alone,
        complaints_at=_complaints_at(unit, edition, figure.key),
    )


def _named(key: Key) -> dict[str, Any]:
    return {"measure": key.measure.value, "clock": key.clock or None}


def _complaints_at(unit: str, edition: Edition, key: Key | None) -> str:
    query = {"period": edition.name, "measure": COMPLAINTS if key is None else key.measure.value}
    if key is not None and key.clock:
        query["clock"] = key.clock
    return f"/v1/performance/units/{unit}/complaints?{urlencode(query)}"
