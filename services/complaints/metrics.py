"""The metrics of this service. Labels are bounded: never a complaint, a person or free text."""

from prometheus_client import Counter, Gauge

from chassis.metrics import PREFIX

intake_complaints = Counter(f"{PREFIX}intake_complaints", "Complaints taken in, by outcome.", ["channel", "outcome"])
actions = Counter(f"{PREFIX}complaint_actions", "Steps taken on complaints.", ["action", "outcome"])
similar_lookups = Counter(
    f"{PREFIX}similar_lookups", "Looks for similar complaints: found, none, or unknown in time.", ["outcome"]
)
attachments = Counter(f"{PREFIX}attachment_requests", "Requests that add files to complaints, by outcome.", ["outcome"])
orphan_events = Counter(f"{PREFIX}orphan_events", "Events about complaints that the store does not know.")
open_complaints = Gauge(f"{PREFIX}open_complaints", "Open complaints; from the projection only.", ["unit", "state"])
overdue_complaints = Gauge(f"{PREFIX}overdue_complaints", "Open complaints with a breached deadline.", ["unit"])
