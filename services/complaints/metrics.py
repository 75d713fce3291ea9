"""The metrics of this service. Labels are bounded: never a complaint, a person or free text."""

from prometheus_client import Counter, Gauge

from chassis.metrics import PREFIX

intake_complaints = Counter(f"{PREFIX}intake_complaints", "Complaints taken in, by outcome.", ["channel", "outcome"])
actions = Counter(f"{PREFIX}complaint_actions", "Steps taken on complaints.", ["action", "outcome"])
outbox_oldest = Gauge(f"{PREFIX}outbox_oldest_seconds", "Age of the oldest event that is not yet published.")
relay_published = Counter(f"{PREFIX}relay_published", "Events that the relay published.")
relay_failures = Counter(f"{PREFIX}relay_failures", "Times that the relay could not go on.", ["reason"])
relay_active = Gauge(f"{PREFIX}relay_active", "1 in the process whose relay holds the lease.")
orphan_facts = Counter(f"{PREFIX}orphan_facts", "Facts about complaints that the store does not know.")
open_complaints = Gauge(f"{PREFIX}open_complaints", "Open complaints; from the projection only.", ["unit", "state"])
overdue_complaints = Gauge(f"{PREFIX}overdue_complaints", "Open complaints with a breached deadline.", ["unit"])
