"""An event is read where it belongs, or becomes poison that says why."""

import pytest

from chassis.errors import Poison
from chassis.records import Incoming
from chassis.streams import event_of
from contracts.codec import decode
from contracts.topics import COMPLAINTS, DEADLINES, Topic
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
