"""SLA: opens, pauses and closes the clocks of complaints, and emits an event for each breach and escalation."""
