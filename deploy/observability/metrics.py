"""Every metric of every process as data: its unit, its labels with the values they may have, and who exports it.

What a metric means stands where it is counted (`chassis/metrics.py`, `services/*/metrics.py`). The handbook's table is
made from both (`make metrics`); a test holds this table against the code, and another one against what every process of
a running stack answers at `/metrics`. So rules and dashboards may rely on every name in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from contracts.topics import AUDIT, COMPLAINTS, FINDINGS, IMPROVEMENTS, NOTIFICATIONS, PARTITIONS, TOPICS
from contracts.values import EffectVerdict, Missing

COMPLAINTS_API, PROJECTION, ROUTING, SLA, NOTIFY, IMPROVING, AUDITOR = (
    "complaints", "projection", "routing", "sla", "notify", "improvements", "auditor",
)  # fmt: skip
WORKERS = (PROJECTION, ROUTING, SLA, NOTIFY, IMPROVING)
WITH_STORE = (COMPLAINTS_API, PROJECTION, NOTIFY, IMPROVING)
WITH_RELAY = (COMPLAINTS_API, NOTIFY, IMPROVING)
ALL = (COMPLAINTS_API, *WORKERS, AUDITOR)


class Of(Enum):
    """Values that follow from something else than this table; there are never more than it has."""

    UNITS = "units of the city"
    CLOCKS = "clocks of the city's policies and of its improvement actions"
    CHANNELS = "channels of the access file and the store, and the pages"
    ROUTES = "routes of the process's APIs, by their templates"
    CODES = "HTTP statuses that are used"
    ACTIONS = "actions of complaints"
    STATES = "open states of complaints"
    METHODS = "ways in which routing finds a unit"
    COMMANDS = "commands of the store"
    VERSIONS = "the version that runs"
    PARTS = "parts of the process"


Values = tuple[str, ...] | Of


@dataclass(frozen=True)
class Metric:
    """One metric as it is scraped: a counter's name ends in `_total`; of a histogram it is what its parts begin with.

    `unit` is what its value counts, or that of a histogram's buckets.
    """

    name: str
    unit: str
    exported_by: tuple[str, ...]
    labels: Mapping[str, Values] = field(default_factory=dict)


_STAGES = WORKERS
_STAGE_OUTCOMES = (
    "assignment", "decided", "duplicate", "forgotten", "gathered", "heard", "not_about_complaints", "not_for_routing",
    "not_for_sla", "nothing_known", "step", "taken", "timer", "waits_for_assignment", "unknown", "dead_letter",
)  # fmt: skip
_READ = tuple(topic.name for topic in TOPICS if topic.events and topic is not AUDIT)
_RELAYED = (COMPLAINTS.name, NOTIFICATIONS.name, FINDINGS.name, IMPROVEMENTS.name)
_IMPROVING = (
    "propose", "agree", "decline", "start", "report_progress", "postpone", "finish", "drop", "link",
    "assign_learning", "withdraw_learning", "unknown",
)  # fmt: skip
_VERDICTS = tuple(verdict.value for verdict in EffectVerdict)
_EDITION = {"kind": ("quarter", "year")}
_REASONS = ("invalid_event", "malformed_json", "no_key", "no_value", "not_a_cloudevent", "wrong_key", "wrong_topic")
_FOUND = tuple(kind.value for kind in Missing if kind is not Missing.OTHER)
_TRANSPORTS = ("email", "webhook", "cloudevents", "apprise")
_NOTIFIED = ("planned", "rerouted", "skipped", "withdrawn", "retried", "fallback", "delivered", "failed")
_LEVELS = ("1", "2", "3", "4", "5", "6+")
_STAGE = {"stage": _STAGES}
_TRANSPORT = {"transport": _TRANSPORTS}

_TABLE = (
    # --- how far it is
    Metric("tanggap_events_processed_total", "events", WORKERS, _STAGE | {"outcome": _STAGE_OUTCOMES}),
    Metric("tanggap_event_age_seconds", "seconds", WORKERS, _STAGE),
    Metric("tanggap_event_processing_seconds", "seconds", WORKERS, _STAGE),
    Metric("tanggap_oldest_waiting_seconds", "seconds", WORKERS, _STAGE),
    Metric("tanggap_consumer_lag_records", "records", WORKERS, {"topic": _READ}),
    Metric(
        "tanggap_last_processed_timestamp_seconds",
        "Unix time in seconds",
        WORKERS,
        {"topic": _READ, "partition": tuple(map(str, range(PARTITIONS)))},
    ),
    Metric("tanggap_events_unknown_total", "events", WORKERS, {"topic": _READ, "what": ("type", "member")}),
    Metric("tanggap_dead_letters_total", "records", WORKERS, {"topic": _READ, "reason": _REASONS}),
    Metric("tanggap_rebalances_total", "rebalances", WORKERS, _STAGE),
    Metric("tanggap_outbox_oldest_seconds", "seconds", WITH_RELAY, {"topic": _RELAYED}),
    Metric("tanggap_relay_active", "1 or 0", WITH_RELAY, {"topic": _RELAYED}),
    Metric("tanggap_relay_published_total", "events", WITH_RELAY, {"topic": _RELAYED}),
    Metric(
        "tanggap_relay_failures_total",
        "failures",
        WITH_RELAY,
        {"topic": _RELAYED, "reason": ("store", "broker", "clock")},
    ),
    Metric(
        "tanggap_store_command_seconds",
        "seconds",
        WITH_STORE,
        {"command": Of.COMMANDS, "outcome": ("ok", "duplicate", "unavailable", "error")},
    ),
    Metric(
        "tanggap_http_request_duration_seconds",
        "seconds",
        (COMPLAINTS_API, NOTIFY, IMPROVING),
        {
            "route": Of.ROUTES,
            "method": ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"),
            "code": Of.CODES,
        },
    ),
    # --- complaints
    Metric(
        "tanggap_intake_complaints_total",
        "requests",
        (COMPLAINTS_API,),
        {"channel": Of.CHANNELS, "outcome": ("filed", "replayed", "reused", "refused", "unavailable")},
    ),
    Metric(
        "tanggap_complaint_actions_total",
        "steps",
        (COMPLAINTS_API, PROJECTION),
        {"action": Of.ACTIONS, "outcome": ("taken", "overtaken", "refused", "not_found", "not_yours")},
    ),
    Metric("tanggap_similar_lookups_total", "lookups", (COMPLAINTS_API,), {"outcome": ("found", "none", "unknown")}),
    Metric(
        "tanggap_attachment_requests_total",
        "requests",
        (COMPLAINTS_API,),
        {"outcome": ("attached", "unfit", "overtaken", "refused", "not_found", "not_yours")},
    ),
    Metric("tanggap_first_response_seconds", "seconds", (COMPLAINTS_API,), {"unit": Of.UNITS}),
    Metric("tanggap_counts_owner", "1 or 0", (PROJECTION,)),
    Metric("tanggap_open_complaints", "complaints", (PROJECTION,), {"unit": Of.UNITS, "state": Of.STATES}),
    Metric("tanggap_overdue_complaints", "complaints", (PROJECTION,), {"unit": Of.UNITS}),
    Metric(
        "tanggap_oldest_open_complaint_timestamp_seconds", "Unix time in seconds", (PROJECTION,), {"unit": Of.UNITS}
    ),
    Metric("tanggap_orphan_events_total", "events", (PROJECTION,)),
    # --- routing
    Metric(
        "tanggap_routing_decisions_total",
        "assignments",
        (ROUTING,),
        {"method": Of.METHODS, "outcome": ("assigned", "triage")},
    ),
    # --- deadlines
    Metric("tanggap_breaches_total", "deadlines", (SLA,), {"unit": Of.UNITS, "clock": Of.CLOCKS}),
    Metric("tanggap_breaches_withdrawn_total", "deadlines", (SLA,), {"unit": Of.UNITS, "clock": Of.CLOCKS}),
    Metric("tanggap_reminders_emitted_total", "reminders", (SLA,), {"clock": Of.CLOCKS}),
    Metric("tanggap_waits_expired_total", "waits", (SLA,), {"clock": Of.CLOCKS}),
    Metric("tanggap_escalations_emitted_total", "levels", (SLA,), {"level": _LEVELS}),
    Metric("tanggap_deadline_lateness_seconds", "seconds", (SLA,)),
    Metric("tanggap_deadlines_open", "complaints", (SLA,)),
    # --- messages
    Metric(
        "tanggap_notifications_total",
        "notifications",
        (NOTIFY,),
        {"transport": (*_TRANSPORTS, "none"), "outcome": _NOTIFIED},
    ),
    Metric("tanggap_notification_delivery_seconds", "seconds", (NOTIFY,), _TRANSPORT),
    Metric("tanggap_notification_lateness_seconds", "seconds", (NOTIFY,), _TRANSPORT),
    Metric("tanggap_escalation_lateness_seconds", "seconds", (NOTIFY,), {"level": _LEVELS}),
    Metric("tanggap_notification_server_unavailable_total", "failures", (NOTIFY,), _TRANSPORT),
    Metric("tanggap_escalations_total", "messages", (NOTIFY,), {"level": _LEVELS, "outcome": _NOTIFIED}),
    # --- improvements
    Metric(
        "tanggap_improvement_actions_total",
        "steps",
        (IMPROVING,),
        {"action": _IMPROVING, "outcome": ("taken", "refused")},
    ),
    Metric("tanggap_improvements_open", "actions", (IMPROVING,), {"state": ("proposed", "agreed", "in_progress")}),
    Metric("tanggap_improvements_overdue", "actions", (IMPROVING,)),
    Metric("tanggap_effects_judged_total", "judgements", (IMPROVING,), {"verdict": _VERDICTS}),
    Metric("tanggap_findings_open", "findings", (IMPROVING,)),
    Metric("tanggap_findings_changed_total", "findings", (IMPROVING,), {"change": ("opened", "closed", "dismissed")}),
    Metric("tanggap_findings_last_search_timestamp_seconds", "Unix time in seconds", (IMPROVING,)),
    Metric("tanggap_findings_search_seconds", "seconds", (IMPROVING,)),
    Metric("tanggap_editions_made_total", "editions", (IMPROVING,), _EDITION),
    Metric("tanggap_edition_seconds", "seconds", (IMPROVING,), _EDITION),
    Metric("tanggap_edition_last_made_timestamp_seconds", "Unix time in seconds", (IMPROVING,), _EDITION),
    Metric(
        "tanggap_survey_answers_total",
        "answers",
        (IMPROVING,),
        {"via": ("page", "channel", "counter", "paper", "other")},
    ),
    Metric("tanggap_survey_forms_total", "forms", (IMPROVING,), {"outcome": ("kept", "known", "refused")}),
    Metric(
        "tanggap_learning_statements_total", "statements", (IMPROVING,), {"outcome": ("sent", "refused", "put_off")}
    ),
    Metric("tanggap_learning_statements_waiting", "statements", (IMPROVING,)),
    Metric(
        "tanggap_learning_statements_received_total",
        "statements",
        (IMPROVING,),
        {"outcome": ("kept", "known", "ignored", "refused")},
    ),
    # --- what is left out
    Metric("tanggap_audit_findings_total", "findings", (AUDITOR,), {"kind": _FOUND}),
    Metric("tanggap_audit_open_findings", "findings", (AUDITOR,), {"kind": _FOUND}),
    Metric("tanggap_audit_repairs_total", "repairs", (AUDITOR,), {"kind": _FOUND, "outcome": ("requested", "mended")}),
    Metric("tanggap_audit_last_round_timestamp_seconds", "Unix time in seconds", (AUDITOR,)),
    Metric("tanggap_audit_behind_seconds", "seconds", (AUDITOR,)),
    Metric("tanggap_audit_held_histories", "complaints", (AUDITOR,)),
    # --- all
    Metric("tanggap_ready", "1 or 0", ALL),
    Metric("tanggap_part_ready", "1 or 0", ALL, {"part": Of.PARTS}),
    Metric("tanggap_clock_timestamp_seconds", "Unix time in seconds", ALL),
    Metric("tanggap_disk_free_share", "share", ALL),
    Metric("tanggap_store_free_share", "share", ALL),
    Metric("tanggap_build_info", "1", ALL, {"service": ALL, "version": Of.VERSIONS}),
)

METRICS: Mapping[str, Metric] = {metric.name: metric for metric in _TABLE}
"""Every metric by its name."""


def exported_by(process: str) -> frozenset[str]:
    """The names of what a process answers at `/metrics`, as far as it is ours."""
    return frozenset(metric.name for metric in _TABLE if process in metric.exported_by)
