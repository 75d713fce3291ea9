"""Dead letters keep what came; a flood of them is a reason to stop."""

import pytest

from chassis.dead_letters import PoisonLimit, dead_letter
from chassis.errors import Poison
from chassis.records import Incoming
from contracts.topics import ASSIGNMENTS


# Kafka's client sends no record without key and value, so a missing value becomes an empty one.
@pytest.mark.parametrize(("key", "value", "kept"), [(b"\xff\x00", b"{", b"{"), (None, None, b"")])
def test_it_keeps_key_and_value_as_they_came(key: bytes | None, value: bytes | None, kept: bytes) -> None:
    letter = dead_letter(Incoming(ASSIGNMENTS, 3, 17, key, value), Poison("malformed_json", "at 1"), "sla")
    assert (letter.topic, letter.key, letter.value) == ("assignments-dlq", key, kept)
    headers = dict(letter.headers)
    assert (headers["topic"], headers["partition"], headers["offset"]) == (b"assignments", b"3", b"17")
    assert (headers["stage"], headers["reason"], headers["detail"]) == (b"sla", b"malformed_json", b"at 1")


def test_a_long_detail_is_cut() -> None:
    letter = dead_letter(Incoming(ASSIGNMENTS, 0, 0, None, None), Poison("unknown_type", "x" * 5000), "sla")
    assert dict(letter.headers)["detail"] == b"x" * 1000


def test_a_few_bad_records_are_borne() -> None:
    limit = PoisonLimit(window=10, limit=5)
    assert not any(limit.exceeded(poisoned=1, healthy=1) for _ in range(100))


def test_more_than_the_limit_is_too_many() -> None:
    limit = PoisonLimit(window=10, limit=5)
    assert not limit.exceeded(poisoned=5, healthy=0)
    assert limit.exceeded(poisoned=1, healthy=0)


def test_old_ones_are_forgotten() -> None:
    limit = PoisonLimit(window=10, limit=5)
    assert not limit.exceeded(poisoned=5, healthy=10)
    assert not limit.exceeded(poisoned=5, healthy=0)
