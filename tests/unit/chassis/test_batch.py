"""A batch is decided in memory: in order, with poison set aside and nothing else swallowed."""

from datetime import UTC, datetime

import pytest

from chassis.errors import Poison
from chassis.records import Incoming
from chassis.streams import UNCHANGED, Decision, Kept
from chassis.streams.batch import SHARED, Batch, decide_batch
from contracts.codec import UnknownEvent
from contracts.records import Record
from contracts.topics import COMPLAINTS

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
AT_START = {b"kept": b"0"}


def append(record: Incoming, kept: Kept) -> Decision:
    """State is the text of all values so far; `bad` is poison, `bug` an error, `gone` deletes, `same` keeps."""
    match record.value:
        case b"bad":
            raise Poison("invalid_event", "no such thing")
        case b"newer":
            raise UnknownEvent("complaint.praised.v1")
        case b"bug":
            raise ZeroDivisionError
        case b"same":
            return Decision("duplicate")
        case b"gone":
            return Decision("ended", state=None)
    after = (kept.value or b"") + (record.value or b"")
    return Decision("counted", (Record("out", record.key, after),), after, effect=after, age_from=NOW)


def test_a_later_record_sees_what_an_earlier_one_left() -> None:
    batch = decided(record(b"1"), record(b"2"), record(b"3", key=b"other"), record(b"4"))
    assert [output.value for output in batch.outputs] == [b"1", b"12", b"3", b"124"]
    assert batch.changes == {(0, b"key"): b"124", (0, b"other"): b"3"}
    assert batch.effects == [b"1", b"12", b"3", b"124"]
    assert batch.ages_from == [NOW] * 4


def test_it_begins_with_the_state_in_the_table() -> None:
    assert decided(record(b"1", key=b"kept")).changes == {(0, b"kept"): b"01"}


def test_a_key_has_its_own_state_in_each_partition() -> None:
    batch = decided(record(b"1"), record(b"2", partition=5))
    assert batch.changes == {(0, b"key"): b"1", (5, b"key"): b"2"}


def test_a_deleted_state_is_not_read_from_the_table_again() -> None:
    batch = decided(record(b"gone", key=b"kept"), record(b"1", key=b"kept"))
    assert batch.changes == {(0, b"kept"): b"1"}


def test_unchanged_is_not_written() -> None:
    assert Decision("duplicate").state is UNCHANGED
    batch = decided(record(b"same"))
    assert (batch.changes, batch.outputs, batch.effects) == ({}, [], [])


def test_it_counts_outcomes() -> None:
    batch = decided(record(b"1"), record(b"same"), record(b"bad"), record(b"2"))
    assert batch.outcomes == {"counted": 2, "duplicate": 1, "dead_letter": 1}


def test_poison_becomes_a_dead_letter_in_its_place_and_leaves_the_state_alone() -> None:
    batch = decided(record(b"1"), record(b"bad", offset=41), record(b"2"))
    first, letter, last = batch.outputs
    assert (first.value, last.value) == (b"1", b"12")
    assert (letter.topic, letter.key, letter.value, letter.partition) == ("complaints-dlq", b"key", b"bad", 0)
    assert dict(letter.headers) == {
        "stage": b"trial",
        "reason": b"invalid_event",
        "detail": b"no such thing",
        "topic": b"complaints",
        "partition": b"0",
        "offset": b"41",
    }
    assert [(poisoned.offset, poison.reason) for poisoned, poison in batch.poisons] == [(41, "invalid_event")]


def test_a_record_without_a_key_is_poison() -> None:
    batch = decided(record(b"1", key=None))
    assert [poison.reason for _, poison in batch.poisons] == ["no_key"]
    assert (batch.outputs[0].key, batch.outputs[0].value) == (None, b"1")


def test_an_unknown_event_is_passed_by_and_counted() -> None:
    batch = decided(record(b"1"), record(b"newer"), record(b"2"))
    assert [output.value for output in batch.outputs] == [b"1", b"12"]
    assert batch.outcomes == {"counted": 2, "unknown": 1}
    assert batch.poisons == []


def test_a_shared_value_is_written_once_in_each_partition_before_the_state_that_refers_to_it() -> None:
    refer = {b"1": b"short", b"2": b"short", b"3": b"long"}

    def decide(incoming: Incoming, kept: Kept) -> Decision:
        value = refer[incoming.value or b""]
        return Decision("kept", state=value, shared=((SHARED + value, b"the whole of " + value),))

    table = {(0, SHARED + b"long"): b"the whole of long"}
    records = [record(b"1", b"a"), record(b"2", b"b"), record(b"3", b"c"), record(b"1", b"d", partition=1)]
    batch = decide_batch(records, decide, lambda partition, key: table.get((partition, key)), "trial")
    assert list(batch.changes) == [
        *((0, SHARED + b"short"), (0, b"a"), (0, b"b"), (0, b"c")),
        *((1, SHARED + b"short"), (1, b"d")),
    ]


def test_a_decision_sees_the_shared_values_that_were_written_just_before() -> None:
    seen: list[bytes | None] = []

    def decide(_incoming: Incoming, kept: Kept) -> Decision:
        seen.append(kept.shared(SHARED + b"policy"))
        return Decision("kept", state=b"state", shared=((SHARED + b"policy", b"policy"),))

    decide_batch([record(b"1"), record(b"2")], decide, lambda _partition, _key: None, "trial")
    assert seen == [None, b"policy"]


def test_a_shared_value_comes_before_a_state_that_refers_to_it_only_since_its_second_change() -> None:
    """The changelog of a batch may be cut anywhere by a kill: what is there must never refer to what is not."""

    def decide(incoming: Incoming, _kept: Kept) -> Decision:
        policy = incoming.value or b""
        return Decision("kept", state=b"refers to " + policy, shared=((SHARED + policy, policy),))

    batch = decide_batch([record(b"1"), record(b"2")], decide, lambda _partition, _key: None, "trial")
    assert list(batch.changes) == [(0, SHARED + b"1"), (0, SHARED + b"2"), (0, b"key")]


def test_any_other_error_is_the_callers() -> None:
    with pytest.raises(ZeroDivisionError):
        decided(record(b"1"), record(b"bug"))


def record(value: bytes, key: bytes | None = b"key", partition: int = 0, offset: int = 0) -> Incoming:
    return Incoming(COMPLAINTS, partition, offset, key, value)


def decided(*records: Incoming) -> Batch:
    return decide_batch(records, append, lambda _partition, key: AT_START.get(key), "trial")
