"""What is played on and judged by: numbers in order for every key, one correct output for each, and what came of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from contracts.records import Record
from contracts.topics import ASSIGNMENTS, COMPLAINTS, PARTITIONS

SOURCES = (COMPLAINTS, ASSIGNMENTS)
KEYS = 2
"""In every partition of every source."""


@dataclass
class Result:
    """What came of one round."""

    kills: list[float] = field(default_factory=list)
    exits: list[int] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    repeated: int = 0

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost or wrong, nothing stayed stuck, and no worker ended by itself."""
        return not (self.exits or self.lost or self.wrong or self.stuck)


def judge(outputs: Mapping[bytes, Sequence[tuple[int, int]]], upto: int, table: bool, result: Result) -> None:
    """Compare with one correct output for every number of every key; repetitions are only counted."""
    for key in keys():
        found = outputs.get(key, ())
        emitted, times = set(found), Counter(number for number, _ in found)
        for number in range(1, upto + 1):
            total = number * (number + 1) // 2 if table else number
            if times[number] == 0:
                result.lost.append(f"{key.decode()} {number}")
            elif {each for each in emitted if each[0] == number} != {(number, total)}:
                result.wrong.append(f"{key.decode()} {number}")
            result.repeated += max(0, times[number] - 1)


def keys() -> list[bytes]:
    """All keys: the topic's and the partition's place is in the name."""
    return [
        b"%s-%d-%d" % (topic.name.encode(), partition, number)
        for topic in SOURCES
        for partition in range(PARTITIONS)
        for number in range(KEYS)
    ]


def numbers(start: int, end: int) -> list[Record]:
    """The numbers from `start` to `end` of every key, in order within a key."""
    return [
        Record(topic.name, b"%s-%d-%d" % (topic.name.encode(), partition, key), b"%d" % number, partition)
        for topic in SOURCES
        for partition in range(PARTITIONS)
        for number in range(start, end + 1)
        for key in range(KEYS)
    ]
