"""Dashboards: what they show as data, the files that Grafana provisions, and the board on one machine."""
