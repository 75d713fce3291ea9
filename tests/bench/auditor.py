"""What the auditor's histories take: so many complaints, of which some are open (`python -m tests.bench.auditor`).

Everything is read as it comes from the topics, in the order of time, judged and put away as the process does it.
"""

import argparse
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psutil

from contracts.codec import decode
from contracts.events import Event
from contracts.topics import TOPICS
from contracts.values import RecordPlace
from services.auditor.application.histories import Histories, Said
from services.auditor.domain.compacting import needed
from services.auditor.domain.findings import prospects
from tests.unit.auditor.lives import CLEAN, RULES
from tests.unit.verify.logs import START, Log

KEEP, HEADLESS = timedelta(days=2), timedelta(hours=1)
BETWEEN = timedelta(minutes=5)
"""From one filing to the next: 100,000 in a year."""
PORTION = 1_000
"""Complaints whose records are read before they are put away; the process does so after 10,000 records."""


def templates(log: Log) -> list[tuple[bytes, str, datetime]]:
    """The records of a life: value, topic, and when it was written."""
    topics = {event: topic for topic in TOPICS for event in topic.events}
    return [
        (topics[type(event)].encode(event), topics[type(event)].name, event.occurred_at)
        for event in log.events
        if type(event) in topics
    ]


def records(number: int, log: list[tuple[bytes, str, datetime]]) -> Iterator[tuple[Event, Said]]:
    """Those of the `number`-th complaint, filed `BETWEEN` after the one before."""
    later = number * BETWEEN
    for offset, (value, topic, at) in enumerate(log):
        body = value.replace(b'"c1"', f'"complaint-{number:012}-of-the-bench-000000"'.encode())
        moved = _moved(body, later)
        place = RecordPlace(topic=topic, partition=number % 8, offset=number * 20 + offset)
        yield decode(moved), Said(place, at + later, moved)


def _moved(body: bytes, later: timedelta) -> bytes:
    """The day and time of the life, later."""
    if not later:
        return body
    since = START + later
    return body.replace(f"{START:%Y-%m-%dT%H:}".encode(), f"{since:%Y-%m-%dT%H:}".encode())


def main() -> None:
    """Print what is held at the end, and what a record cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--complaints", type=int, default=100_000)
    parser.add_argument("--open", type=int, default=5_000)
    given = parser.parse_args()
    over, untouched = templates(CLEAN["replied"]), templates(CLEAN["untouched"])
    process = psutil.Process(os.getpid())
    before = process.memory_info().rss
    histories = Histories(KEEP, HEADLESS)
    every = max(1, given.complaints // max(1, given.open))
    began, count, most = time.monotonic(), 0, 0
    left: list[str] = []
    for first in range(0, given.complaints, PORTION):
        touched: dict[str, None] = {}
        for number in range(first, min(first + PORTION, given.complaints)):
            for event, said in records(number, untouched if number % every == 0 else over):
                count += 1
                if histories.take(event, said):
                    touched[event.subject] = None
        for complaint in touched:
            histories.pack(complaint)
        histories.drop_before(START + (first + PORTION) * BETWEEN)
        most = max(most, process.memory_info().rss)
        left = [complaint for complaint in [*left, *touched] if complaint in histories]
    took, read_at = time.monotonic() - began, time.monotonic()
    for complaint in left:
        opened = histories.open(complaint)
        assert opened is not None
        prospects(opened.history, RULES)
        histories.pack(complaint, {opened.places[each] for each in needed(opened.history)})
    judged, after = time.monotonic() - read_at, process.memory_info().rss
    most = max(most, after)
    now = datetime.now(UTC)
    print(
        f"{now:%Y-%m-%d}: {given.complaints} complaints, {count} records, held {len(histories)} histories: "
        f"{histories.packed_bytes / 2**20:.1f} MiB packed, "
        f"{(after - before) / 2**20:.0f} MiB more resident (at most {(most - before) / 2**20:.0f}), "
        f"process {after / 2**20:.0f} MiB; {count / took:.0f} records/s read and put away, "
        f"{len(left) / judged:.0f} histories/s judged"
    )


if __name__ == "__main__":
    main()
