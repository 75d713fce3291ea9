"""Bytes that are no event say why; what only a newer producer can have written is told apart."""

import copy
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.codec import DecodeError, UnknownEvent, decode, encode, trace_of
from contracts.events import Event
from tests.contracts.examples import EXAMPLES, Example, JsonPath
from tests.short import IS_SHORT

FILED = next(example for example in EXAMPLES if example.name == "complaint.filed.v2")
ESCALATED = next(example for example in EXAMPLES if example.name == "complaint.escalated.v2")
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
many = settings(max_examples=400 if IS_SHORT else 2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"specversion": NaN}', b"[" * 100_000])
def test_it_says_that_the_json_is_malformed(body: bytes) -> None:
    error = error_of(body)
    assert (error.reason, error.event, error.field) == ("malformed_json", "unknown", None)


@pytest.mark.parametrize("body", [b"null", b"[]", b"1", b'"complaint.filed.v2"'])
def test_it_says_that_it_must_be_an_object(body: bytes) -> None:
    error = error_of(body)
    assert (error.reason, error.detail) == ("not_a_cloudevent", "must be a JSON object")


@pytest.mark.parametrize("version", [None, "0.3", "1", 1.0, ["1.0"]])
def test_it_knows_one_version_of_cloudevents(version: object) -> None:
    error = error_of(changed(FILED, ("specversion",), version))
    assert (error.reason, error.field, error.detail) == ("not_a_cloudevent", "specversion", "must be 1.0")


@pytest.mark.parametrize("kind", [None, "", 1, [], {}])
def test_it_says_that_an_event_has_a_type(kind: object) -> None:
    error = error_of(changed(FILED, ("type",), kind))
    assert (error.reason, error.field) == ("not_a_cloudevent", "type")


@pytest.mark.parametrize("kind", ["complaint.filed.v3", "complaint.praised.v1", "Complaint.Filed.v2"])
@pytest.mark.parametrize("data", [{}, None, {"anything": 1}])
def test_a_type_that_only_newer_producers_know_is_told_apart(kind: str, data: object) -> None:
    wire = {**FILED.wire, "type": kind, "data": data}
    with pytest.raises(UnknownEvent, match=kind):
        decode(orjson.dumps(wire))


@pytest.mark.parametrize("data", [None, [], "text", 1])
def test_it_says_that_data_must_be_an_object(data: object) -> None:
    error = error_of(changed(FILED, ("data",), data))
    assert str(error) == "invalid_event: complaint.filed.v2.data: must be a JSON object"


@pytest.mark.parametrize(
    ("example", "path", "value", "said"),
    [
        (FILED, ("time",), "2026-03-02T01:30:00", "should have timezone info"),
        (FILED, ("time",), 1772415000, "must be a time as in"),
        (FILED, ("time",), "1772415000", "must be a time as in"),
        (FILED, ("time",), "2026-03-02", "should have timezone info"),
        (FILED, ("time",), "2026-02-30T01:30:00Z", "valid datetime"),
        (FILED, ("time",), "0001-01-01T00:00:00+14:00", "outside the years 1 to 9999"),
        (FILED, ("id",), 7, "valid string"),
        (FILED, ("subject",), None, "valid string"),
        (FILED, ("causationid",), {}, "valid string"),
        (FILED, ("data", "seq"), "first", "valid integer"),
        (FILED, ("data", "seq"), 0, "greater than or equal to 1"),
        (FILED, ("data", "assignment_number"), -1, "greater than or equal to 0"),
        (FILED, ("data", "actor"), "officer", "valid dictionary"),
        (FILED, ("data", "actor", "kind"), 7, "'channel', 'complainant', 'officer'"),
        (FILED, ("data", "reason"), "Because I say so", "match pattern"),
        (FILED, ("data", "routing_input", "channel"), "WhatsApp\n", "match pattern"),
        (FILED, ("data", "routing_input", "filed_at"), "2026-03-02T01:30:00", "should have timezone info"),
        (FILED, ("data", "routing_input", "area"), "99.71.1", "match pattern"),
        (FILED, ("data", "routing_input", "area"), "٩٩.71", "match pattern"),
        (FILED, ("data", "routing_input", "point", "latitude"), 91, "less than or equal to 90"),
        (FILED, ("data", "routing_input", "words", 1), None, "valid string"),
        (ESCALATED, ("data", "clock"), "Answer by", "match pattern"),
    ],
)
def test_it_names_event_field_and_reason(example: Example, path: JsonPath, value: object, said: str) -> None:
    error = error_of(changed(example, path, value))
    field = ".".join(str(step) for step in path if step != "data")
    assert (error.reason, error.event, error.field) == ("invalid_event", example.type, field)
    assert said in error.detail
    assert str(error) == f"invalid_event: {example.type}.{field}: {error.detail}"


@many
@given(st.binary(max_size=200))
def test_random_bytes_are_no_event(body: bytes) -> None:
    assert isinstance(outcome(body), DecodeError)


@many
@given(json_values)
def test_random_json_is_no_event(value: object) -> None:
    assert isinstance(outcome(orjson.dumps(value)), DecodeError)


@many
@given(st.sampled_from(EXAMPLES), st.data())
def test_an_example_with_one_value_replaced_is_read_or_refused(example: Example, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(list(paths(example.wire))))
    body = changed(example, path, data.draw(json_values))
    assert isinstance(outcome(body), Event | DecodeError | UnknownEvent)


@many
@given(st.sampled_from(EXAMPLES), st.data())
def test_an_example_with_bytes_replaced_is_read_or_refused(example: Example, data: st.DataObject) -> None:
    body = bytearray(example.body)
    start = data.draw(st.integers(0, len(body) - 1))
    body[start : start + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    assert isinstance(outcome(bytes(body)), Event | DecodeError | UnknownEvent)


def outcome(body: bytes) -> Event | DecodeError | UnknownEvent:
    try:
        return decode(body)
    except UnknownEvent as unknown:
        return unknown
    except DecodeError as error:
        assert error.reason in {"malformed_json", "not_a_cloudevent", "invalid_event"}
        return error


def error_of(body: bytes) -> DecodeError:
    with pytest.raises(DecodeError) as caught:
        decode(body)
    return caught.value


def changed(example: Example, path: JsonPath, value: object) -> bytes:
    wire = copy.deepcopy(example.wire)
    at: Any = wire
    for step in path[:-1]:
        at = at.setdefault(step, {}) if isinstance(at, dict) else at[step]
    at[path[-1]] = value
    return orjson.dumps(wire)


def paths(value: object, at: JsonPath = ()) -> list[JsonPath]:
    """Every place in a JSON value but its root."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, part in inner for place in ((*at, key), *paths(part, (*at, key)))]


def test_the_trace_is_found_at_the_end_of_what_was_encoded_and_nowhere_else() -> None:
    traced = decode(FILED.body).model_copy(update={"trace": TRACE})
    assert trace_of(encode(traced, "complaints")) == TRACE
    assert trace_of(encode(traced.model_copy(update={"trace": None}), "complaints")) is None
    assert trace_of(encode(traced.model_copy(update={"trace": "not a trace"}), "complaints")) is None
    assert trace_of(b"") is None
