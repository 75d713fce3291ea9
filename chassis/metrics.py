"""Every metric of the chassis, in one place. Labels are bounded: never a complaint, a person or free text.

What each is called, its unit, its labels with their values and the processes that export it are one table with those
of all services: `deploy.observability.metrics`. Label values that are known exist from the start, at 0, so that "none"
and "not known" differ, and a rate does not miss the first one.
"""

from collections.abc import Iterable

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

from chassis.histograms import BatchHistogram

disable_created_metrics()  # type: ignore[no-untyped-call]  # a further series beside each counter and histogram, of which nothing is read

PREFIX = "tanggap_"
AGE_BUCKETS = (0.05, 0.1, 0.3, 1, 2, 5, 10, 30, 60, 300, 3600)
"""Seconds; 0.3 and 60 are objectives."""
HTTP_BUCKETS = (0.005, 0.015, 0.05, 0.1, 0.25, 1, 2.5)
"""Seconds; 0.1 (half of the requests) and 0.25 (nearly all) are the objectives of intake."""
STORE_BUCKETS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 1, 2, 10)
STORE_COMMANDS = (
    "aggregate", "bulk_write", "delete_many", "find", "find_one", "find_one_and_update", "insert_many", "ping",
    "update_one",
)  # fmt: skip
"""The commands of everyday; what prepares a collection, reads the disk or keeps files comes with its first time."""
PASSED_BY = ("unknown", "dead_letter")
"""Outcomes that every stage knows."""

events_processed = Counter(f"{PREFIX}events_processed", "Events handled, by outcome.", ["stage", "outcome"])
event_age = BatchHistogram(
    f"{PREFIX}event_age_seconds",
    "Time from an event to the end of its handling, without what was over before it came in.",
    ["stage"],
    buckets=AGE_BUCKETS,
)
batch_seconds = Histogram(
    f"{PREFIX}event_processing_seconds", "Time that one batch took, from decision to acknowledgement.", ["stage"]
)
last_processed = Gauge(
    f"{PREFIX}last_processed_timestamp_seconds", "When a record was last handled.", ["topic", "partition"]
)
oldest_waiting = Gauge(
    f"{PREFIX}oldest_waiting_seconds", "Age of the oldest record in the batch in hand; 0 between batches.", ["stage"]
)
consumer_lag = Gauge(f"{PREFIX}consumer_lag_records", "Records that wait to be handled by this process.", ["topic"])
events_unknown = Counter(
    f"{PREFIX}events_unknown", "Events of newer producers: types passed by, members read as `other`.", ["topic", "what"]
)
dead_letters = Counter(f"{PREFIX}dead_letters", "Records that can never be handled.", ["topic", "reason"])
rebalances = Counter(f"{PREFIX}rebalances", "Times that partitions were given out anew.", ["stage"])
store_command = Histogram(
    f"{PREFIX}store_command_seconds", "Store commands.", ["command", "outcome"], buckets=STORE_BUCKETS
)
outbox_oldest = Gauge(f"{PREFIX}outbox_oldest_seconds", "Age of the oldest event that is not yet published.", ["topic"])
relay_published = Counter(f"{PREFIX}relay_published", "Events that the relay published.", ["topic"])
relay_failures = Counter(f"{PREFIX}relay_failures", "Times that the relay could not go on.", ["topic", "reason"])
relay_active = Gauge(f"{PREFIX}relay_active", "1 in the process whose relay holds the lease.", ["topic"])
http_request = Histogram(
    f"{PREFIX}http_request_duration_seconds",
    "HTTP requests.",
    ["route", "method", "code"],
    buckets=HTTP_BUCKETS,
)
build_info = Gauge(f"{PREFIX}build_info", "Which build runs.", ["service", "version"])
ready = Gauge(f"{PREFIX}ready", "1 while this process is ready for work, as /readyz says.")
part_ready = Gauge(f"{PREFIX}part_ready", "1 while this part of the process is ready.", ["part"])
clock = Gauge(f"{PREFIX}clock_timestamp_seconds", "The process's own clock at the moment of the scrape.")
disk_free_share = Gauge(
    f"{PREFIX}disk_free_share", "Free share, from 0 to 1, of the disk that has the process's temporary files."
)
store_free_share = Gauge(
    f"{PREFIX}store_free_share", "Free share, from 0 to 1, of the store's disk; NaN where the store does not say."
)
store_free_share.set(float("nan"))


def initialise_stage(stage: str, outcomes: Iterable[str], topics: Iterable[str], reasons: Iterable[str]) -> None:
    """Let all that one worker counts exist; `reasons` are those of dead letters."""
    for outcome in (*outcomes, *PASSED_BY):
        events_processed.labels(stage, outcome)
    event_age.labels(stage)
    batch_seconds.labels(stage)
    rebalances.labels(stage)
    reasons = tuple(reasons)
    for topic in topics:
        for what in ("type", "member"):
            events_unknown.labels(topic, what)
        for reason in reasons:
            dead_letters.labels(topic, reason)


def initialise_relay(topic: str) -> None:
    """Let all that one relay counts exist."""
    relay_published.labels(topic)
    for reason in ("store", "broker", "clock"):
        relay_failures.labels(topic, reason)


def initialise_store() -> None:
    """Let the outcomes of the everyday commands exist."""
    for command in STORE_COMMANDS:
        for outcome in ("ok", "unavailable"):
            store_command.labels(command, outcome)


def initialise_requests(route: str, method: str, codes: Iterable[int]) -> None:
    """Let the answers of a route exist whose rates somebody is woken by."""
    for code in codes:
        http_request.labels(route, method, str(code))
