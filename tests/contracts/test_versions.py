"""During an update old and new versions read each other: what the other one wrote is understood, or passed by."""

import copy
import re
from typing import Any

import orjson
import pytest

from contracts.codec import UnknownEvent, decode
from contracts.events import ClocksSet, ComplaintEvent
from contracts.registry import EVENTS
from contracts.values import ActorKind, ClockStatus, OpenEnum
from tests.contracts.examples import EXAMPLES, VERSIONS, Example, examples_of, fields

EARLIER = [(version, example) for version in VERSIONS[:-1] for example in examples_of(version)]
each_earlier = pytest.mark.parametrize(("version", "example"), EARLIER, ids=lambda each: str(each))


@each_earlier
def test_what_an_earlier_version_wrote_is_read_in_todays_form(version: str, example: Example) -> None:
    event = decode(example.body)
    assert type(event) is EVENTS[event.type]
    assert (event.id, event.subject) == (example.wire["id"], example.wire["subject"])


@each_earlier
def test_what_an_earlier_version_wrote_says_the_same_as_today(version: str, example: Example) -> None:
    today = next(each for each in EXAMPLES if _unversioned(each) == _unversioned(example))
    assert decode(example.body).model_dump(exclude=LATER) == decode(today.body).model_dump(exclude=LATER)


LATER = {
    "actor",
    "policy",
    "substituted_for",
    "channel",
    "is_binding",
    "overdue",
    "told_before",
    "next_at",
    "language",
    "wants_updates",
    "message",
    "fallback",
}
"""What today's examples show and an earlier version could not say."""


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_type_of_the_next_version_is_passed_by(example: Example) -> None:
    with pytest.raises(UnknownEvent):
        decode(orjson.dumps({**example.wire, "type": example.type[:-1] + "9"}))


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_member_of_the_next_version_is_read_as_other_and_noticed(example: Example) -> None:
    assert not decode(example.body).has_unknown_member()
    for path in _members(example):
        wire: dict[str, Any] = copy.deepcopy(example.wire)
        at: Any = wire
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = "invented-later"
        assert decode(orjson.dumps(wire)).has_unknown_member(), path


def test_every_kind_of_member_is_seen_in_the_examples() -> None:
    seen = {type(value) for example in EXAMPLES for value in _member_values(example)}
    assert seen == set(OpenEnum.__subclasses__())


def test_other_itself_never_travels() -> None:
    for example in EXAMPLES:
        assert b'"other"' not in example.body


def test_what_depends_on_an_unknown_member_has_an_answer() -> None:
    filed = next(event for event in map(decode, _bodies("complaint.filed.v2")) if isinstance(event, ComplaintEvent))
    assert ActorKind("robot") is ActorKind.OTHER
    assert filed.actor.model_copy(update={"kind": ActorKind("robot")}).kind.value == "other"
    assert ClockStatus("snoozed") is ClockStatus.OTHER
    clocks = decode(_bodies("clocks.set.v2")[0])
    assert isinstance(clocks, ClocksSet)


def _unversioned(example: Example) -> str:
    """The name of an example without the version of its type."""
    return re.sub(r"\.v[0-9]+", "", example.name)


def _bodies(kind: str) -> list[bytes]:
    return [example.body for example in EXAMPLES if example.type == kind]


def _members(example: Example) -> list[tuple[str | int, ...]]:
    return [
        field.path for field in fields(example) if field.has_value and isinstance(_value(example, field.path), OpenEnum)
    ]


def _member_values(example: Example) -> list[OpenEnum]:
    values = [_value(example, field.path) for field in fields(example) if field.has_value]
    return [value for value in values if isinstance(value, OpenEnum)]


def _value(example: Example, path: tuple[str | int, ...]) -> Any:
    at: Any = decode(example.body)
    for step in path[1:] if path[0] == "data" else ():
        at = at[step] if isinstance(step, int) else getattr(at, step)
    return at
