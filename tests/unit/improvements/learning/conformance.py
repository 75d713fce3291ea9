"""The statements of ADL's conformance suite for learning record stores, put together as the suite does it.

Where they are from, and their licence, stands in `conformance.json`.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

_DATA = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
_TEMPLATES: dict[str, Any] = _DATA["templates"]
_DROP = "!drop "


class Sample(NamedTuple):
    """A statement, and whether a learning record store has to take it."""

    name: str
    statement: Any
    is_valid: bool

    def __str__(self) -> str:
        return self.name


def samples() -> Iterator[Sample]:
    """All of them."""
    for requirement, name, start, steps, overlay, is_valid in _DATA["cases"]:
        yield Sample(f"{requirement}: {name}", _statement(start, steps, overlay), is_valid)
    everywhere = _DATA["everywhere"]
    for place, (start, path) in everywhere["places"].items():
        for name, template, overlay, is_valid in (*everywhere["agents"], *everywhere["groups"]):
            *outer, last = path
            steps = [(each.split("@")[0], f"@{each.split('@')[1]}") for each in outer]
            yield Sample(f"{place}: {name}", _statement(start, [*steps, (last, f"@{template}")], overlay), is_valid)


def _statement(start: str, steps: Any, overlay: Any) -> Any:
    statement = innermost = deepcopy(_TEMPLATES[start])
    for member, value in steps:
        innermost[member] = _value(value)
        innermost = innermost[member]
    if overlay is not None:
        _lay_over(innermost, overlay)
    return statement


def _lay_over(target: dict[str, Any], overlay: dict[str, Any]) -> None:
    for name, value in overlay.items():
        if isinstance(value, str) and value.startswith(_DROP):
            del target[name][value.removeprefix(_DROP)]
        elif isinstance(value, dict) and isinstance(target.get(name), dict):
            _lay_over(target[name], value)
        else:
            target[name] = [_value(each) for each in value] if isinstance(value, list) else deepcopy(value)


def _value(value: Any) -> Any:
    is_template = isinstance(value, str) and value.startswith("@")
    return deepcopy(_TEMPLATES[value.removeprefix("@")] if is_template else value)
