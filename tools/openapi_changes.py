"""What a new description of an API takes away from those who rely on an older one.

Requests may only be asked for less, answers may only say more: an operation, a parameter, a status or a field that is
gone, something new that is required, and a value that was accepted and is not any more, break a client.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]

_METHODS = frozenset({"get", "put", "post", "delete", "patch"})
_UPPER = ("maxLength", "maximum", "exclusiveMaximum", "maxItems")
_LOWER = ("minLength", "minimum", "exclusiveMinimum", "minItems")
_MAX_DEPTH = 12
"""A schema may contain itself."""


def breaking_changes(old: Schema, new: Schema) -> list[str]:
    """Each change that breaks a client, as a sentence that begins with its place; none when there is none."""
    return list(_Comparison(old, new).operations())


@dataclass(frozen=True)
class _Comparison:
    old: Schema
    new: Schema

    def operations(self) -> Iterator[str]:
        for path, methods in self.old["paths"].items():
            for method in _METHODS & methods.keys():
                place, now = f"{method.upper()} {path}", self.new["paths"].get(path, {}).get(method)
                if now is None:
                    yield f"{place}: the operation is gone"
                else:
                    yield from self._operation(place, methods[method], now)

    def _operation(self, place: str, before: Schema, now: Schema) -> Iterator[str]:
        yield from self._parameters(place, before.get("parameters", ()), now.get("parameters", ()))
        yield from self._body(f"{place} body", before.get("requestBody"), now.get("requestBody"))
        for status, answer in before["responses"].items():
            if status not in now["responses"]:
                yield f"{place}: the answer {status} is gone"
            else:
                contents = (answer.get("content", {}), now["responses"][status].get("content", {}))
                yield from self._contents(f"{place} {status}", *contents, is_request=False)

    def _parameters(self, place: str, before: Sequence[Schema], now: Sequence[Schema]) -> Iterator[str]:
        old, new = ({(each["in"], each["name"]): each for each in some} for some in (before, now))
        for key, parameter in old.items():
            where = f"{place} {key[0]} {key[1]}"
            if key not in new:
                yield f"{where}: the parameter is gone"
            else:
                yield from self._values(where, parameter.get("schema", {}), new[key].get("schema", {}), True)
        for key, parameter in new.items():
            if parameter.get("required") and not old.get(key, {}).get("required"):
                yield f"{place} {key[0]} {key[1]}: the parameter is required now"

    def _body(self, place: str, before: Schema | None, now: Schema | None) -> Iterator[str]:
        if before is None:
            if now is not None and now.get("required"):
                yield f"{place}: it is required now"
        elif now is None:
            yield f"{place}: it is gone"
        else:
            if now.get("required") and not before.get("required"):
                yield f"{place}: it is required now"
            yield from self._contents(place, before["content"], now["content"], is_request=True)

    def _contents(self, place: str, before: Schema, now: Schema, is_request: bool) -> Iterator[str]:
        for media_type, content in before.items():
            if media_type not in now:
                yield f"{place}: {media_type} is gone"
            else:
                yield from self._values(place, content.get("schema", {}), now[media_type].get("schema", {}), is_request)

    def _values(self, place: str, before: Schema, now: Schema, is_request: bool, depth: int = 0) -> Iterator[str]:
        if depth > _MAX_DEPTH:
            return
        old, new = _alternatives(before, self.old), _alternatives(now, self.new)
        if not new:
            return  # anything may stand there
        taken, given = (old, new) if is_request else (new, old)
        for kind in taken.keys() - given.keys():
            yield f"{place}: {kind or 'anything'} is {'refused now' if is_request else 'new in the answer'}"
        for kind in old.keys() & new.keys():
            yield from _limits(place, old[kind], new[kind], is_request)
            yield from self._fields(place, old[kind], new[kind], is_request, depth)
            if "items" in old[kind]:
                items = (old[kind]["items"], new[kind].get("items", {}))
                yield from self._values(f"{place}[]", *items, is_request, depth + 1)

    def _fields(self, place: str, before: Schema, now: Schema, is_request: bool, depth: int) -> Iterator[str]:
        old, new = before.get("properties", {}), now.get("properties", {})
        for name, schema in old.items():
            if name not in new:
                yield f"{place}.{name}: the field is gone"
            else:
                yield from self._values(f"{place}.{name}", schema, new[name], is_request, depth + 1)
        was, is_now = set(before.get("required", ())), set(now.get("required", ()))
        if is_request:
            yield from (f"{place}.{name}: the field is required now" for name in sorted(is_now - was))
        else:
            missing = sorted((was - is_now) & new.keys())
            yield from (f"{place}.{name}: the field may be missing now" for name in missing)


def _alternatives(schema: Schema, document: Schema) -> dict[str, Schema]:
    """What a value may be, by its type; nothing for a schema that says nothing."""
    resolved = _resolved(schema, document)
    parts = resolved.get("anyOf") or resolved.get("oneOf")
    if parts:
        return {kind: each for part in parts for kind, each in _alternatives(part, document).items()}
    kinds = resolved.get("type", "object" if "properties" in resolved else None)
    if kinds is None and "const" not in resolved and "enum" not in resolved:
        return {}
    return dict.fromkeys([kinds] if not isinstance(kinds, list) else kinds, resolved)


def _resolved(schema: Schema, document: Schema) -> Schema:
    found = schema
    while "$ref" in found:
        target: Any = document
        for part in found["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        found = target
    return found


def _limits(place: str, old: Schema, new: Schema, is_request: bool) -> Iterator[str]:
    """Of a request: what was accepted and is not any more. What an answer may say is not limited by its description."""
    if not is_request:
        return
    values = _named(new)
    if values is not None and (gone := [each for each in _named(old) or ["anything else"] if each not in values]):
        yield f"{place}: {', '.join(map(str, gone))} is refused now"
    if new.get("pattern") not in (None, old.get("pattern")):
        yield f"{place}: it is written in another way now"
    for name in (*_UPPER, *_LOWER):
        if name in new and (name not in old or (new[name] < old[name] if name in _UPPER else new[name] > old[name])):
            yield f"{place}: {name} is {new[name]} now"


def _named(schema: Schema) -> list[Any] | None:
    """The values that a schema lists, None when it lists none."""
    return [schema["const"]] if "const" in schema else schema.get("enum")
