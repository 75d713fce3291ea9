"""The city as far as an import needs it: what categories, areas, policies and languages there are."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from city.files.areas import AreasFile, areas_around
from city.files.categories import CategoriesFile
from city.files.city import CityFile
from city.files.policies import PoliciesFile
from city.loading import load

_KINDS = re.compile(r"^(?:kecamatan|kec|kelurahan|kel|desa|district|distrik|village)\b\.?\s*", re.IGNORECASE)
_KIND_AFTER = re.compile(r"\s+(?:district|village)$", re.IGNORECASE)
LEVELS = {"district": 3, "village": 4}
"""How many parts the code of an area has."""


@dataclass(frozen=True)
class CityFiles:
    """The slice of a city's files."""

    city: CityFile
    categories: CategoriesFile
    areas: AreasFile
    policies: PoliciesFile


@dataclass(frozen=True)
class City:
    """`areas_by_name` has the codes of all areas that are called so, in any language, by the plain name."""

    zone: ZoneInfo
    languages: tuple[str, ...]
    categories: frozenset[str]
    policies: tuple[str, ...]
    areas: frozenset[str]
    areas_by_name: Mapping[str, frozenset[str]]

    def has_area(self, code: str) -> bool:
        """Whether an area is one of the city's, a part of one, or a wider one; a city that names none has all."""
        is_wider = any(each.startswith(f"{code}.") for each in self.areas)
        return not self.areas or is_wider or any(part in self.areas for part in (code, *areas_around(code)))

    def areas_called(self, name: str, level: str | None) -> frozenset[str]:
        """The codes of the areas with this name, however it is written; of one level where that is said."""
        found = self.areas_by_name.get(plain_name(name), frozenset())
        if level is None or len(found) < 2:
            return found
        return frozenset(code for code in found if code.count(".") + 1 == LEVELS[level])


def plain_name(name: str) -> str:
    """The name of an area without kind, blanks, punctuation and capitals: `Kec. Sumber Pelita` is `sumberpelita`."""
    bare = _KIND_AFTER.sub("", _KINDS.sub("", unicodedata.normalize("NFKC", name).strip()))
    return re.sub(r"[\W_]+", "", bare.casefold())


def load_city(folder: Path) -> City:
    """Read the city's files; raises `ConfigurationError` with file, line and reason of every fault."""
    files = load(folder, CityFiles)
    by_name: defaultdict[str, set[str]] = defaultdict(set)
    for area in files.areas.areas:
        for name in area.name.root.values():
            by_name[plain_name(name)].add(area.code)
    return City(
        zone=ZoneInfo(files.city.time_zone),
        languages=files.city.languages,
        categories=frozenset(each.code for each in files.categories.categories),
        policies=tuple(policy.name for policy in files.policies.policies),
        areas=frozenset(area.code for area in files.areas.areas),
        areas_by_name={name: frozenset(codes) for name, codes in by_name.items()},
    )
