"""From the rows of an export to complaints, by a mapping."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from contracts.errors import ConfigurationError
from services.improvements.domain.facts import Fact, Outcome, Standing
from tools.findings.mapping import Mapping

REGION = "00.00"
"""Stands for province and regency where an export has names of places and no codes."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One row: what it comes to when all is known, and what is needed to see it as it stood on a day."""

    fact: Fact
    text: str
    answered_on: date | None
    due_on: date | None

    def as_of(self, day: date) -> Fact:
        """The complaint as a run at the beginning of `day` would have known it."""
        answered = self.answered_on is not None and self.answered_on < day
        outcome = Outcome.RUNNING
        if self.fact.is_late:
            is_over = answered if self.due_on is None else self.due_on < day
            outcome = Outcome.LATE if is_over else Outcome.RUNNING
        elif answered:
            outcome = Outcome.KEPT
        return Fact(
            self.fact.complaint,
            self.fact.filed_on,
            self.fact.category,
            self.fact.area,
            self.fact.unit,
            standing=Standing.ANSWERED if answered else Standing.OPEN,
            answered_on=self.answered_on if answered else None,
            promises=(("answer", outcome),) if self.fact.promises else (),
            transfers=self.fact.transfers,
        )


@dataclass(slots=True)
class Export:
    """The complaints of a file, and the numbers of the lines that could not be read."""

    complaints: list[Complaint] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)


def read(path: Path, mapping: Mapping) -> Export:
    """Read a CSV file; raises `ConfigurationError` where a column of the mapping is not in it."""
    export = Export()
    numbers: dict[tuple[str, ...], str] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        missing = [column for column in mapping.columns if column not in (rows.fieldnames or ())]
        if missing:
            raise ConfigurationError(f"{path}: no column {', '.join(missing)}; correct the mapping")
        for row in rows:
            if not _counts(row, mapping):
                continue
            try:
                export.complaints.append(_complaint(row, mapping, numbers))
            except ValueError:
                export.unreadable.append(rows.line_num)
    export.places = {code: " / ".join(name) for name, code in numbers.items()}
    return export


def _counts(row: dict[str, str], mapping: Mapping) -> bool:
    category = _first(row, mapping.category) or ""
    is_left_out = mapping.status is not None and row[mapping.status] in mapping.left_out
    return not is_left_out and not any(re.fullmatch(each, category) for each in mapping.ignored)


def _complaint(row: dict[str, str], mapping: Mapping, numbers: dict[tuple[str, ...], str]) -> Complaint:
    filed = datetime.fromisoformat(row[mapping.filed_at])
    answered = _moment(row, mapping.answered_at)
    due = filed + mapping.late_after if mapping.late_after else _moment(row, mapping.due)
    is_late = due is not None and (answered is None or answered > due)
    fact = Fact(
        row[mapping.complaint],
        filed.date(),
        _first(row, mapping.category),
        _first(row, mapping.area) or _place(row, mapping, numbers),
        _first(row, mapping.unit),
        promises=(("answer", Outcome.LATE if is_late else Outcome.KEPT),) if due else (),
        transfers=int(mapping.status is not None and row[mapping.status] in mapping.transferred),
    )
    text = " · ".join(row[column].strip() for column in mapping.text)
    return Complaint(fact, text, answered.date() if answered else None, due.date() if due else None)


def _moment(row: dict[str, str], column: str | None) -> datetime | None:
    return datetime.fromisoformat(row[column]) if column and row[column] else None


def _first(row: dict[str, str], columns: tuple[str, ...]) -> str | None:
    return next((row[column].strip() for column in columns if row[column].strip()), None)


def _place(row: dict[str, str], mapping: Mapping, numbers: dict[tuple[str, ...], str]) -> str | None:
    """A code for the names of district and village: the same names have the same code."""
    if mapping.district is None or not row[mapping.district].strip():
        return None
    district = (row[mapping.district].strip(),)
    code = numbers.setdefault(district, f"{REGION}.{len(numbers) + 1:04}")
    village = row[mapping.village].strip() if mapping.village else ""
    return numbers.setdefault((*district, village), f"{code}.{len(numbers) + 1:04}") if village else code


def runs(export: Export, every: timedelta, after: timedelta) -> Iterator[date]:
    """The days of the runs: the last one is the day after the last filing, the first `after` the first one."""
    days = [each.fact.filed_on for each in export.complaints]
    if not days:
        return
    last = max(days) + timedelta(days=1)
    number = max(0, (last - min(days) - after) // every)
    for back in range(number, -1, -1):
        yield last - back * every
