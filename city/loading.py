"""Reads the files of a city that a service names, and checks each alone and against the others.

A service names its files by a dataclass, its slice: the field `units: UnitsFile` stands for `units.yaml`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from city import reading
from city.checks import CHECKS
from city.faults import Fault
from contracts.errors import ConfigurationError

Slice = TypeVar("Slice")
Check = Callable[..., Iterable[Fault]]
"""Finds faults in the files that its parameters are named after; with `**files` it is given all others too."""


def load(folder: Path, slice_: type[Slice], more: Sequence[Check] = ()) -> Slice:
    """The files of `slice_`, found right by every check that needs no other file: the city's own, and `more`.

    Raises `ConfigurationError` with a line for every fault: `file:line: field: reason`.
    """
    if not folder.is_dir():
        raise ConfigurationError(f"{folder}: no such folder")
    files: dict[str, Any] = {}
    faults: list[str] = []
    for name, model in get_type_hints(slice_).items():
        try:
            files[name] = reading.read(_path(folder, name), model)
        except ConfigurationError as error:
            faults += str(error).splitlines()
    found = (fault for check in (*CHECKS, *more) for fault in _run(check, files))
    faults += [reading.fault(_path(folder, fault.file), fault.at, fault.reason, fault.other) for fault in found]
    if faults:
        raise ConfigurationError("\n".join(dict.fromkeys(faults)))
    return slice_(**files)


def fingerprint(folder: Path, slice_: type[object]) -> str:
    """Changes when, and only when, the content of one of these files does."""
    return reading.fingerprint(*(_path(folder, name) for name in get_type_hints(slice_)))


def _run(check: Check, files: dict[str, Any]) -> Iterator[Fault]:
    parameters = signature(check).parameters.values()
    needed = [each.name for each in parameters if each.kind is not Parameter.VAR_KEYWORD]
    if all(name in files for name in needed):
        wants_all = len(needed) < len(parameters)
        yield from check(**(files if wants_all else {name: files[name] for name in needed}))


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.yaml"
