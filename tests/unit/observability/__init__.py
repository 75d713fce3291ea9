"""Tests of rules, alerts and their routes, with the tools of Prometheus."""
