"""The pieces of the demonstration that decide: states on the board, figures, the sample itself."""

import pytest

from contracts import events
from contracts.events import Event
from demo.board import LOOKS
from demo.follower import Standing, standing
from demo.intake_client import is_repetition
from demo.play import latencies
from demo.sample import load
from demo.stories import STORIES
from demo.summary import people_of_each_role, percentile
from tanggap_client import Answer
from tests.unit.verify.lives import ASKED as ASKED_IN_VAIN
from tests.unit.verify.lives import PROMISE
from tests.unit.verify.logs import BREACHES, FILING, LEVELS, START, assigned, at, filed, step
from verify import ClientRecord, Entry, Evidence, Filing, History

WITH_ANOTHER_UNIT = ("transfer", "delegates", "reclassifies", "shares", "decides")
COMMENTED = step(events.CommentAdded, 2, 5)
ASKED = step(events.InformationRequested, 2, 20)


@pytest.mark.parametrize(
    ("emitted", "expected"),
    [
        ((filed(),), Standing("filed")),
        ((filed(), assigned()), Standing("assigned")),
        ((filed(), assigned(), step(events.ComplaintAcknowledged, 2, 5)), Standing("acknowledged")),
        ((filed(), assigned(), BREACHES[0]), Standing("breached")),
        ((filed(), assigned(), BREACHES[0], *LEVELS), Standing("escalated", 2)),
        ((filed(), assigned(), BREACHES[0], LEVELS[0], ASKED), Standing("waits", 1)),
        ((filed(), assigned(), BREACHES[0], LEVELS[0], step(events.ComplaintStarted, 2, 15)), Standing("working", 1)),
        ((filed(), assigned(), *LEVELS, step(events.ComplaintRejected, 2, 90)), Standing("rejected", 2)),
        ((filed(), assigned(), BREACHES[0], LEVELS[0], PROMISE), Standing("promised", 1)),
        ((filed(), assigned(), BREACHES[0], LEVELS[0], PROMISE, LEVELS[1]), Standing("escalated", 2)),
        (ASKED_IN_VAIN.events, Standing("closed by the system")),
        ((filed(), assigned(), step(events.ComplaintClosed, 2, 5)), Standing("closed")),
        ((filed(), assigned(), COMMENTED), Standing("assigned")),
    ],
)
def test_a_complaint_stands_where_the_newest_event_puts_it(emitted: tuple[Event, ...], expected: Standing) -> None:
    history = History("c1")
    for event in emitted:
        history.take(event, event.occurred_at)
    assert standing(history) == expected
    assert expected.word in LOOKS


def test_percentiles_are_values_that_occurred() -> None:
    values = [float(number) for number in range(1, 101)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile(values, 1)) == (50, 99, 100)
    assert percentile([], 0.5) == 0
    assert percentile([7], 0.99) == 7


def test_a_latency_ends_when_the_first_assignment_was_written() -> None:
    """An assignment carries the time of the filing, so what it says of itself is no measure."""
    records = [(assigned(0.1), at(0.4)), (assigned(20, 2), at(21))]
    entries = [Entry("assignments", 0, number, written, event) for number, (event, written) in enumerate(records)]
    evidence = Evidence(START, tuple(entries))
    assert latencies(ClientRecord([FILING]), evidence) == pytest.approx((0.3,))
    assert latencies(ClientRecord(), evidence) == ()


def test_the_sample_says_what_the_officers_need() -> None:
    samples = load()
    assert len({sample.id for sample in samples}) == len(samples)
    for sample in samples:
        assert (sample.expect == "filed") == (sample.unit is not None), sample.id
        assert (sample.expect == "refused") == (sample.field is not None), sample.id
        assert (sample.expect == "follows") == (sample.original is not None), sample.id
        assert (sample.story in WITH_ANOTHER_UNIT) == (sample.to is not None), sample.id
        assert (sample.story == "reclassifies") == (sample.category is not None), sample.id
        for marker in sample.planted:
            assert marker in sample.body["text"], sample.id


def test_every_story_is_told_of_some_complaint() -> None:
    assert {sample.story for sample in load()} - {None, "ignored"} == set(STORIES)


@pytest.mark.parametrize(
    ("attempts", "before", "expected"),
    [(1, [], True), (2, [], False), (2, ["c-other"], False), (2, ["c-1"], True), (1, ["c-1"], True)],
)
def test_a_filing_that_was_tried_again_is_a_repetition_only_if_it_was_answered_before(
    attempts: int, before: list[str], expected: bool
) -> None:
    answer = Answer(201, b"{}", {"Idempotency-Replayed": "true"}, attempts)
    known = [Filing("x", {}, 201, START, each, "CODE", replayed=False) for each in before]
    assert is_repetition(answer, "c-1", known) is expected


def test_long_texts_are_written_out() -> None:
    sample = next(each for each in load() if "text_repeat" in each.request)
    assert len(sample.body["text"]) > 4_000
    assert "text_repeat" not in sample.body


def test_a_person_of_each_role_is_named_of_the_unit_where_there_is_something_to_see() -> None:
    known = [
        {"id": "officer-kota", "unit": "kota", "role": "officer"},
        {"id": "officer-dinas-pu", "unit": "dinas-pu", "role": "officer"},
        {"id": "leader-kota", "unit": "kota", "role": "leader"},
    ]
    assert people_of_each_role(known, "dinas-pu") == {"officer": "officer-dinas-pu", "leader": "leader-kota"}
    assert people_of_each_role(known, None)["officer"] == "officer-kota"
