"""A list as comma-separated values, a page in memory at a time, safe to open in a spreadsheet program."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

from chassis.spreadsheets import BYTE_ORDER_MARK, line
from services.complaints import texts
from services.complaints.api import rows
from services.complaints.api.schemas.responses import Listed
from services.complaints.application.dependencies import Dependencies
from services.complaints.record import ListedPage
from services.complaints.texts import Columns


async def csv_lines(
    first: ListedPage, following: Callable[[str], Awaitable[ListedPage]], deps: Dependencies, language: str
) -> AsyncIterator[str]:
    """The head in the reader's language, then the pages one after the other."""
    head = texts.of(language).columns
    yield BYTE_ORDER_MARK + line([getattr(head, name) for name in Columns.model_fields])
    page = first
    while True:
        now = deps.clock()
        listed = (rows.row(record, deps.city, language, now) for record in page.records)
        yield "".join(line(_cells(each)) for each in listed)
        if page.following is None:
            return
        page = await following(page.following)


def _cells(row: Listed) -> list[str]:
    deadline, last, expected = row.next_deadline, row.last_event, row.expected
    cells: dict[str, str | datetime | None] = {
        "id": row.id,
        "state": row.state_text,
        "category": row.category.code if row.category else None,
        "category_name": row.category.name if row.category else None,
        "area": row.area.code if row.area else None,
        "area_name": row.area.name if row.area else None,
        "unit": row.unit.id if row.unit else None,
        "unit_name": row.unit.name if row.unit else None,
        "filed_at": row.filed_at,
        "deadline": deadline.text if deadline else None,
        "due_at": deadline.due_at if deadline else None,
        "owed_by": deadline.owed_by if deadline else None,
        "working_time": deadline.working_time_text if deadline else None,
        "overdue": str(row.overdue).lower(),
        "last_event": last.text if last else None,
        "last_event_at": last.at if last else None,
        "expected": expected.by if expected else None,
        "expected_unit": expected.unit.name if expected and expected.unit else None,
        "assignee": expected.person if expected else None,
    }
    return [_cell(cells[name]) for name in Columns.model_fields]


def _cell(value: str | datetime | None) -> str:
    return value.isoformat() if isinstance(value, datetime) else value or ""
