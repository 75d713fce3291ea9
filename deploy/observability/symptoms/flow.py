"""Complaints go their way: from the outbox through the topics to every worker."""

from collections.abc import Iterator

from deploy.observability.model import Alert, Recording
from deploy.observability.profile import Profile
from deploy.observability.symptoms.counting import grown, or_zero

LAG, AGE_P95 = "tanggap:consumer_lag_records:sum", "tanggap:event_age_seconds:p95"
AGE_COUNT = "tanggap:event_age_seconds:count"
STALLED_LAG, GROWING_LAG = 50, 1000
"""Records. An offset that is committed may trail by one, so a lag above 0 says nothing."""
FEW_EVENTS = 20
DEAD_FLOOD = 50
REBALANCES = 6


def recordings(profile: Profile) -> Iterator[Recording]:
    """How far behind each service is, and how old events are when it is done with them."""
    window = profile.look
    yield Recording(LAG, "sum by (service, topic) (tanggap_consumer_lag_records)")
    yield Recording(
        AGE_P95,
        f"histogram_quantile(0.95, sum by (service, stage, le) (rate(tanggap_event_age_seconds_bucket[{window}])))",
    )
    yield Recording(AGE_COUNT, f"sum by (service, stage) (increase(tanggap_event_age_seconds_count[{window}]))")


def alerts(profile: Profile) -> Iterator[Alert]:
    """First what stands still, then what is slow, then what is lost to the dead letters."""
    yield from _standing_still(profile)
    yield from _slow(profile)
    yield from _dead_letters(profile)


def _standing_still(profile: Profile) -> Iterator[Alert]:
    filed = 'increase(tanggap_intake_complaints_total{outcome="filed"}'
    routed = 'increase(tanggap_events_processed_total{stage="routing"}'
    of = "service, instance, topic"
    yield Alert(
        "AssignmentLate",
        f"sum({filed}[{profile.look}])) >= 3\nand {or_zero(f'{routed}[{profile.look}])')} == 0",
        profile.soon,
        "page",
        "pipeline",
        f"Complaints came in for {profile.look}, and none was routed",
        "Complaints wait for their unit while their deadlines already run. No officer sees them yet.",
        labels={"service": "routing"},
    )
    yield Alert(
        "ConsumerStalled",
        f"sum by ({of}) (tanggap_consumer_lag_records) > {profile.least(STALLED_LAG)}\n"
        f"unless on ({of}) max by ({of}) (changes(tanggap_last_processed_timestamp_seconds[{profile.look}])) > 0",
        profile.steady,
        "page",
        "pipeline",
        "{{ $labels.instance }} of {{ $labels.service }} handles none of {{ $value }} records of {{ $labels.topic }}",
        "What these records say reaches nobody: no unit, no deadline, no message or no timeline, by the service.",
    )
    yield Alert(
        "OutboxStuck",
        f"max by (service, topic) (tanggap_outbox_oldest_seconds) > {profile.waiting_s // 2}",
        profile.soon,
        "page",
        "pipeline",
        "Events of {{ $labels.service }} have waited {{ $value | humanizeDuration }} to be published",
        "Complaints are taken and safe, but nobody hears of them: no unit, no deadline, no message.",
    )
    yield Alert(
        "NoRelay",
        "sum by (service, topic) (tanggap_relay_active) == 0",
        profile.soon,
        "page",
        "pipeline",
        "No process of {{ $labels.service }} publishes {{ $labels.topic }}",
        "Complaints are taken and safe, but nobody hears of them until a relay holds the lease again.",
    )


def _slow(profile: Profile) -> Iterator[Alert]:
    yield Alert(
        "EventAgeHigh",
        f"max by (service, stage) (tanggap_oldest_waiting_seconds) > {profile.waiting_s}\n"
        f"or ({AGE_P95} > {profile.late_s} and {AGE_COUNT} >= {profile.least(FEW_EVENTS)})",
        profile.steady,
        "ticket",
        "pipeline",
        "Events are {{ $value | humanizeDuration }} old when {{ $labels.stage }} is done with them",
        "People see and act on an older state. No deadline is lost by it.",
    )
    yield Alert(
        "LagGrowing",
        f"{LAG} > {profile.least(GROWING_LAG)}\nand deriv({LAG}[{profile.quarter}]) > 0",
        profile.slow,
        "ticket",
        "pipeline",
        "{{ $labels.service }} is {{ $value }} records of {{ $labels.topic }} behind, and more every minute",
        "More comes in than is handled. What people see falls further behind, until it is noticed by everybody.",
    )
    yield Alert(
        "RebalanceStorm",
        f"max by (service) (increase(tanggap_rebalances_total[{profile.quarter}])) > {REBALANCES}",
        profile.soon,
        "ticket",
        "pipeline",
        "The partitions of {{ $labels.service }} were given out {{ $value | humanize }} times in " + profile.quarter,
        "Each time its work stands still for seconds. Answers, deadlines and messages come late.",
    )


def _dead_letters(profile: Profile) -> Iterator[Alert]:
    dead, by = "tanggap_dead_letters_total", "service, topic"
    yield Alert(
        "DeadLetters",
        grown(dead, profile.quarter, by),
        "0s",
        "ticket",
        "pipeline",
        "{{ $labels.service }} could not handle {{ $value | humanize }} records of {{ $labels.topic }}",
        "A step of a complaint is missing in one service: perhaps a deadline, a message or a line of the timeline.",
    )
    yield Alert(
        "DeadLetters",
        f"{grown(dead, profile.quarter, by)} >= {profile.least(DEAD_FLOOD)}",
        "0s",
        "page",
        "pipeline",
        "{{ $labels.service }} could not handle {{ $value | humanize }} records of {{ $labels.topic }}",
        "So many come from a broken producer or version. Each is a step of a complaint that is missing somewhere.",
    )
