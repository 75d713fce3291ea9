"""Service requests of a GeoReport v2 server, as GET requests.json answers them; dialects are put right and say so.

What older servers do otherwise than the standard: a status with capitals, numbers where the standard has texts, times
without an offset, `lon` for `long`.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tools.tanggap.imports.formats.json_list import elements
from tools.tanggap.imports.mapping import MappingFile
from tools.tanggap.imports.records import Fault, Record

COLUMNS = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address",
    "address_id", "zipcode", "lat", "long", "media_url",
)  # fmt: skip
"""What the standard knows; a mapping may name more."""
_NUMBERS = ("lat", "long", "lon")


def read(path: Path, _mapping: MappingFile | None = None) -> Iterator[Record]:
    """Every request of the list; raises `UnusableFile` when the file holds none."""
    for number, (element, position) in enumerate(elements(path), 1):
        if isinstance(element, dict):
            cells, normalised = _cells(element)
            yield Record(number, cells, normalised=normalised, position=position)
        else:
            fault = Fault("", "not a service request", "leave it out: each element has to be an object")
            yield Record(number, {}, fault=fault, position=position)


def _cells(request: Mapping[str, Any]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The values as texts, and what was not as the standard has it."""
    cells, normalised = {}, []
    for name, value in request.items():
        if isinstance(value, bool | list | dict):
            normalised.append(f"{name}: ignored, for it is no plain value")
        elif value not in (None, ""):
            cells[name] = str(value)
            if isinstance(value, int | float) and name not in _NUMBERS:
                normalised.append(f"{name}: a number, read as text")
    if "lon" in cells and "long" not in cells:
        cells["long"] = cells.pop("lon")
        normalised.append("lon: read as long")
    if (status := cells.get("status")) is not None and status != status.lower():
        cells["status"] = status.lower()
        normalised.append("status: capitals, read in lower case")
    return cells, tuple(normalised)
