"""Processes, broker, store, clocks and disks."""

from collections.abc import Iterator

from deploy.observability.model import Alert
from deploy.observability.profile import Profile
from deploy.observability.symptoms.counting import or_zero
from deploy.processes import PROCESSES, Platform

BROKER_FAILURES = 3
STORE_FAILED_SHARE, STORE_COMMANDS = 0.05, 20
STORE_SLOW_S = 0.25
SKEW_S = 30
"""A signed request counts for 300 s around its time; long before that deadlines are judged wrongly."""
DISK_FULL, DISK_FILLING = 0.1, 0.2
"""Shares that are free. Below the first one bulk is refused (`BULK_MIN_FREE_SHARE`)."""
PREPARING = "create_index|drop_index|rename"
"""Store commands that may take minutes, at the start of a process."""


def alerts(profile: Profile) -> Iterator[Alert]:
    """Causes first: what they bring about is inhibited by them."""
    yield from _broker(profile)
    yield from _store(profile)
    yield from _processes(profile)
    yield from _machines(profile)
    yield Alert(
        "Watchdog",
        "vector(1)",
        "0s",
        "none",
        "platform",
        "Always there: whoever does not get it any more is not told of anything else either",
        "Prometheus evaluates rules, and Alertmanager sends what follows.",
    )


def _broker(profile: Profile) -> Iterator[Alert]:
    only_broker = "|".join(name for name, each in PROCESSES.items() if each.needs == (Platform.BROKER,))
    failures = f'sum(increase(tanggap_relay_failures_total{{reason="broker"}}[{profile.look}]))'
    yield Alert(
        "BrokerDown",
        f"({or_zero(f'tanggap_ready{{service=~{chr(34)}{only_broker}{chr(34)}}}')} == 0"
        ' and on () sum(up{job="tanggap",service="complaints"}) > 0)\n'
        f"or {failures} >= {BROKER_FAILURES}",
        profile.cause,
        "page",
        "platform",
        "The broker does not answer: no worker is ready, or the relay cannot publish",
        "Complaints are taken and safe, but nothing else happens: no unit, no deadline, no message. It is all made up "
        "for when the broker is back.",
    )


def _store(profile: Profile) -> Iterator[Alert]:
    commands = "tanggap_store_command_seconds_count"
    failed = f'sum by (service) (increase({commands}{{outcome!~"ok|duplicate"}}[{profile.look}]))'
    every = f"sum by (service) (increase({commands}[{profile.look}]))"
    used = f'{{outcome="ok",command!~"{PREPARING}"}}'
    yield Alert(
        "StoreFailing",
        'max by (service) (tanggap_part_ready{part="store"}) == 0\n'
        f"or ({failed} > {STORE_FAILED_SHARE} * {every} and {every} >= {profile.least(STORE_COMMANDS)})",
        profile.cause,
        "page",
        "platform",
        "The store does not do what {{ $labels.service }} asks",
        "Without the store of complaints nobody can file or follow; without that of notify messages wait.",
    )
    yield Alert(
        "StoreSlow",
        "histogram_quantile(0.95, sum by (service, le) "
        f"(rate(tanggap_store_command_seconds_bucket{used}[{profile.look}]))) > {STORE_SLOW_S}\n"
        f"and {every} >= {profile.least(STORE_COMMANDS)}",
        profile.slow,
        "ticket",
        "platform",
        "One in twenty store commands of {{ $labels.service }} takes {{ $value | humanizeDuration }} or longer",
        "Pages are slow, and filing takes longer. Commands end after their time limit, then people get errors.",
    )


def _processes(profile: Profile) -> Iterator[Alert]:
    up = 'up{job="tanggap"}'
    absent = "".join(f'\nor sum by (service) (absent(up{{job="tanggap",service="{name}"}}))' for name in PROCESSES)
    yield Alert(
        "TargetDown",
        f"sum by (service) ({up}) == 0{absent}",
        profile.gone,
        "page",
        "platform",
        "No process of {{ $labels.service }} answers",
        "What this service does stands still. docs/operate/README.md says what citizens notice of each.",
    )
    yield Alert(
        "TargetDown",
        f"count by (service) ({up} == 0)\nand on (service) sum by (service) ({up}) > 0",
        profile.steady,
        "ticket",
        "platform",
        "{{ $value }} processes of {{ $labels.service }} do not answer; others do its work",
        "Nobody notices yet. The next failure is an outage.",
    )
    yield Alert(
        "ProcessNotReady",
        'max by (service) (tanggap_ready{service!="complaints"}) == 0',
        profile.steady,
        "page",
        "platform",
        "No process of {{ $labels.service }} is ready",
        "What this service does stands still, though it runs. Its readiness says why.",
    )
    yield Alert(
        "ProcessNotReady",
        "count by (service) (tanggap_ready == 0)\nand on (service) max by (service) (tanggap_ready) > 0",
        profile.slow,
        "ticket",
        "platform",
        "{{ $value }} processes of {{ $labels.service }} are not ready; others do its work",
        "Nobody notices yet. The next failure is an outage.",
    )
    yield Alert(
        "CrashLoop",
        'max by (service) (changes(process_start_time_seconds{job="tanggap"}'
        f"[{profile.quarter}])) >= {profile.starts}",
        "0s",
        "page",
        "platform",
        "A process of {{ $labels.service }} started {{ $value }} times in " + profile.quarter,
        "It stops rather than lose an event, and begins again. Nothing is lost, but its work stands still.",
    )
    yield Alert(
        "NoOwner",
        f"{or_zero('tanggap_counts_owner')} != 1",
        profile.steady,
        "ticket",
        "platform",
        "{{ $value }} processes of the projection show the numbers of the units; it has to be one",
        "Dashboards show no numbers of open and overdue complaints, or wrong ones. Complaints themselves are unharmed.",
        labels={"service": "projection"},
    )


def _machines(profile: Profile) -> Iterator[Alert]:
    clock = "tanggap_clock_timestamp_seconds"
    yield Alert(
        "ClockSkewed",
        f"max by (service, instance) (abs({clock} - timestamp({clock}))) > {SKEW_S}",
        profile.soon,
        "page",
        "platform",
        "The clock of {{ $labels.instance }} ({{ $labels.service }}) is wrong by {{ $value | humanizeDuration }}",
        "Deadlines are judged by this clock: breaches may come too early or too late, and signed requests are refused.",
    )
    yield Alert(
        "DiskNearlyFull",
        _free_below(DISK_FULL),
        profile.soon,
        "page",
        "platform",
        "Only {{ $value | humanizePercentage }} of a disk of {{ $labels.service }} is free",
        "Bulk channels are refused already. When it is full nobody can file any more.",
    )
    yield Alert(
        "DiskNearlyFull",
        _free_below(DISK_FILLING),
        profile.slow,
        "ticket",
        "platform",
        "Only {{ $value | humanizePercentage }} of a disk of {{ $labels.service }} is free",
        f"Nobody notices yet. Below {DISK_FULL:.0%} bulk channels are refused.",
    )


def _free_below(share: float) -> str:
    return (
        f'min by (service, disk) (label_replace(tanggap_store_free_share, "disk", "store", "", "")) < {share}\n'
        f'or min by (service, disk) (label_replace(tanggap_disk_free_share, "disk", "process", "", "")) < {share}'
    )
