"""What is measured with: real texts of the demonstration, each complaint another one."""

from itertools import islice

import orjson

from contracts.codec import decode
from contracts.events import AssignmentEvent, ComplaintFiled
from tests.bench import samples
from tests.bench.streams import CITY_OF_DAYS


def test_every_body_is_sent_with_an_id_and_a_text_of_its_own() -> None:
    bodies = list(islice(samples.endless_bodies(), 300))
    assert len({body["external_id"] for body in bodies}) == 300
    assert len({body["text"] for body in bodies}) == 300


def test_filed_complaints_differ_and_carry_words_and_places() -> None:
    events = [decode(record.value or b"") for record in samples.filed(200)]
    filed = [event for event in events if isinstance(event, ComplaintFiled)]
    assert len({event.subject for event in filed}) == 200
    assert any(event.routing_input.words for event in filed) and any(event.routing_input.area for event in filed)


def test_no_text_is_published() -> None:
    assert not any(
        "text" in orjson.loads(record.value or b"")["data"]["routing_input"] for record in samples.filed(100)
    )


def test_assignments_have_deadlines_of_days() -> None:
    events = [decode(record.value or b"") for record in samples.assigned(50, CITY_OF_DAYS)]
    assigned = [event for event in events if isinstance(event, AssignmentEvent)]
    assert len({event.subject for event in assigned}) == 50
    assert all("D" in clock.within for event in assigned for clock in event.policy.clocks)
    assert len({event.unit for event in assigned}) > 5
