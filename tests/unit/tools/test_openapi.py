"""The descriptions for integrators are those of the code, and what clients rely on is not taken from them unnoticed."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tools import openapi
from tools.openapi_changes import breaking_changes

Document = dict[str, Any]


def _document() -> Document:
    """An operation with a parameter, a body with every kind of limit, and an answer."""
    new = {
        "type": "object",
        "required": ["text"],
        "properties": {
            "text": {"type": "string", "maxLength": 10, "minLength": 1, "pattern": "^a"},
            "kind": {"type": "string", "enum": ["a", "b"]},
            "place": {"anyOf": [{"$ref": "#/components/schemas/Place"}, {"type": "null"}]},
            "parts": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 5}},
        },
    }
    shown = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string"}, "more": {"$ref": "#/components/schemas/Shown"}},
    }
    place = {"type": "object", "properties": {"latitude": {"type": "number"}}}
    answer = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Shown"}}}}
    operation = {
        "parameters": [{"in": "query", "name": "q", "schema": {"type": "string"}}],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}},
        },
        "responses": {"201": answer, "422": {}},
    }
    return {
        "paths": {"/things": {"post": operation, "get": {"responses": {"200": answer}}}},
        "components": {"schemas": {"New": new, "Shown": shown, "Place": place}},
    }


def _post(document: Document) -> Document:
    found: Document = document["paths"]["/things"]["post"]
    return found


def _field(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"]["New"]["properties"][name]
    return found


def _schema(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


Change = Callable[[Document], object]
BODY, PARAMETER = "POST /things body", {"in": "query", "name": "new", "required": True, "schema": {"type": "string"}}
SHOWN = ("POST /things 201", "GET /things 200")

BREAKING: dict[str, tuple[Change, str]] = {
    "path": (lambda d: d["paths"].pop("/things"), "GET /things: the operation is gone"),
    "operation": (lambda d: d["paths"]["/things"].pop("get"), "GET /things: the operation is gone"),
    "status": (lambda d: _post(d)["responses"].pop("422"), "POST /things: the answer 422 is gone"),
    "parameter": (lambda d: _post(d)["parameters"].clear(), "POST /things query q: the parameter is gone"),
    "required parameter": (
        lambda d: _post(d)["parameters"].append(PARAMETER),
        "POST /things query new: the parameter is required now",
    ),
    "type of a parameter": (
        lambda d: _post(d)["parameters"][0].update(schema={"type": "integer"}),
        "POST /things query q: string is refused now",
    ),
    "media type": (
        lambda d: _post(d)["requestBody"].update(content={"text/csv": {}}),
        f"{BODY}: application/json is gone",
    ),
    "required field": (
        lambda d: _schema(d, "New")["required"].append("kind"),
        f"{BODY}.kind: the field is required now",
    ),
    "field": (lambda d: _schema(d, "New")["properties"].pop("kind"), f"{BODY}.kind: the field is gone"),
    "enum": (lambda d: _field(d, "kind").update(enum=["a", "c"]), f"{BODY}.kind: b is refused now"),
    "enum where there was none": (
        lambda d: _field(d, "text").update(enum=["a"]),
        f"{BODY}.text: anything else is refused now",
    ),
    "null": (
        lambda d: _field(d, "place").update(anyOf=[{"$ref": "#/components/schemas/Place"}]),
        f"{BODY}.place: null is refused now",
    ),
    "type inside": (
        lambda d: _schema(d, "Place")["properties"].update(latitude={"type": "string"}),
        f"{BODY}.place.latitude: number is refused now",
    ),
    "upper limit": (lambda d: _field(d, "text").update(maxLength=9), f"{BODY}.text: maxLength is 9 now"),
    "lower limit": (lambda d: _field(d, "text").update(minLength=2), f"{BODY}.text: minLength is 2 now"),
    "limit of items": (lambda d: _field(d, "parts")["items"].update(maximum=4), f"{BODY}.parts[]: maximum is 4 now"),
    "pattern": (lambda d: _field(d, "text").update(pattern="^b"), f"{BODY}.text: it is written in another way now"),
    "answered field": (lambda d: _schema(d, "Shown")["properties"].pop("id"), f"{SHOWN[0]}.id: the field is gone"),
    "answered for sure": (
        lambda d: _schema(d, "Shown")["required"].clear(),
        f"{SHOWN[0]}.id: the field may be missing now",
    ),
    "answered type": (
        lambda d: _schema(d, "Shown")["properties"].update(id={"anyOf": [{"type": "string"}, {"type": "null"}]}),
        f"{SHOWN[0]}.id: null is new in the answer",
    ),
}

HARMLESS: dict[str, Change] = {
    "nothing": lambda d: None,
    "operation": lambda d: d["paths"].update({"/others": {"get": {"responses": {}}}}),
    "status": lambda d: _post(d)["responses"].update({"429": {}}),
    "parameter": lambda d: _post(d)["parameters"].append(PARAMETER | {"required": False}),
    "field": lambda d: _schema(d, "New")["properties"].update(note={"type": "string"}),
    "no longer required": lambda d: _schema(d, "New")["required"].clear(),
    "wider enum": lambda d: _field(d, "kind").update(enum=["a", "b", "c"]),
    "wider limits": lambda d: _field(d, "text").update(maxLength=20, minLength=0),
    "no pattern": lambda d: _field(d, "text").pop("pattern"),
    "answered field": lambda d: _schema(d, "Shown")["properties"].update(note={"type": "string"}),
    "answered for sure": lambda d: _schema(d, "Shown")["required"].append("more"),
}


@pytest.mark.parametrize("what", BREAKING)
def test_what_breaks_a_client_is_found(what: str) -> None:
    change, said = BREAKING[what]
    now = _document()
    change(now)
    assert said in breaking_changes(_document(), now)


@pytest.mark.parametrize("what", HARMLESS)
def test_what_breaks_nobody_passes(what: str) -> None:
    now = copy.deepcopy(_document())
    HARMLESS[what](now)
    assert breaking_changes(_document(), now) == []


def test_a_removed_operation_is_found_in_the_real_description() -> None:
    before, now = (openapi.DESCRIPTIONS["openapi.json"]() for _ in range(2))
    del now["paths"]["/v1/track/{code}"]
    assert breaking_changes(before, now) == ["GET /v1/track/{code}: the operation is gone"]


def test_the_descriptions_are_up_to_date_and_break_no_client_of_the_last_release() -> None:
    assert list(openapi.faults()) == []


def test_nothing_is_accepted_that_does_not_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = openapi.ACCEPTED
    monkeypatch.setattr(openapi, "ACCEPTED", frozenset())
    found = {fault.partition(": ")[2] for fault in openapi.faults()}
    assert accepted - found == set()
