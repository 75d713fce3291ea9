"""Golden examples: what was published once can be read for ever, by us and by anybody's CloudEvents library."""

import copy
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_structured_event

from contracts.codec import ATTRIBUTES, DecodeError, decode, encode
from contracts.registry import EVENTS
from contracts.topics import TOPICS
from contracts.values import PolicySnapshot
from tests import builders
from tests.contracts.examples import EXAMPLES, Example, fields, without

PRODUCERS = {model.type: topic.producer for topic in TOPICS for model in topic.events}
every_example = pytest.mark.parametrize("example", EXAMPLES, ids=str)


def test_every_event_type_has_an_example_and_every_example_an_event_type() -> None:
    assert {example.type for example in EXAMPLES} == set(EVENTS)


@every_example
def test_it_is_named_after_its_type(example: Example) -> None:
    assert example.wire["type"] == example.type


@every_example
def test_it_comes_from_the_producer_of_its_topic(example: Example) -> None:
    assert example.wire["source"] == f"/tanggap/{PRODUCERS[example.type]}"


@every_example
def test_it_decodes_and_encodes_to_the_same(example: Example) -> None:
    event = decode(example.body)
    assert type(event) is EVENTS[example.type]
    assert orjson.loads(encode(event, PRODUCERS[example.type])) == example.wire


@every_example
def test_its_data_is_written_as_its_model_writes_it_byte_for_byte(example: Example) -> None:
    event = decode(example.body)
    data = event.model_dump_json(exclude=set(ATTRIBUTES), exclude_none=True).encode()
    assert b'"data":' + data + (b"," if event.cause or event.trace else b"}") in encode(event, "x")


@every_example
def test_any_cloudevents_reader_understands_it(example: Example) -> None:
    read = from_structured_event(KafkaMessage({}, example.wire["subject"], example.body))
    event = decode(example.body)
    assert (read.get_id(), read.get_type(), read.get_subject()) == (event.id, event.type, event.subject)
    assert (read.get_time(), read.get_specversion()) == (event.occurred_at, "1.0")
    assert (read.get_source(), read.get_datacontenttype()) == (example.wire["source"], "application/json")
    assert (read.get_extension("causationid"), read.get_extension("traceparent")) == (event.cause, event.trace)
    assert read.get_data() == example.wire["data"]


@every_example
def test_what_a_newer_producer_adds_is_ignored(example: Example) -> None:
    newer = _with_more_everywhere(copy.deepcopy(example.wire))
    assert decode(orjson.dumps(newer)) == decode(example.body)


@every_example
def test_data_cannot_pose_as_an_attribute(example: Example) -> None:
    posing = copy.deepcopy(example.wire)
    posing["data"] |= dict.fromkeys(ATTRIBUTES, "another")
    assert decode(orjson.dumps(posing)) == decode(example.body)


@every_example
def test_it_decodes_without_any_one_optional_field(example: Example) -> None:
    for field in fields(example):
        if field.has_value and not field.required:
            assert decode(without(example, field.path)).id == example.wire["id"]


@every_example
def test_a_missing_required_field_is_named(example: Example) -> None:
    for field in fields(example):
        if field.required:
            with pytest.raises(DecodeError) as caught:
                decode(without(example, field.path))
            place = field.path[1:] if field.path[0] == "data" else field.path
            assert (caught.value.reason, caught.value.event) == ("invalid_event", example.type)
            assert caught.value.field == ".".join(map(str, place))
            assert str(caught.value).startswith(f"invalid_event: {example.type}.{caught.value.field}: ")


@every_example
def test_its_times_are_read_as_utc(example: Example) -> None:
    event = decode(example.body)
    times = [value for name in type(event).model_fields if isinstance(value := getattr(event, name), datetime)]
    assert times
    assert all(time.tzinfo is UTC for time in times)


def test_every_optional_field_is_there_in_one_example_and_absent_in_another() -> None:
    seen: dict[tuple[str, str], set[bool]] = defaultdict(set)
    for example in EXAMPLES:
        for field in fields(example):
            if field.owner.model_fields[field.name].default is None:
                owner = "Event" if field.name in ATTRIBUTES else field.owner.__name__
                seen[owner, field.name].add(field.has_value)
    assert {place for place, both in seen.items() if both != {True, False}} == set()


def test_a_copied_policy_says_what_the_copy_says() -> None:
    policy = builders.policy()
    before = (policy.as_json, policy.canonical, policy.fingerprint)
    copied = policy.model_copy(update={"name": "another"})
    fresh = PolicySnapshot.model_validate(policy.model_dump() | {"name": "another"})
    assert (copied.as_json, copied.canonical, copied.fingerprint) == (fresh.as_json, fresh.canonical, fresh.fingerprint)
    assert (policy.as_json, policy.canonical, policy.fingerprint) == before


def _with_more_everywhere(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_more_everywhere(inner) for key, inner in value.items()} | {"added_later": {"x": [1]}}
    return [_with_more_everywhere(inner) for inner in value] if isinstance(value, list) else value
