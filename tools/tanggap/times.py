"""Times as people write them on a command line."""

import re
from datetime import UTC, datetime, timedelta

import typer

_AGO = re.compile(r"(\d{1,6})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def moment(text: str) -> datetime:
    """`30m`, `2h` or `3d` ago, or a time with its offset such as 2026-03-02T08:00+08:00."""
    if ago := _AGO.fullmatch(text):
        return datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("must be like 2h, 3d, or 2026-03-02T08:00+08:00") from error
    if parsed.tzinfo is None:
        raise typer.BadParameter("needs its offset, as in 2026-03-02T08:00+08:00 or …Z")
    return parsed.astimezone(UTC)
