"""How units did: their figures, how these moved, what they are recognised for and what they say."""

from services.improvements.application.report import YearReport
from services.improvements.domain.performance.figures import Figure
from services.improvements.domain.performance.lists import Entry, Why
from services.improvements.domain.performance.measures import Key, Measure
from services.improvements.tables.saying import ReportSaying
from services.improvements.tables.table import Cell, Row, Table

_VALUES = ("value", "low", "high")
_COMPARED = ("observed", "expected", "shrunk")
_RATIOS = ("ratio", "ratio_low", "ratio_high")


def performance(report: YearReport, saying: ReportSaying) -> Table:
    """Each figure of each unit."""
    rows = [
        {"unit": saying.unit(unit.unit), **_figure(figure, saying)}
        for unit in report.year.edition.report.units
        for figure in unit.figures
    ]
    columns = ("unit", "measure", "clock", "complaints", *_VALUES, "compared", *_COMPARED, *_RATIOS, "alone")
    shown = ("unit", "measure", "complaints", *_VALUES, *_COMPARED)
    return saying.table("performance", columns, shown, rows)


def trends(report: YearReport, saying: ReportSaying) -> Table:
    """How each figure moved against the year before."""
    rows = [
        {
            "unit": saying.unit(each.unit),
            **saying.key(each.key),
            "before": _value(each.key, each.before, saying),
            "now": _value(each.key, each.now, saying),
            **{name: _change(each.key, getattr(each, name), saying) for name in ("change", "low", "high")},
        }
        for each in report.year.edition.trends
    ]
    columns = ("unit", "measure", "clock", "before", "now", "change", "low", "high")
    return saying.table("trends", columns, [each for each in columns if each != "clock"], rows)


def recognition(report: YearReport, saying: ReportSaying) -> Table:
    """What units are recognised for."""
    rows = [_entry(each, saying) for each in report.year.edition.lists.recognition]
    columns = ("unit", "why", "measure", "clock", "complaints", "value", "against")
    return saying.table("recognition", columns, [each for each in columns if each != "clock"], rows)


def notes(report: YearReport, saying: ReportSaying) -> Table:
    """What units say about their figures."""
    rows = []
    for note in report.year.notes:
        named = ", ".join(str(saying.words.measures[each]) for each in note.measures)
        codes = ", ".join(note.measures)
        rows.append(
            {
                "id": saying.plain(note.id),
                "unit": saying.unit(saying.wording.city.unit_of_today(note.unit)),
                "period": saying.period(note.period.name),
                "measures": Cell(codes or None, named or saying.words.every_measure),
                "text": saying.plain(note.text),
            }
        )
    columns = ("id", "unit", "period", "measures", "text")
    return saying.table("notes", columns, columns[1:], rows)


def _figure(figure: Figure, saying: ReportSaying) -> Row:
    key = figure.key
    return {
        **saying.key(key),
        "complaints": saying.number(figure.number),
        "compared": saying.number(figure.compared),
        **{name: _value(key, getattr(figure, name), saying) for name in _VALUES},
        **{name: _compared(key, getattr(figure, name), saying) for name in _COMPARED},
        **{name: saying.exact(getattr(figure, name)) for name in _RATIOS},
        "alone": saying.code(figure.alone, saying.words.alone),
    }


def _entry(entry: Entry, saying: ReportSaying) -> Row:
    is_level = entry.why in (Why.BETTER_THAN_EXPECTED, Why.WORSE_THAN_EXPECTED)
    of = _compared if is_level else _change
    measure = saying.key(entry.key)
    if entry.key.measure is Measure.ANSWER_DAYS:
        measure["measure"] = Cell(entry.key.measure.value, saying.words.slow)
    return {
        "unit": saying.unit(entry.unit),
        "why": saying.code(entry.why, saying.words.why),
        **measure,
        "complaints": saying.number(entry.number),
        "value": of(entry.key, entry.value, saying),
        "against": of(entry.key, entry.against, saying),
    }


def _value(key: Key, value: float, saying: ReportSaying) -> Cell:
    return Cell(value, saying.figures.value(key, value))


def _compared(key: Key, value: float | None, saying: ReportSaying) -> Cell:
    return saying.nothing() if value is None else Cell(value, saying.figures.compared(key, value))


def _change(key: Key, value: float, saying: ReportSaying) -> Cell:
    return Cell(value, saying.figures.change(key, value))
