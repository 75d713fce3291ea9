"""What the one who is on duty looks at all day."""

from tools.dashboards.exprs import HERE, age, increase, quantile, total
from tools.dashboards.panels import Dashboard, Row, Unit, bars, lines, number

T = "tanggap_"
_FIRING = f'count(ALERTS{{alertstate="firing",alertname!="Watchdog",{HERE}}}) or vector(0)'
_NO_STEPS = "no answer of a unit was seen in that time"

SHIFT = Dashboard(
    "tanggap-shift",
    "Tanggap: Shift",
    "Is anyone waiting, and can the system be believed?",
    (
        Row(
            "Is anyone waiting?",
            (
                number(
                    "Alerts", "Alerts that fire now, the watchdog left out.", Unit.COUNT, _FIRING, "Watchdog", bad=1
                ),
                number(
                    "Overdue complaints",
                    "Open complaints with a deadline that has passed.",
                    Unit.COUNT,
                    total(f"{T}overdue_complaints"),
                    "BreachSurge",
                    warn=1,
                ),
                number(
                    "Oldest open complaint",
                    "How long the complainant who has waited longest has been waiting.",
                    Unit.SECONDS,
                    age(f"{T}oldest_open_complaint_timestamp_seconds"),
                    "BreachSurge",
                    empty_because="nothing is open",
                ),
                number(
                    "At the triage desk",
                    "Complaints that nobody could be named for yet.",
                    Unit.COUNT,
                    total(f"{T}open_complaints", where=f'{HERE},unit="$triage"'),
                    "AssignmentLate",
                    empty_because="nothing waits there, or the variable `triage` names no unit",
                ),
                number(
                    "Escalations not delivered",
                    "Messages of an escalation that no transport could deliver, in the last hour.",
                    Unit.COUNT,
                    increase(f"{T}escalations_total", "1h", where=f'{HERE},outcome="failed"'),
                    "EscalationFailing",
                    bad=1,
                ),
                number(
                    "Missing steps",
                    "What the auditor found missing and nobody has mended: a breach, an escalation, a message.",
                    Unit.COUNT,
                    total(f"{T}audit_open_findings"),
                    "AuditFindings",
                    bad=1,
                ),
            ),
        ),
        Row(
            "Can the system be believed?",
            (
                number(
                    "Age of events, p95",
                    "From what happened to the end of its handling, over five minutes. The objective is 60 s.",
                    Unit.SECONDS,
                    quantile(0.95, f"{T}event_age_seconds", over="5m"),
                    "EventAgeHigh",
                    warn=5,
                    bad=60,
                    empty_because="nothing happened for five minutes",
                ),
                number(
                    "Oldest unpublished event",
                    "What intake or notify has kept and not yet published.",
                    Unit.SECONDS,
                    f"max ({T}outbox_oldest_seconds{{{HERE}}})",
                    "OutboxStuck",
                    warn=5,
                    bad=60,
                ),
                number(
                    "Records that wait",
                    "Lag of all consumers. One or two are no lag.",
                    Unit.COUNT,
                    total(f"{T}consumer_lag_records"),
                    "LagGrowing",
                    warn=100,
                    bad=10_000,
                ),
                number(
                    "Auditor's last round",
                    "How long ago the auditor has looked at everything that is open.",
                    Unit.SECONDS,
                    f"time() - max ({T}audit_last_round_timestamp_seconds{{{HERE}}})",
                    "AuditorSilent",
                    warn=120,
                    bad=300,
                ),
                number(
                    "Dead letters",
                    "Records that could not be handled, in the last day.",
                    Unit.COUNT,
                    increase(f"{T}dead_letters_total", "1d"),
                    "DeadLetters",
                    warn=1,
                    empty_because="no record was ever refused",
                ),
                number(
                    "Processes that answer",
                    "Those that Prometheus could ask a moment ago.",
                    Unit.COUNT,
                    f'count(up{{job="tanggap",{HERE}}} == 1)',
                    "TargetDown",
                ),
            ),
        ),
        Row(
            "Work",
            (
                bars(
                    "Open complaints by unit",
                    "Who has how much to do.",
                    Unit.COUNT,
                    {"{{unit}}": f"topk(20, {total(f'{T}open_complaints', 'unit')} > 0)"},
                    "BreachSurge",
                    empty_because="nothing is open",
                ),
                lines(
                    "Time to the first response",
                    "From the filing to the first step that the unit took: half of all and nine of ten, over a day.",
                    Unit.SECONDS,
                    {
                        "p50": quantile(0.5, f"{T}first_response_seconds", over="1d"),
                        "p90": quantile(0.9, f"{T}first_response_seconds", over="1d"),
                    },
                    "BreachSurge",
                    empty_because=_NO_STEPS,
                ),
                lines(
                    "Complaints taken in",
                    "By channel, an hour.",
                    Unit.COUNT,
                    {"{{channel}}": increase(f"{T}intake_complaints_total", "1h", "channel")},
                    "IntakeSilent",
                ),
                lines(
                    "Age of events",
                    "From what happened to the end of its handling. The objective is 99.9 % within 60 s.",
                    Unit.SECONDS,
                    {
                        "p50": quantile(0.5, f"{T}event_age_seconds"),
                        "p95": quantile(0.95, f"{T}event_age_seconds"),
                        "p99": quantile(0.99, f"{T}event_age_seconds"),
                    },
                    "EventAgeHigh",
                    bad=60,
                    empty_because="nothing happened for some minutes",
                ),
            ),
        ),
    ),
)
