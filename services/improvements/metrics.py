"""The metrics of improvements."""

from prometheus_client import Counter, Gauge

from chassis.metrics import PREFIX
from services.improvements.domain.actions import ACTIONS

TAKEN, REFUSED = "taken", "refused"

actions = Counter(f"{PREFIX}improvement_actions", "Steps of improvement actions.", ["action", "outcome"])
findings_open = Gauge(f"{PREFIX}findings_open", "Findings that are open.")
last_search = Gauge(f"{PREFIX}findings_last_search_timestamp_seconds", "When patterns were last searched for.")
search_seconds = Gauge(f"{PREFIX}findings_search_seconds", "How long the last search for patterns took.")

for _action in ("propose", "unknown", *ACTIONS):  # zero and no data are not the same
    for _outcome in (TAKEN, REFUSED):
        actions.labels(_action, _outcome)
