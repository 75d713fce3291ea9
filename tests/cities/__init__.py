"""A small invented regency, which assumes nothing of the cities that ship, and copies of a city to be spoiled."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from city.loading import Check, load
from city.whole import WholeCity
from contracts.errors import ConfigurationError

REGENCY = Path(__file__).parent / "regency"
CONFIG = Path(__file__).parents[2] / "config"
SHIPPED = sorted(path.parent for path in CONFIG.glob("*/city.yaml"))


def copy(city: Path, target: Path) -> Path:
    """A copy of the city's files in the folder `target`."""
    return Path(shutil.copytree(city, target))


def change(folder: Path, file: str, old: str, new: str) -> int:
    """Put `new` where `old` first stands in `<file>.yaml`; the number of the line where that is."""
    path = folder / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} does not hold {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults(folder: Path, slice_: type[object] = WholeCity, more: Sequence[Check] = ()) -> list[str]:
    """What is found in the files of a slice, each fault without the folder: `units.yaml:3: field: reason`."""
    try:
        load(folder, slice_, more)
    except ConfigurationError as error:
        return [line.removeprefix(f"{folder}/") for line in str(error).splitlines()]
    return []


def faults_after(folder: Path, old: str, new: str, fault: str) -> list[str]:
    """What is found after a change in the file that `fault` names, each cut to the length of `fault`."""
    change(folder, fault.partition(".yaml:")[0], old, new)
    return [found[: len(fault)] for found in faults(folder)]
