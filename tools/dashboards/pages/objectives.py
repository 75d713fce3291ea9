"""What was promised about the system."""

from tools.dashboards.exprs import HERE, quantile, share_within
from tools.dashboards.panels import Dashboard, Panel, Row, Unit, lines, number

T = "tanggap_"
_NOTHING_LATE = "nothing was overdue"


def _kept(
    title: str, description: str, expr: str, runbook: str, warn: float, bad: float, empty_because: str | None = None
) -> Panel:
    """The share that was as promised; below `bad` the promise is broken."""
    return number(
        title,
        description,
        Unit.SHARE,
        expr,
        runbook,
        warn=warn,
        bad=bad,
        low_is_bad=True,
        width=6,
        empty_because=empty_because,
    )


OBJECTIVES = Dashboard(
    "tanggap-objectives",
    "Tanggap: Objectives",
    "What was promised about the system, and how much of the error budget is left over thirty days.",
    (
        Row(
            "Kept over thirty days",
            (
                _kept(
                    "Intake not failing",
                    "Share of requests without a 5xx. The objective is 99.9 %.",
                    f'1 - (sum(rate({T}http_request_duration_seconds_count{{{HERE},code=~"5.."}}[30d])) or vector(0)) '
                    f"/ sum(rate({T}http_request_duration_seconds_count{{{HERE}}}[30d]))",
                    "IntakeErrorBurn",
                    warn=0.9995,
                    bad=0.999,
                ),
                _kept(
                    "Events within 60 s",
                    "Share of events that were handled within a minute. The objective is 99.9 %.",
                    share_within(f"{T}event_age_seconds", "60.0", "30d"),
                    "EventAgeHigh",
                    warn=0.9995,
                    bad=0.999,
                ),
                _kept(
                    "Deadlines noticed within 60 s",
                    "Share of missed deadlines that sla noticed within a minute. The objective is 99.5 %.",
                    share_within(f"{T}deadline_lateness_seconds", "60.0", "30d"),
                    "DeadlineBurn",
                    warn=0.998,
                    bad=0.995,
                    empty_because=_NOTHING_LATE,
                ),
                _kept(
                    "Messages within 2 minutes",
                    "Share of delivered messages that came within two minutes of their time. Objective: 99.5 %.",
                    share_within(f"{T}notification_lateness_seconds", "120.0", "30d"),
                    "DeliveryBurn",
                    warn=0.998,
                    bad=0.995,
                    empty_because="nobody had to hear of anything",
                ),
                _kept(
                    "Escalations within 2 minutes",
                    "Share of delivered escalations that came within two minutes of their time. Objective: 99.5 %.",
                    share_within(f"{T}escalation_lateness_seconds", "120.0", "30d"),
                    "EscalationBurn",
                    warn=0.998,
                    bad=0.995,
                    empty_because="no leader had to hear of anything",
                ),
                _kept(
                    "Escalations delivered",
                    "Share of the messages of escalations that were delivered, of those that ended.",
                    f'sum(rate({T}escalations_total{{{HERE},outcome="delivered"}}[30d])) '
                    f'/ sum(rate({T}escalations_total{{{HERE},outcome=~"delivered|failed"}}[30d]))',
                    "EscalationFailing",
                    warn=0.999,
                    bad=0.995,
                    empty_because="no leader had to hear of anything",
                ),
            ),
        ),
        Row(
            "Hour by hour",
            (
                lines(
                    "Share of events within 60 s",
                    "By stage, over an hour.",
                    Unit.SHARE,
                    {
                        "{{stage}}": f'sum by (stage) (rate({T}event_age_seconds_bucket{{{HERE},le="60.0"}}[1h])) '
                        f"/ sum by (stage) (rate({T}event_age_seconds_count{{{HERE}}}[1h]))"
                    },
                    "EventAgeHigh",
                    empty_because="nothing happened for an hour",
                ),
                lines(
                    "Lateness of deadlines",
                    "From a deadline to the timer that noticed it.",
                    Unit.SECONDS,
                    {
                        "p50": quantile(0.5, f"{T}deadline_lateness_seconds", over="1h"),
                        "p99": quantile(0.99, f"{T}deadline_lateness_seconds", over="1h"),
                    },
                    "DeadlineBurn",
                    empty_because=_NOTHING_LATE,
                ),
            ),
        ),
    ),
)
