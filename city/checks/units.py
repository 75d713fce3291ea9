"""The units and who stands above them."""

from collections.abc import Iterator

from city.faults import Fault
from city.files.city import CityFile
from city.files.units import UnitsFile, upwards


def parents_exist(units: UnitsFile) -> Iterator[Fault]:
    """Who is missing in a unit is looked for in its parent."""
    known = units.by_id()
    for number, unit in enumerate(units.units):
        if unit.parent is not None and unit.parent not in known:
            yield Fault("units", ("units", number, "parent"), f"unit {unit.parent!r} does not exist")


def parents_lead_upwards(units: UnitsFile) -> Iterator[Fault]:
    """From every unit the way up ends at one without a parent."""
    known = units.by_id()
    for number, unit in enumerate(units.units):
        *_, top = upwards(known, unit.id)
        if known[top].parent in known:
            yield Fault("units", ("units", number, "parent"), f"the parents of {unit.id} lead in a circle")


def triage_unit_exists(city: CityFile, units: UnitsFile) -> Iterator[Fault]:
    """What no rule decides goes there."""
    if city.triage_unit not in units.by_id():
        yield Fault("city", ("triage_unit",), f"unit {city.triage_unit!r} does not exist; units.yaml has to list it")
