"""What is kept of complaints: packed and whole while something may come, and nothing for ever."""

from datetime import datetime, timedelta

from contracts import events
from contracts.events import Event
from contracts.topics import TOPICS
from contracts.values import RecordPlace
from services.auditor.application.histories import Histories, Said
from services.auditor.domain.compacting import needed
from services.auditor.domain.findings import prospects
from tests.unit.auditor.lives import CLEAN, RULES, history_of
from tests.unit.verify.lives import BEGUN, WORKED, closed
from tests.unit.verify.logs import Log, at, routing_input, step

KEEP, HEADLESS = timedelta(days=2), timedelta(hours=1)
REOPEN = timedelta(days=14)
"""As long as the policies of these lives allow."""


def said(number: int, event: Event, written_at: datetime | None = None) -> Said:
    topic = next(topic for topic in TOPICS if isinstance(event, topic.events))
    place = RecordPlace(topic=topic.name, partition=3, offset=number)
    return Said(place, written_at or event.occurred_at, topic.encode(event))


def kept(*emitted: Event) -> Histories:
    histories = Histories(KEEP, HEADLESS)
    for number, event in enumerate(emitted):
        histories.take(event, said(number, event))
    return histories


def test_what_was_put_away_is_read_as_it_was() -> None:
    log: Log = CLEAN["shared"]
    histories = kept(*log.events)
    for _ in range(2):
        opened = histories.open("c1")
        assert opened is not None
        assert prospects(opened.history, RULES) == prospects(history_of(log), RULES)
        assert {event.id for event in opened.history.all} <= set(opened.places)
        histories.pack("c1", {opened.places[id_] for id_ in needed(opened.history)})
    assert 0 < histories.packed_bytes < sum(len(said(0, event).value) for event in log.events)


def test_a_repeated_record_is_kept_once() -> None:
    histories = kept(*BEGUN, *BEGUN)
    opened = histories.open("c1")
    assert opened is not None
    assert len(opened.history.all) == len(BEGUN)
    histories.pack("c1", set(opened.places.values()))
    again = histories.open("c1")
    assert again is not None and again.places == opened.places


def test_an_open_complaint_is_kept_however_old_it_is() -> None:
    histories = kept(*WORKED)
    assert histories.drop_before(at(0) + timedelta(days=3_000)) == []


def test_one_that_is_over_is_kept_until_it_can_be_reopened_no_more_and_a_while_longer() -> None:
    histories = kept(*WORKED, closed(4, 50, "no_reply"))
    assert histories.drop_before(at(50) + REOPEN + KEEP) == []
    assert histories.drop_before(at(51) + REOPEN + KEEP) == ["c1"]
    assert len(histories) == 0 and "c1" not in histories
    assert histories.open("c1") is None


def test_one_that_was_reopened_is_open() -> None:
    again = step(events.ComplaintReopened, 5, 60, routing_input=routing_input(), unit="roads")
    histories = kept(*WORKED, closed(4, 50, "no_reply"), again)
    assert histories.drop_before(at(0) + timedelta(days=3_000)) == []


def test_one_that_follows_another_goes_on() -> None:
    histories = kept(*WORKED, step(events.ComplaintMerged, 4, 5, into="c-2"))
    assert histories.drop_before(at(0) + timedelta(days=3_000)) == []


def test_what_is_heard_of_a_complaint_without_its_filing_waits_for_it_for_a_while() -> None:
    histories = kept(BEGUN[1])
    assert histories.without_beginning == 1
    assert histories.drop_before(at(1) + HEADLESS) == []
    histories.take(BEGUN[0], said(9, BEGUN[0]))
    assert histories.without_beginning == 0
    assert histories.drop_before(at(2) + HEADLESS) == []
    assert kept(BEGUN[1]).drop_before(at(2) + HEADLESS) == ["c1"]


def test_what_nothing_depends_on_is_not_taken() -> None:
    warning = events.DeadlineApproaching(
        id="w", subject="c1", occurred_at=at(8), unit="roads", assignment_number=1, clock="x", due_at=at(9)
    )
    histories = Histories(KEEP, HEADLESS)
    assert not histories.take(warning, said(0, warning))
    assert len(histories) == 0
