"""The import itself: rows in chunks, in order; after each chunk the report and the state say what became of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import orjson

from tools.tanggap.imports import state as states
from tools.tanggap.imports.intake import Answer, Intake
from tools.tanggap.imports.records import Fault, Record, Row
from tools.tanggap.imports.report import Line, Outcome, ReportFile, Summary
from tools.tanggap.imports.state import State

CHUNK = 250

Rows = Iterator[tuple[Row, Record]]


@dataclass(frozen=True)
class Import:
    """What to do. Without an `intake` nothing is sent: a dry run. `columns` gives the column of a field."""

    rows: Rows
    report: Path
    state: State
    intake: Intake | None
    columns: Callable[[str], str]
    progress: Callable[[int], None]

    @property
    def state_file(self) -> Path:
        """Beside the report."""
        return state_file_of(self.report)


def state_file_of(report: Path) -> Path:
    """Where the state of the import with this report is."""
    return report.with_name(f"{report.name}.state")


async def run(wanted: Import) -> Summary:
    """Deal with every row; raises `IntakeUnavailable` or `UnusableFile`, and can then be called again to go on."""
    earlier, state = Earlier(), wanted.state
    for row, _ in islice(wanted.rows, state.records):
        earlier.first_of(row)
    with ReportFile(wanted.report, state.report_bytes) as report:
        while chunk := list(islice(wanted.rows, CHUNK)):
            rows = [earlier.checked(row) for row, _ in chunk]
            lines = await _lines(rows, wanted)
            for row, of_row in zip(rows, lines, strict=True):
                state.summary.count(of_row, row.normalised, _fields(row))
            length = report.write([line for of_row in lines for line in of_row])
            state = replace(state, records=state.records + len(chunk), report_bytes=length)
            if wanted.intake is not None:
                states.keep(wanted.state_file, state)
            wanted.progress(chunk[-1][1].position)
        report.finish()
    states.forget(wanted.state_file)
    return state.summary


class Earlier:
    """Knows the rows before by what is left of their ids and contents: 16 bytes each."""

    def __init__(self) -> None:
        self._contents: dict[int, int] = {}

    def first_of(self, row: Row) -> int | None:
        """What is left of the first row's content under this id; None when this is the first one."""
        if row.request is None:
            return None
        content = _digest(orjson.dumps(row.request, option=orjson.OPT_SORT_KEYS))
        known = self._contents.setdefault(_digest(row.external_id.encode()), content)
        return known if known != content else None

    def checked(self, row: Row) -> Row:
        """The row; refused when an earlier one has its id and another content."""
        if self.first_of(row) is None:
            return row
        reason = "an earlier row of the file has the same id and another content"
        fault = Fault("external_id", reason, "give each complaint an id of its own")
        return replace(row, request=None, faults=(*row.faults, fault))


async def _lines(rows: Sequence[Row], wanted: Import) -> list[list[Line]]:
    usable = [row for row in rows if row.request is not None]
    requests = [row.request for row in usable if row.request is not None]
    answers: Sequence[Answer] = await wanted.intake.send(requests) if wanted.intake and requests else ()
    by_row = dict(zip((row.number for row in usable), answers, strict=bool(wanted.intake)))
    return [_of_row(row, by_row.get(row.number), wanted.columns) for row in rows]


def _of_row(row: Row, answer: Answer | None, columns: Callable[[str], str]) -> list[Line]:
    outcome: Outcome = "refused"
    faults = row.faults
    if row.request is not None and answer is None:
        outcome = "ready"
    elif answer is not None and answer.is_accepted:
        outcome = "repeated" if answer.repeated else "accepted"
    elif answer is not None:
        faults = tuple(replace(each, column=columns(each.column)) for each in answer.faults)
    line = Line(row.number, row.external_id, outcome, normalised="; ".join(row.normalised))
    if answer is not None:
        line = replace(line, complaint_id=answer.complaint_id, tracking_code=answer.tracking_code)
    return [replace(line, column=each.column, reason=each.reason, remedy=each.remedy) for each in faults] or [line]


def _fields(row: Row) -> tuple[str, ...]:
    return tuple(row.request or ())


def _digest(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest())
