"""From what the API says of a year to tables: each is a CSV file, and the page shows the columns that people read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.values import SURVEY_ELEMENTS

Row = Mapping[str, Any]
Report = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is that of its file and of its words. `shown` are the columns on the page."""

    name: str
    columns: tuple[str, ...]
    shown: tuple[str, ...]
    rows: tuple[Row, ...]


def tables(report: Report, language: str) -> list[Table]:
    """All tables of a report, in the order of the page."""
    return [make(report, language) for make in _TABLES]


def _by_group(name: str, table: str) -> Callable[[Report, str], Table]:
    def make(report: Report, language: str) -> Table:
        rows = [
            {
                "group": each["group"],
                "name": _in_language(report["categories"].get(each["group"], {}), language, each["group"]),
                "complaints": each["complaints"],
                "promises": each["promises"],
                "kept": each["kept"],
                "kept_share": _share(each["kept"], each["promises"]),
            }
            for each in report["counts"]
            if each["table"] == table
        ]
        columns = ("group", "name", "complaints", "promises", "kept", "kept_share")
        return Table(name, columns, columns[1:], tuple(rows))

    return make


def _units(report: Report, language: str) -> Table:
    rows = [_of_unit(each, language) | {"complaints": each["complaints"]} for each in report["units"]["units"]]
    return Table("complaints_by_unit", ("unit", "name", "complaints"), ("name", "complaints"), tuple(rows))


def _performance(report: Report, language: str) -> Table:
    values = ("complaints", "value", "low", "high", "compared", "observed", "expected")
    further = ("ratio", "ratio_low", "ratio_high", "shrunk", "alone")
    rows = _parts(report, language, "figures", ("measure", "clock", *values, *further))
    shown = ("name", "measure", "clock", "complaints", "value", "low", "high", "observed", "expected", "shrunk")
    return Table("performance", ("unit", "name", "measure", "clock", *values, *further), shown, rows)


def _trends(report: Report, language: str) -> Table:
    values = ("measure", "clock", "before", "now", "change", "low", "high")
    rows = _parts(report, language, "trends", values)
    return Table("trends", ("unit", "name", *values), ("name", *values), rows)


def _satisfaction(report: Report, language: str) -> Table:
    names = {each["unit"]: _in_language(each["names"], language, each["unit"]) for each in report["units"]["units"]}
    values = ("answers", "index", "low", "high", "grade", "is_grade_sure", "response_share", "needed", "is_enough")
    rows = [
        {
            "period": period["period"],
            "unit": unit,
            "name": names.get(unit or "", unit),
            "category": category,
            **{value: None if index is None else index[value] for value in values},
            **{element: None if index is None else index["elements"][element] for element in SURVEY_ELEMENTS},
        }
        for period in report["satisfaction"]
        for unit, category, index in (
            (None, None, period["city"]),
            *((each["unit"], each["category"], each["index"]) for each in period["groups"]),
        )
    ]
    head = ("period", "unit", "name", "category")
    shown = ("period", "name", "category", "answers", "index", "low", "high", "grade", "response_share", "is_enough")
    return Table("satisfaction", (*head, *values, *SURVEY_ELEMENTS), shown, tuple(rows))


def _elements(report: Report, language: str) -> Table:
    rows = [
        {"period": period["period"], "element": element, "score": period["city"]["elements"][element]}
        for period in report["satisfaction"]
        if period["city"] is not None
        for element in SURVEY_ELEMENTS
    ]
    columns = ("period", "element", "score")
    return Table("satisfaction_elements", columns, columns, tuple(rows))


def _findings(report: Report, language: str) -> Table:
    about = ("category", "area", "unit", "word")
    rows = [{**each, **{part: each["about"][part] for part in about}} for each in report["findings"]]
    columns = ("id", "found_on", "pattern", *about, "observed", "expected", "ratio", "became", "reason")
    return Table("findings", columns, columns[1:], tuple(rows))


def _improvements(report: Report, language: str) -> Table:
    rows = [
        {**each, "measure": each["target"]["measure"], "start": each["target"]["start"], "goal": each["target"]["goal"]}
        for each in report["improvements"]
    ]
    columns = ("id", "title", "unit", "action", "state", "measure", "start", "goal", "starts_on", "due_on", "done_at")
    shown = ("title", "unit", "state", "measure", "start", "goal", "due_on")
    return Table("improvements", (*columns, "moves", "complaints"), shown, tuple(rows))


def _effects(report: Report, language: str) -> Table:
    values = ("months", "judged_on", "verdict", "measure", "before", "after", "expected", "scale")
    rows = [
        {
            "improvement": each["id"],
            "title": each["title"],
            **{value: effect[value] for value in values},
            **dict(zip(("change", "low", "high"), effect["change"] or (None, None, None), strict=True)),
        }
        for each in report["improvements"]
        for effect in each["effects"]
    ]
    columns = ("improvement", "title", *values, "change", "low", "high")
    return Table("effects", columns, columns[1:], tuple(rows))


def _recognition(report: Report, language: str) -> Table:
    columns = ("unit", "why", "measure", "clock", "complaints", "value", "against")
    return Table("recognition", columns, columns, tuple(report["units"]["recognition"]))


def _notes(report: Report, language: str) -> Table:
    rows = [
        _of_unit(unit, language) | {**each, "measures": ", ".join(each["measures"]) or None}
        for unit in report["units"]["units"]
        for each in unit["notes"]
    ]
    return Table(
        "notes",
        ("id", "unit", "name", "period", "measures", "text"),
        ("name", "period", "measures", "text"),
        tuple(rows),
    )


def _parts(report: Report, language: str, part: str, values: Sequence[str]) -> tuple[Row, ...]:
    return tuple(
        _of_unit(unit, language) | {value: each[value] for value in values}
        for unit in report["units"]["units"]
        for each in unit[part]
    )


def _of_unit(unit: Row, language: str) -> dict[str, Any]:
    return {"unit": unit["unit"], "name": _in_language(unit["names"], language, unit["unit"])}


def _in_language(names: Mapping[str, str], language: str, otherwise: str) -> str:
    return names.get(language) or next(iter(names.values()), otherwise)


def _share(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else round(part / whole, 3)


_TABLES: Iterable[Callable[[Report, str], Table]] = (
    _by_group("complaints_by_category", "category"),
    _units,
    _by_group("complaints_by_month", "month"),
    _performance,
    _trends,
    _satisfaction,
    _elements,
    _findings,
    _improvements,
    _effects,
    _recognition,
    _notes,
)
