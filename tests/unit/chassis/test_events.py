"""An event is read where it belongs, or becomes poison that says why."""

import orjson
import pytest

from chassis import metrics
from chassis.errors import Poison
from chassis.records import Incoming
from chassis.streams import age_from, event_of
from contracts.codec import UnknownEvent, decode
from contracts.events import ComplaintFiled
from contracts.topics import COMPLAINTS, DEADLINES, Topic
from contracts.values import ActorKind
from tests.contracts.examples import EXAMPLES

FILED = next(each for each in EXAMPLES if each.type == "complaint.filed.v2")
KEY = decode(FILED.body).subject.encode()


def test_it_gives_the_event_of_a_record() -> None:
    assert event_of(Incoming(COMPLAINTS, 0, 0, KEY, FILED.body)).type == "complaint.filed.v2"


@pytest.mark.parametrize(
    ("topic", "key", "value", "reason"),
    [
        (COMPLAINTS, KEY, None, "no_value"),
        (COMPLAINTS, KEY, b"{", "malformed_json"),
        (DEADLINES, KEY, FILED.body, "wrong_topic"),
        (COMPLAINTS, b"another", FILED.body, "wrong_key"),
        (COMPLAINTS, None, FILED.body, "wrong_key"),
    ],
)
def test_it_refuses_what_stands_in_the_wrong_place(
    topic: Topic, key: bytes | None, value: bytes | None, reason: str
) -> None:
    with pytest.raises(Poison) as raised:
        event_of(Incoming(topic, 0, 0, key, value))
    assert raised.value.reason == reason


def test_an_event_of_a_newer_producer_is_told_apart_from_poison_and_counted() -> None:
    counter = metrics.events_unknown.labels(COMPLAINTS.name, "type")
    before = counter._value.get()
    with pytest.raises(UnknownEvent, match=r"complaint\.praised\.v1"):
        event_of(Incoming(COMPLAINTS, 0, 0, KEY, _changed(type="complaint.praised.v1")))
    assert counter._value.get() == before + 1


def test_a_member_of_a_newer_producer_is_read_as_other_and_counted() -> None:
    counter = metrics.events_unknown.labels(COMPLAINTS.name, "member")
    before = counter._value.get()
    data = orjson.loads(FILED.body)["data"]
    event = event_of(Incoming(COMPLAINTS, 0, 0, KEY, _changed(data={**data, "actor": {"kind": "robot", "id": "r-2"}})))
    assert isinstance(event, ComplaintFiled)
    assert (event.actor.kind, event.actor.id) == (ActorKind.OTHER, "r-2")
    assert counter._value.get() == before + 1


def test_what_was_over_before_it_came_in_has_no_age() -> None:
    live, past = decode(FILED.body), decode(_with_mode("history"))
    assert age_from(live) == live.occurred_at
    assert age_from(past) is None
    assert age_from(decode(_with_mode("sandbox"))) is not None


def _with_mode(mode: str) -> bytes:
    data = orjson.loads(FILED.body)["data"]
    return _changed(data={**data, "routing_input": {**data["routing_input"], "mode": mode}})


def _changed(**attributes: object) -> bytes:
    return orjson.dumps({**orjson.loads(FILED.body), **attributes})
