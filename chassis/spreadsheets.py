"""Lines of comma-separated values that are safe to open in a spreadsheet program."""

import csv
import io
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"
"""By it spreadsheet programs recognise UTF-8."""
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def line(cells: Iterable[str | float | None]) -> str:
    """The cells as one line, with its end. Numbers stay numbers, and None is empty."""
    out = io.StringIO()
    csv.writer(out).writerow(safe(each) if isinstance(each, str) else each for each in cells)
    return out.getvalue()


def safe(cell: str) -> str:
    """Text that a spreadsheet program would take for a formula begins with an apostrophe, which it does not show."""
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell
