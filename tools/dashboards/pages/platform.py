"""The processes, the store and the broker."""

from tools.dashboards.exprs import HERE, OF_SERVICE, increase, quantile, rate
from tools.dashboards.panels import Dashboard, Row, Unit, lines, table

T = "tanggap_"

PLATFORM = Dashboard(
    "tanggap-platform",
    "Tanggap: Platform",
    "The processes themselves: memory, restarts, the store, and who does what only one may do.",
    (
        Row(
            "Processes",
            (
                lines(
                    "Memory",
                    "Resident memory by process.",
                    Unit.BYTES,
                    {"{{service}} {{instance}}": f"process_resident_memory_bytes{{{OF_SERVICE}}}"},
                    "TargetDown",
                ),
                lines(
                    "Processor",
                    "Cores in use by process.",
                    Unit.COUNT,
                    {"{{service}} {{instance}}": f"rate(process_cpu_seconds_total{{{OF_SERVICE}}}[$__rate_interval])"},
                    "TargetDown",
                ),
                table(
                    "Since when they run",
                    "Seconds since each process started.",
                    Unit.SECONDS,
                    {"{{service}} {{instance}}": f"time() - process_start_time_seconds{{{OF_SERVICE}}}"},
                    "CrashLoop",
                ),
                table(
                    "Versions",
                    "Which build runs where; more than one while an update goes on.",
                    Unit.COUNT,
                    {"{{service}} {{version}}": f"count by (service, version) ({T}build_info{{{OF_SERVICE}}})"},
                    "TargetDown",
                ),
            ),
        ),
        Row(
            "Store and broker",
            (
                lines(
                    "Store commands, p95",
                    "By command.",
                    Unit.SECONDS,
                    {"{{command}}": quantile(0.95, f"{T}store_command_seconds", "command", OF_SERVICE)},
                    "StoreFailing",
                    warn=0.5,
                    empty_because="no command was sent for some minutes",
                ),
                lines(
                    "Store commands that failed",
                    "By outcome.",
                    Unit.PER_SECOND,
                    {"{{outcome}}": rate(f"{T}store_command_seconds_count", "outcome", f'{OF_SERVICE},outcome!="ok"')},
                    "StoreFailing",
                    empty_because="no command has failed",
                ),
                lines(
                    "Partitions given out anew",
                    "Rebalances by process; each stops a group for a moment.",
                    Unit.COUNT,
                    {"{{service}}": increase(f"{T}rebalances_total", "1h", "service", OF_SERVICE)},
                    "RebalanceStorm",
                ),
                table(
                    "Who publishes",
                    "Processes whose relay holds the lease: one a topic.",
                    Unit.COUNT,
                    {"{{topic}}": f"sum by (topic) ({T}relay_active{{{HERE}}})"},
                    "OutboxStuck",
                ),
            ),
        ),
    ),
)
