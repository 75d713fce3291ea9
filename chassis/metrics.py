"""Every metric of the chassis, in one place. Labels are bounded: never a complaint, a person or free text."""

from prometheus_client import Counter, Gauge, Histogram

PREFIX = "tanggap_"
AGE_BUCKETS = (0.05, 0.1, 0.3, 1, 2, 5, 10, 30, 60, 300, 3600)
"""Seconds; 0.3 and 60 are objectives."""

events_processed = Counter(f"{PREFIX}events_processed", "Events handled, by outcome.", ["stage", "outcome"])
event_age = Histogram(
    f"{PREFIX}event_age_seconds", "Time from an event to the end of its handling.", ["stage"], buckets=AGE_BUCKETS
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
rebalances = Counter(f"{PREFIX}rebalances", "Times that partitions were given out anew.")
store_command = Histogram(f"{PREFIX}store_command_seconds", "Store commands.", ["command", "outcome"])
outbox_oldest = Gauge(f"{PREFIX}outbox_oldest_seconds", "Age of the oldest event that is not yet published.", ["topic"])
relay_published = Counter(f"{PREFIX}relay_published", "Events that the relay published.", ["topic"])
relay_failures = Counter(f"{PREFIX}relay_failures", "Times that the relay could not go on.", ["topic", "reason"])
relay_active = Gauge(f"{PREFIX}relay_active", "1 in the process whose relay holds the lease.", ["topic"])
http_request = Histogram(
    f"{PREFIX}http_request_duration_seconds",
    "HTTP requests.",
    ["route", "method", "code"],
    buckets=(0.005, 0.015, 0.05, 0.1, 0.25, 1, 2.5),
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
