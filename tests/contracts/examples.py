"""The golden examples, a folder for each version, and a way through every field that an event has."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel

import contracts
from contracts.codec import ATTRIBUTES, decode
from contracts.events import Event

FOLDER = Path(contracts.__file__).parent / "examples"
Json = dict[str, Any]
JsonPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Example:
    """One file: a complete event as it travels."""

    name: str
    wire: Json

    @property
    def type(self) -> str:
        """The event type that the file's name promises: the name without its variant."""
        return ".".join(self.name.split(".")[:3])

    @property
    def body(self) -> bytes:
        """The bytes of the record."""
        return orjson.dumps(self.wire)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Field:
    """One field of one value in an example, wherever it stands."""

    owner: type[BaseModel]
    name: str
    path: JsonPath
    required: bool
    has_value: bool


def examples_of(version: str) -> tuple[Example, ...]:
    """Everything that the producers of a version wrote."""
    files = sorted((FOLDER / version).glob("*.json"))
    return tuple(Example(path.stem, orjson.loads(path.read_bytes())) for path in files)


VERSIONS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
EXAMPLES = examples_of(VERSIONS[-1])
"""Those of today's producers."""


def fields(example: Example) -> Iterator[Field]:
    """Every field of the event and of the values in it."""
    yield from _fields(decode(example.body), ())


def without(example: Example, path: JsonPath) -> bytes:
    """The example as bytes, with what stands at `path` left out."""
    wire = copy.deepcopy(example.wire)
    at: Any = wire
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    return orjson.dumps(wire)


def _fields(value: BaseModel, path: JsonPath) -> Iterator[Field]:
    for name, info in type(value).model_fields.items():
        inner = getattr(value, name)
        place = _on_the_wire(value, name, path)
        yield Field(type(value), name, place, info.is_required(), inner is not None)
        for step, part in _parts(inner):
            yield from _fields(part, (*place, *step))


def _on_the_wire(value: BaseModel, name: str, path: JsonPath) -> JsonPath:
    if not isinstance(value, Event):
        return (*path, name)
    return (ATTRIBUTES[name],) if name in ATTRIBUTES else ("data", name)


def _parts(value: object) -> Iterator[tuple[JsonPath, BaseModel]]:
    if isinstance(value, BaseModel):
        yield (), value
    elif isinstance(value, tuple):
        yield from (((number,), part) for number, part in enumerate(value) if isinstance(part, BaseModel))
