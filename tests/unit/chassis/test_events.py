"""An event is read where it belongs, or becomes poison that says why."""

import orjson
import pytest

from chassis import metrics
from chassis.errors import Poison
from chassis.records import Incoming
from chassis.streams import event_of
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


def _changed(**attributes: object) -> bytes:
    return orjson.dumps({**orjson.loads(FILED.body), **attributes})
