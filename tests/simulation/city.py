"""The city of the simulation: `config/indonesia`, with divisions below its agencies and people who work in them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import yaml

from city.files.areas import AreasFile, lies_in
from city.files.categories import CategoriesFile
from city.files.city import CityFile
from city.files.policies import PoliciesFile
from city.files.units import Unit, UnitsFile, upwards
from city.loading import load as load_files
from deploy.local.environment import REPOSITORY
from services.notify import city as notify_city
from services.notify.domain.hearing import Audience
from services.routing.app import load_city as load_routing_city
from services.routing.domain.city import City as RoutingCity
from services.sla import city as sla_city
from services.sla.domain.decide import Rules
from tests.simulation.working_time import WorkingTime, office

SOURCE = REPOSITORY / "config" / "indonesia"
DIVISIONS = ("layanan", "teknis")
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Files:
    """The files that say how the city is organised."""

    city: CityFile
    units: UnitsFile
    areas: AreasFile
    categories: CategoriesFile
    policies: PoliciesFile


@dataclass(frozen=True)
class Organisation:
    """What the rules of complaints know of the city."""

    units: Mapping[str, Unit]
    triage_unit: str
    staff: Mapping[str, str]
    categories: Collection[str]
    areas: Collection[str]
    policy_names: Collection[str]

    @classmethod
    def of(cls, files: Files) -> "Organisation":
        """The city of these files, with one officer for each unit."""
        units = files.units.by_id()
        return cls(
            units,
            files.city.triage_unit,
            {officer_of(unit): unit for unit in units},
            [category.code for category in files.categories.categories],
            [area.code for area in files.areas.areas],
            [policy.name for policy in files.policies.policies],
        )

    def is_within(self, unit: str | None, upper: str) -> bool:
        """Whether `unit` is `upper` or stands somewhere below it."""
        return unit == upper or upper in upwards(self.units, unit)

    def upwards(self, unit: str) -> Iterator[str]:
        """The unit and those above it."""
        return upwards(self.units, unit)

    def needs_proof(self, category: str | None) -> bool:
        """Nothing has to be shown in a photo."""
        return False

    def has_area(self, area: str) -> bool:
        """Whether an area code means a place in the city, the whole city, or something wider that it lies in."""
        return any(lies_in(area, known) or lies_in(known, area) for known in self.areas)


@dataclass(frozen=True)
class City:
    """What each service knows of the city, and how the ledger counts its working time."""

    organisation: Organisation
    routing: RoutingCity
    sla: Rules
    audience: Audience
    working_time: WorkingTime
    agencies: tuple[str, ...]
    top: str

    @property
    def triage(self) -> str:
        """The unit of the triage desk."""
        return self.organisation.triage_unit


def officer_of(unit: str) -> str:
    """The id of the officer who works there."""
    return f"petugas-{unit}"


def load(folder: Path) -> City:
    """The city, written to `folder` and read by each service as it reads any other."""
    agencies = _write(folder)
    organisation = Organisation.of(load_files(folder, Files))
    return City(
        organisation=organisation,
        routing=load_routing_city(folder),
        sla=Rules(sla_city.load(folder), timedelta(days=7)),
        audience=Audience(notify_city.load_city(folder, {"email"}), (), BEGINNING),
        working_time=WorkingTime(*office(folder)),
        agencies=agencies,
        top=next(unit.id for unit in organisation.units.values() if unit.parent is None),
    )


def _write(folder: Path) -> tuple[str, ...]:
    copytree(SOURCE, folder, dirs_exist_ok=True)
    content = yaml.safe_load((SOURCE / "units.yaml").read_text(encoding="utf-8"))
    agencies = tuple(unit["id"] for unit in content["units"] if unit["kind"] == "agency")
    content["units"] += [
        {
            "id": f"{agency}-{division}",
            "name": {"id": f"Bidang {division} {agency}", "en": f"Division {division} of {agency}"},
            "kind": "agency",
            "parent": agency,
            "calendar": "office",
        }
        for agency in agencies
        for division in DIVISIONS
    ]
    leaders = yaml.safe_load((SOURCE / "leaders.yaml").read_text(encoding="utf-8"))
    leaders["posts"] += [
        {"unit": f"{agency}-{division}", "role": "officers", "person": f"petugas-{agency}"}
        for agency in agencies
        for division in DIVISIONS
    ]
    for name, written in (("units", content), ("leaders", leaders)):
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")
    return agencies
