"""The metrics of the auditor."""

from prometheus_client import Counter, Gauge

from chassis.metrics import PREFIX
from contracts.values import Missing

KINDS = tuple(kind.value for kind in Missing if kind is not Missing.OTHER)
REQUESTED, MENDED = "requested", "mended"

findings = Counter(f"{PREFIX}audit_findings", "Steps that should have come and did not.", ["kind"])
open_findings = Gauge(f"{PREFIX}audit_open_findings", "Those of them that are still missing.", ["kind"])
repairs = Counter(
    f"{PREFIX}audit_repairs",
    "Repairs that somebody asked for, and those after which the step came.",
    ["kind", "outcome"],
)
last_round = Gauge(
    f"{PREFIX}audit_last_round_timestamp_seconds", "When the auditor last came to the end of all topics."
)
behind = Gauge(f"{PREFIX}audit_behind_seconds", "Age of the oldest record that the auditor has not read yet.")
held = Gauge(f"{PREFIX}audit_held_histories", "Complaints of which the history is held.")

for _kind in KINDS:  # zero and no data are not the same
    findings.labels(_kind)
    open_findings.labels(_kind).set(0)
    for _outcome in (REQUESTED, MENDED):
        repairs.labels(_kind, _outcome)
