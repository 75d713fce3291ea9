"""The metrics of this service but those of the projection alone. Labels are bounded: no complaint, person or text."""

from collections.abc import Iterable
from datetime import timedelta

from prometheus_client import Counter, Histogram

from chassis.metrics import PREFIX, initialise_requests
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.rights import THE_SYSTEM

FILING = ("filed", "replayed", "reused", "refused", "unavailable")
STEPPING = ("taken", "overtaken", "refused", "not_found", "not_yours")
ATTACHING = ("attached", "unfit", "overtaken", "refused", "not_found", "not_yours")
LOOKING = ("found", "none", "unknown")
HOUR_S, DAY_S = 3600, 86400
RESPONSE_BUCKETS = (
    HOUR_S, 4 * HOUR_S, 8 * HOUR_S, DAY_S, 2 * DAY_S, 3 * DAY_S, 5 * DAY_S, 7 * DAY_S, 10 * DAY_S, 14 * DAY_S,
    30 * DAY_S,
)  # fmt: skip

intake_complaints = Counter(f"{PREFIX}intake_complaints", "Complaints taken in, by outcome.", ["channel", "outcome"])
actions = Counter(f"{PREFIX}complaint_actions", "Steps taken on complaints.", ["action", "outcome"])
similar_lookups = Counter(
    f"{PREFIX}similar_lookups", "Looks for similar complaints: found, none, or unknown in time.", ["outcome"]
)
attachments = Counter(f"{PREFIX}attachment_requests", "Requests that add files to complaints, by outcome.", ["outcome"])
first_response = Histogram(
    f"{PREFIX}first_response_seconds",
    "From the filing of a complaint to the first thing that its unit told the complainant.",
    ["unit"],
    buckets=RESPONSE_BUCKETS,
)


def initialise(channels: Iterable[str], units: Iterable[str]) -> None:
    """Let all that the intake API counts exist; channels of the store come with their first complaint."""
    for channel in channels:
        for outcome in FILING:
            intake_complaints.labels(channel, outcome)
    for action in ACTIONS:
        for outcome in STEPPING:
            actions.labels(action, outcome)
    for outcome in LOOKING:
        similar_lookups.labels(outcome)
    for outcome in ATTACHING:
        attachments.labels(outcome)
    for unit in units:
        first_response.labels(unit)
    initialise_requests("/v1/complaints", "POST", (200, 201, 422, 429, 500, 503))


def initialise_system() -> None:
    """Let the steps exist that the system takes by itself."""
    for action in THE_SYSTEM.rights.actions:
        for outcome in ("taken", "overtaken"):
            actions.labels(action, outcome)


def responded(unit: str, after: timedelta) -> None:
    """A unit has told the complainant something for the first time, so long after the filing."""
    first_response.labels(unit).observe(after.total_seconds())
