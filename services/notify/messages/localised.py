"""Variables of a delivery as its reader is shown them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.notify.messages.names import clean


def localised(value: object, zone: ZoneInfo) -> Any:
    """Times on a wall clock and strings on one line, also those within lists."""
    match value:
        case datetime():
            return value.astimezone(zone)
        case str():
            return clean(value)
        case list() | tuple():
            return [localised(each, zone) for each in value]
        case dict():
            return {name: localised(each, zone) for name, each in value.items()}
    return value
