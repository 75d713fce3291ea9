"""A city's configuration: YAML files that are checked as they are read. Errors name file, line and reason."""

import hashlib
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from chassis.errors import ConfigurationError

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[int | str, ...]


def read(path: Path, model: type[Model]) -> Model:
    """The file as `model`; raises `ConfigurationError` with `file:line: field: reason` for every fault."""
    text = _text(path)
    try:
        root = yaml.compose(text, Loader=_Loader)
        data = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigurationError(f"{path}:{line}: {error.problem or 'not valid YAML'}") from error
    except yaml.YAMLError as error:  # characters that YAML does not allow have no mark
        raise ConfigurationError(f"{path}: not valid YAML: {error}") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = [_message(path, root, fault["loc"], fault["msg"]) for fault in error.errors(include_url=False)]
        raise ConfigurationError("\n".join(faults)) from error


def fault(path: Path, location: Location, reason: str) -> str:
    """The message for a fault that shows only beside another file: `file:line: field: reason`."""
    return _message(path, yaml.compose(_text(path), Loader=_Loader), location, reason)


def line(path: Path, location: Location) -> int:
    """The line of a place in a file that has been read."""
    return _line(yaml.compose(_text(path), Loader=_Loader), location)


def version(*paths: Path) -> str:
    """A short fingerprint of the files: it changes when, and only when, their content does."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + _text(path).encode() + b"\0")
    return digest.hexdigest()[:12]


class _Loader(yaml.SafeLoader):
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


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: cannot be read: it is not UTF-8 ({error.reason})") from error


def _message(path: Path, root: yaml.Node | None, location: Location, message: str) -> str:
    field = ".".join(str(part) for part in location) or "(file)"
    return f"{path}:{_line(root, location)}: {field}: {message}"


def _line(node: yaml.Node | None, location: Location) -> int:
    """The line of the innermost node on the way to `location` (a missing field has only its parent's line)."""
    line = 1
    for part in location:
        if node is None:
            break
        line = node.start_mark.line + 1
        node = _child(node, part)
    return node.start_mark.line + 1 if node is not None else line


def _child(node: yaml.Node, part: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        child: yaml.Node = node.value[part]
        return child
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    return None
