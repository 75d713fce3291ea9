"""Prometheus, Alertmanager and a board beside the stack on this machine: `make observe`."""
