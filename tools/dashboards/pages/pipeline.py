"""The way of a complaint, stage by stage."""

from tools.dashboards.exprs import HERE, OF_SERVICE, increase, quantile, rate, total
from tools.dashboards.panels import Dashboard, Row, Unit, lines, table

T = "tanggap_"
_NO_REQUESTS = "no request came in for some minutes"
_NO_MESSAGES = "no message was sent for some minutes"

PIPELINE = Dashboard(
    "tanggap-pipeline",
    "Tanggap: Pipeline",
    "Where a complaint is on its way from a channel to a leader, and what holds it up.",
    (
        Row(
            "Intake",
            (
                lines(
                    "Requests",
                    "By what they were answered with.",
                    Unit.PER_SECOND,
                    {"{{code}}": rate(f"{T}http_request_duration_seconds_count", "code")},
                    "IntakeErrorBurn",
                    empty_because=_NO_REQUESTS,
                ),
                lines(
                    "How long a filing takes",
                    "POST of complaints: half of all, and 99 of 100.",
                    Unit.SECONDS,
                    {
                        f"p{share * 100:g}": quantile(
                            share,
                            f"{T}http_request_duration_seconds",
                            where=f'{HERE},method="POST",route=~".*complaints"',
                        )
                        for share in (0.5, 0.99)
                    },
                    "IntakeErrorBurn",
                    warn=0.1,
                    empty_because=_NO_REQUESTS,
                ),
                lines(
                    "Unpublished",
                    "Age of the oldest event that is kept and not yet published, by topic.",
                    Unit.SECONDS,
                    {"{{topic}}": f"max by (topic) ({T}outbox_oldest_seconds{{{HERE}}})"},
                    "OutboxStuck",
                    bad=60,
                ),
                lines(
                    "Published by the relays",
                    "Events a second, by topic.",
                    Unit.PER_SECOND,
                    {"{{topic}}": rate(f"{T}relay_published_total", "topic")},
                    "OutboxStuck",
                ),
            ),
        ),
        Row(
            "Workers",
            (
                lines(
                    "Events handled",
                    "By stage.",
                    Unit.PER_SECOND,
                    {"{{stage}}": rate(f"{T}events_processed_total", "stage", OF_SERVICE)},
                    "ConsumerStalled",
                ),
                lines(
                    "Age of events by stage, p95",
                    "Which stage is late.",
                    Unit.SECONDS,
                    {"{{stage}}": quantile(0.95, f"{T}event_age_seconds", "stage", OF_SERVICE)},
                    "EventAgeHigh",
                    bad=60,
                    empty_because="nothing happened for some minutes",
                ),
                lines(
                    "Records that wait",
                    "Lag by process and topic.",
                    Unit.COUNT,
                    {"{{service}} {{topic}}": total(f"{T}consumer_lag_records", "service,topic", OF_SERVICE)},
                    "LagGrowing",
                ),
                lines(
                    "Oldest record in hand",
                    "How old the oldest record of the batch is that a worker has in hand.",
                    Unit.SECONDS,
                    {"{{stage}}": f"max by (stage) ({T}oldest_waiting_seconds{{{OF_SERVICE}}})"},
                    "ConsumerStalled",
                    bad=60,
                ),
                lines(
                    "Time for one batch, p95",
                    "From the decision to the acknowledgement.",
                    Unit.SECONDS,
                    {"{{stage}}": quantile(0.95, f"{T}event_processing_seconds", "stage", OF_SERVICE)},
                    "ConsumerStalled",
                    empty_because="nothing happened for some minutes",
                ),
                table(
                    "Dead letters of the last day",
                    "By topic and reason.",
                    Unit.COUNT,
                    {"{{topic}} {{reason}}": increase(f"{T}dead_letters_total", "1d", "topic,reason")},
                    "DeadLetters",
                    empty_because="no record was ever refused",
                ),
            ),
        ),
        Row(
            "Routing",
            (
                lines(
                    "Decisions",
                    "By method; `none` goes to the triage desk.",
                    Unit.PER_SECOND,
                    {"{{method}}": rate(f"{T}routing_decisions_total", "method")},
                    "AssignmentLate",
                ),
            ),
        ),
        Row(
            "Messages",
            (
                lines(
                    "Notifications",
                    "By what became of them.",
                    Unit.PER_SECOND,
                    {"{{outcome}}": rate(f"{T}notifications_total", "outcome")},
                    "DeliveryFailing",
                ),
                lines(
                    "Time to delivery, p95",
                    "From the event to the transport that took the message, the wait for a digest included.",
                    Unit.SECONDS,
                    {"{{transport}}": quantile(0.95, f"{T}notification_delivery_seconds", "transport")},
                    "DeliveryFailing",
                    empty_because=_NO_MESSAGES,
                ),
                lines(
                    "Servers unavailable",
                    "Times that a transport's server could not be reached.",
                    Unit.PER_SECOND,
                    {"{{transport}}": rate(f"{T}notification_server_unavailable_total", "transport")},
                    "DeliveryFailing",
                ),
            ),
        ),
    ),
)
