"""From a record to a decision."""

import pytest

from chassis.errors import Poison
from chassis.records import Incoming
from chassis.streams import Kept
from contracts.codec import encode
from contracts.events import AssignmentEvent, Event
from contracts.topics import ASSIGNMENTS, DEADLINES, IMPROVEMENT_DEADLINES, topics_read_by
from services.notify.agents import notify_agent
from services.notify.domain.hearing import Heard
from services.notify.domain.subjects import TYPES
from services.notify.store.outbox import TOPIC_OF
from tests.unit.notify.examples import COMPLAINT, NOW, approaching, assigned, breached, escalated

NOTHING_KEPT = Kept(None, lambda _key: None)


def record(event: Event) -> Incoming:
    topic = ASSIGNMENTS if isinstance(event, AssignmentEvent) else DEADLINES
    return Incoming(topic, 0, 0, COMPLAINT.encode(), encode(event, "sla"))


@pytest.mark.parametrize("event", [assigned(), escalated(), breached()])
def test_every_event_is_heard_for_what_is_known_of_its_complaint_grows_by_it(event: Event) -> None:
    decision = notify_agent()(record(event), NOTHING_KEPT)
    assert (decision.outcome, decision.age_from, decision.effect) == ("heard", NOW, Heard("complaint", event))


def test_the_topic_says_what_an_event_is_about() -> None:
    warning = approaching()
    found = [
        notify_agent()(Incoming(topic, 0, 0, COMPLAINT.encode(), encode(warning, "sla")), NOTHING_KEPT).effect
        for topic in (DEADLINES, IMPROVEMENT_DEADLINES)
    ]
    assert found == [Heard("complaint", warning), Heard("improvement", warning)]


def test_it_knows_what_every_topic_that_it_reads_is_about() -> None:
    assert {topic.subject for topic in topics_read_by("notify")} == TYPES.keys()
    assert TOPIC_OF.keys() == TYPES.keys()


@pytest.mark.parametrize(
    ("value", "reason"), [(None, "no_value"), (b"{", "malformed_json"), (b"[]", "not_a_cloudevent")]
)
def test_it_refuses_what_is_no_event(value: bytes | None, reason: str) -> None:
    with pytest.raises(Poison) as raised:
        notify_agent()(Incoming(DEADLINES, 0, 0, b"k", value), NOTHING_KEPT)
    assert raised.value.reason == reason
