"""A list as comma-separated values, a page in memory at a time, safe to open in a spreadsheet program."""

import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

from services.complaints import texts
from services.complaints.api import rows
from services.complaints.api.schemas.responses import Listed
from services.complaints.application.dependencies import Dependencies
from services.complaints.record import ListedPage
from services.complaints.texts import Columns

_BYTE_ORDER_MARK = "\ufeff"
"""By it spreadsheet programs recognise UTF-8."""
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def csv_lines(
    first: ListedPage, following: Callable[[str], Awaitable[ListedPage]], deps: Dependencies, language: str
) -> AsyncIterator[str]:
    """The head in the reader's language, then the pages one after the other."""
    head = texts.of(language).columns
    yield _BYTE_ORDER_MARK + _line([getattr(head, name) for name in Columns.model_fields])
    page = first
    while True:
        now = deps.clock()
        listed = (rows.row(record, deps.city, language, now) for record in page.records)
        yield "".join(_line(_cells(each)) for each in listed)
        if page.following is None:
            return
        page = await following(page.following)


def _cells(row: Listed) -> list[str]:
    deadline, last, expected = row.next_deadline, row.last_event, row.expected
    cells = {
        "id": row.id,
        "state": row.state_text,
        "category": row.category and row.category.code,
        "category_name": row.category and row.category.name,
        "area": row.area and row.area.code,
        "area_name": row.area and row.area.name,
        "unit": row.unit and row.unit.id,
        "unit_name": row.unit and row.unit.name,
        "filed_at": row.filed_at,
        "deadline": deadline and deadline.text,
        "due_at": deadline and deadline.due_at,
        "owed_by": deadline and deadline.owed_by,
        "working_time": deadline and deadline.working_time_text,
        "overdue": str(row.overdue).lower(),
        "last_event": last and last.text,
        "last_event_at": last and last.at,
        "expected": expected and expected.by,
        "expected_unit": expected and expected.unit and expected.unit.name,
        "assignee": expected and expected.person,
    }
    return [_cell(cells[name]) for name in Columns.model_fields]


def _cell(value: str | datetime | None) -> str:
    return value.isoformat() if isinstance(value, datetime) else value or ""


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(safe(each) for each in cells)
    return out.getvalue()


def safe(cell: str) -> str:
    """Text that a spreadsheet program would take for a formula begins with an apostrophe, which it does not show."""
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell
