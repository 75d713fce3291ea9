"""A unit over a period as the pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from contracts.small_numbers import K
from services.improvements.application.figures import COMPLAINTS, Published
from services.improvements.domain.editions import Edition
from services.improvements.domain.performance.measures import Key
from services.improvements.domain.performance.report import Performance
from services.improvements.domain.unit_notes import UnitNote
from services.improvements.pages.figures.figure_view import FigureView, Saying, figure_view


@dataclass(frozen=True, slots=True)
class UnitView:
    """`complaints` says how many, or that they are too few; `notes` are about all figures, or about one not shown.

    `href` is the unit's page; `all_href` its complaints, empty for whoever may not see them. `index` is its index of
    satisfaction in words, empty where nobody answered, and `index_href` leads to more of it.
    """

    id: str
    name: str
    href: str
    complaints: str
    figures: Sequence[FigureView]
    remarks: Sequence[str]
    notes: Sequence[str]
    all_href: str
    index: str
    index_href: str


def units_of(found: Published, saying: Saying) -> list[UnitView]:
    """All units of the edition, in order of their ids, and those that only have a note. They lead to no complaints."""
    known = {each.unit for each in found.edition.report.units}
    city = saying.figures.wording.city
    noted = {city.unit_of_today(note.unit) or note.unit for note in found.notes}
    return [unit_view(unit, found, saying) for unit in sorted(known | noted)]


def unit_view(unit: str, found: Published, saying: Saying, sees_complaints: bool = False) -> UnitView:
    """One unit; one of which there is nothing has no complaint."""
    wording, edition = saying.figures.wording, found.edition
    done = next((each for each in edition.report.units if each.unit == unit), Performance(unit, 0))
    notes = [each for each in found.notes if wording.city.unit_of_today(each.unit) == unit]
    trends = {each.key: each for each in edition.trends if each.unit == unit}
    shown = {each.key.measure for each in done.figures}
    return UnitView(
        id=unit,
        name=wording.city.unit_name(unit, wording.language),
        href=f"/improvements/units/{unit}?{urlencode({'period': edition.name})}",
        complaints=_complaints(done, saying),
        figures=[
            figure_view(
                each,
                trends.get(each.key),
                [note_said(note, saying) for note in notes if each.key.measure in note.measures],
                behind_href(unit, edition.name, each.key) if sees_complaints else "",
                saying,
            )
            for each in done.figures
        ],
        remarks=_remarks(done, saying),
        notes=[note_said(note, saying) for note in notes if not shown & set(note.measures)],
        all_href=behind_href(unit, edition.name, None) if sees_complaints else "",
        index=_index(unit, edition, saying),
        index_href=f"/improvements/satisfaction?{urlencode({'period': edition.name})}#u-{unit}",
    )


def note_said(note: UnitNote, saying: Saying) -> str:
    """What a unit says, with the period that it is about."""
    return str(saying.words.note.format(period=saying.figures.named(note.period), text=note.text))


def behind_href(unit: str, period: str, key: Key | None) -> str:
    """The page of the complaints that a figure rests on; None: all of the unit."""
    query = {"period": period, "measure": COMPLAINTS if key is None else key.measure.value}
    if key is not None and key.clock:
        query["clock"] = key.clock
    return f"/improvements/units/{unit}/complaints?{urlencode(query)}"


def _index(unit: str, edition: Edition, saying: Saying) -> str:
    """The satisfaction index, or that too few answered; empty where nobody did."""
    group = next((each for each in edition.satisfaction.groups if (each.unit, each.category) == (unit, None)), None)
    if group is None:
        return ""
    if group.index is None:
        return str(saying.survey.few.format(k=K))
    index, wording = group.index, saying.figures.wording
    return str(
        saying.words.index.format(
            index=wording.exact(index.index),
            grade=saying.survey.grade_of.format(grade=index.grade.value, said=saying.survey.grades[index.grade]),
            interval=saying.figures.range(wording.exact(index.low), wording.exact(index.high)),
            answers=wording.counted(saying.survey.answers, index.answers),
        )
    )


def _complaints(done: Performance, saying: Saying) -> str:
    if done.number is None:
        return str(saying.words.few.format(k=K))
    return saying.figures.wording.counted(saying.words.complaints, done.number)


def _remarks(done: Performance, saying: Saying) -> list[str]:
    """What is not shown, and why."""
    if done.number and not done.figures and not done.hidden:
        return [str(saying.words.no_figures)]
    if not done.hidden:
        return []
    measures = "; ".join(saying.figures.measure(key) for key in done.hidden)
    return [str(saying.words.hidden.format(measures=measures))]
