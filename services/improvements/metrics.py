"""The metrics of improvements."""

from prometheus_client import Counter, Gauge

from chassis.metrics import PREFIX
from services.improvements.domain.actions import ACTIONS

TAKEN, REFUSED = "taken", "refused"
SENT_OUTCOMES = ("sent", "refused", "put_off")
RECEIVED_OUTCOMES = ("kept", "known", "ignored", "refused")

actions = Counter(f"{PREFIX}improvement_actions", "Steps of improvement actions.", ["action", "outcome"])
findings_open = Gauge(f"{PREFIX}findings_open", "Findings that are open.")
last_search = Gauge(f"{PREFIX}findings_last_search_timestamp_seconds", "When patterns were last searched for.")
search_seconds = Gauge(f"{PREFIX}findings_search_seconds", "How long the last search for patterns took.")
learning_sent = Counter(f"{PREFIX}learning_statements", "Statements about learning that were to be sent.", ["outcome"])
learning_waiting = Gauge(f"{PREFIX}learning_statements_waiting", "Statements about learning that wait to be sent.")
learning_received = Counter(
    f"{PREFIX}learning_statements_received", "Statements about learning that were sent to us.", ["outcome"]
)

for _outcome in SENT_OUTCOMES:
    learning_sent.labels(_outcome)
for _outcome in RECEIVED_OUTCOMES:
    learning_received.labels(_outcome)
for _action in ("propose", "unknown", *ACTIONS):  # zero and no data are not the same
    for _outcome in (TAKEN, REFUSED):
        actions.labels(_action, _outcome)
