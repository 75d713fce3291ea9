"""YAML files that are checked as they are read. Errors name file, line, field and reason."""

import hashlib
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from city.faults import Location
from contracts.errors import ConfigurationError
from contracts.values import expected_by

Model = TypeVar("Model", bound=BaseModel)


def read(path: Path, model: type[Model]) -> Model:
    """The file as `model`; raises `ConfigurationError` with `file:line: field: reason` for every fault."""
    text = _text(path)
    try:
        root, data = _parsed(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigurationError(f"{path}:{line}: {error.problem or 'not valid YAML'}") from error
    except yaml.YAMLError as error:  # characters that YAML does not allow have no mark
        raise ConfigurationError(f"{path}: not valid YAML: {error}") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = [_message(path, root, each["loc"], _reason(each)) for each in error.errors(include_url=False)]
        raise ConfigurationError("\n".join(faults)) from error


def fault(path: Path, location: Location, reason: str, other: Location | None = None) -> str:
    """The message for a fault in a file that could be read: `file:line: field: reason`, and the line of `other`."""
    root = yaml.compose(_text(path), Loader=_Loader)
    message = _message(path, root, location, reason)
    return message if other is None else f"{message} (see line {_line(root, other)})"


def fingerprint(*paths: Path) -> str:
    """A short fingerprint of the files: it changes when, and only when, their content does."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + _text(path).encode() + b"\0")
    return digest.hexdigest()[:12]


def _parsed(text: str) -> tuple[yaml.Node | None, Any]:
    """What a file says as nodes, which know their lines, and as data.

    With the parser in C it takes an eighth of the time; what that refuses is read again by the one in Python, which
    says more of why.
    """
    try:
        return _parsed_by(_Loader, text)
    except yaml.YAMLError:
        return _parsed_by(_ExplainingLoader, text)


def _parsed_by(kind: "type[_Loader | _ExplainingLoader]", text: str) -> tuple[yaml.Node | None, Any]:
    """Read twice: making data of nodes moves what `<<` merges in before what overrides it."""
    return yaml.compose(text, Loader=kind), yaml.load(text, Loader=kind)


class _Strict(yaml.constructor.SafeConstructor):
    """Refuses a key that stands twice, which YAML would silently take the last of, and a date that does not exist."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            raise yaml.constructor.ConstructorError(None, None, str(error), node.start_mark) from error

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key in [key for key, _ in node.value if isinstance(key, yaml.ScalarNode)]:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key.value!r} stands twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


class _Loader(_Strict, yaml.CSafeLoader):
    """Strict, and fast."""


class _ExplainingLoader(_Strict, yaml.SafeLoader):
    """Strict, and slow."""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: cannot be read: it is not UTF-8 ({error.reason})") from error


def _reason(error: ErrorDetails) -> str:
    """What is wrong with a field, in words that do not need pydantic's manual."""
    match error["type"]:
        case "string_pattern_mismatch":
            return f"must be {expected_by(error['ctx']['pattern'])}"
        case "missing":
            return "is needed, and missing"
        case "extra_forbidden":
            return "there is no such key here"
        case "value_error":
            return str(error["ctx"]["error"])
    return error["msg"]


def _message(path: Path, root: yaml.Node | None, location: Location, message: str) -> str:
    field = ".".join(str(part) for part in location) or "(file)"
    return f"{path}:{_line(root, location)}: {field}: {message}"


def _line(node: yaml.Node | None, location: Location) -> int:
    """The line of the innermost place on the way to `location`: a missing field has only its parent's line."""
    line = node.start_mark.line if node is not None else 0
    for part in location:
        if node is None:
            break
        mark, node = _child(node, part)
        line = mark.line if mark is not None else line
    return int(line) + 1


def _child(node: yaml.Node, part: int | str) -> tuple[yaml.Mark | None, yaml.Node | None]:
    """Where a part begins (for one of a mapping: its key), and what it is."""
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark, node.value[part]
    if isinstance(node, yaml.MappingNode):
        found = ((key.start_mark, value) for key, value in node.value if key.value == str(part))
        return next(found, (None, None))
    return None, None
