"""What was found in a year, what was done about it, and what came of that."""

from contracts.small_numbers import is_small
from contracts.values import About
from services.improvements.application.report import Became, YearReport
from services.improvements.domain.effect.measures import Measure
from services.improvements.domain.effect.result import Kind
from services.improvements.domain.findings import Finding, about_of
from services.improvements.record import Record, SeenEffect
from services.improvements.tables.saying import ReportSaying
from services.improvements.tables.table import Cell, Row, Table
from services.improvements.wording.words import SHARES

_ABOUT = ("category", "area", "unit", "word")


def findings(report: YearReport, saying: ReportSaying) -> Table:
    """The findings of the year, each with what became of it."""
    rows = [_finding(finding, became, saying) for finding, became in report.findings]
    columns = ("id", "found_on", "pattern", *_ABOUT, "observed", "expected", "ratio", "became", "reason")
    return saying.table("findings", columns, columns[1:], rows)


def improvements(report: YearReport, saying: ReportSaying) -> Table:
    """The actions that were proposed, under way, done or judged."""
    rows = [_improvement(each, saying) for each in report.improvements]
    head = ("id", "title", "unit", "action", "state", *(f"about_{each}" for each in _ABOUT))
    columns = (*head, "measure", "start", "goal", "starts_on", "due_on", "done_at", "moves", "complaints")
    shown = ("title", "unit", "action", "state", "measure", "start", "goal", "due_on")
    return saying.table("improvements", columns, shown, rows)


def effects(report: YearReport, saying: ReportSaying) -> Table:
    """The effects that were judged."""
    rows = [_effect(record, effect, saying) for record in report.improvements for effect in record.effects]
    values = ("months", "judged_on", "verdict", "measure", "before", "after", "expected")
    columns = ("improvement", "title", *values, "scale", "change", "low", "high")
    return saying.table("effects", columns, ("title", *values, "change", "low", "high"), rows)


def _finding(finding: Finding, became: Became, saying: ReportSaying) -> Row:
    """Numbers of few complaints are not shown."""
    pattern, city = finding.episode.pattern, saying.wording.city
    is_shown = not is_small((pattern.observed,))
    reason = finding.dismissed.reason if finding.dismissed else None
    known = city.improvements.dismissals.get(reason or "")
    return {
        "id": saying.plain(finding.id),
        "found_on": saying.day(finding.episode.found_on),
        "pattern": saying.code(pattern.kind.value, saying.words.patterns),
        **_about(about_of(pattern), saying),
        "observed": saying.number(pattern.observed if is_shown else None),
        "expected": saying.number(round(pattern.expected, 1) if is_shown else None),
        "ratio": saying.exact(round(pattern.ratio, 2)),
        "became": saying.code(became.value, saying.words.became),
        "reason": Cell(reason, known.in_language(saying.wording.language)) if known else saying.plain(reason),
    }


def _improvement(record: Record, saying: ReportSaying) -> Row:
    improvement, city = record.improvement, saying.wording.city
    target, language = improvement.target, saying.wording.language
    return {
        "id": saying.plain(improvement.id),
        "title": saying.plain(record.title),
        "unit": saying.unit(improvement.unit),
        "action": Cell(improvement.action, city.improvements.action_name(improvement.action, language)),
        "state": saying.code(improvement.state.value, saying.wording.words.state),
        **{f"about_{name}": cell for name, cell in _about(improvement.about, saying).items()},
        "measure": _measure(target.measure, saying),
        "start": _amount(target.measure, target.start, saying),
        "goal": _amount(target.measure, target.goal, saying),
        "starts_on": saying.day(city.day_of(improvement.starts_at)),
        "due_on": saying.day(city.last_day_before(improvement.due_at)),
        "done_at": saying.day_of(improvement.done_at),
        "moves": saying.number(improvement.moves),
        "complaints": saying.number(len(improvement.complaints)),
    }


def _effect(record: Record, effect: SeenEffect, saying: ReportSaying) -> Row:
    change, low, high = effect.change or (None, None, None)
    return {
        "improvement": saying.plain(record.improvement.id),
        "title": saying.plain(record.title),
        "months": saying.number(effect.months),
        "judged_on": saying.day(effect.judged_on),
        "verdict": saying.code(effect.verdict, saying.words.verdicts),
        "measure": _measure(effect.measure, saying),
        "before": _amount(effect.measure, effect.before, saying),
        "after": _amount(effect.measure, effect.after, saying),
        "expected": _amount(effect.measure, effect.expected, saying),
        "scale": saying.code(effect.scale, saying.words.scales),
        **{
            name: _change(effect.scale, value, saying)
            for name, value in (("change", change), ("low", low), ("high", high))
        },
    }


def _about(about: About, saying: ReportSaying) -> dict[str, Cell]:
    return {
        "category": saying.category(about.category),
        "area": saying.area(about.area),
        "unit": saying.unit(about.unit),
        "word": saying.plain(about.word),
    }


def _measure(measure: str, saying: ReportSaying) -> Cell:
    return saying.code(measure, saying.wording.words.measures)


def _amount(measure: str, value: float | None, saying: ReportSaying) -> Cell:
    """Shares as per cent, others with their unit. A measure of a newer version is said as it is."""
    if value is None:
        return saying.nothing()
    if measure in SHARES or measure in (Measure.COMPLAINTS, Measure.ANSWER_DAYS):
        return Cell(value, saying.wording.amount(measure, value))
    return saying.number(value)


def _change(scale: str, value: float | None, saying: ReportSaying) -> Cell:
    """A ratio as so many times, a difference of shares in percentage points."""
    if value is None:
        return saying.nothing()
    if scale == Kind.RATIO:
        return Cell(value, str(saying.words.times.format(n=saying.wording.exact(value))))
    sign = "+" if value > 0 else "\u2212" if value < 0 else ""
    return Cell(value, sign + str(saying.figures.words.points.format(n=saying.wording.number(abs(value) * 100))))
