"""The sla service as a process of its own, against a real broker."""
