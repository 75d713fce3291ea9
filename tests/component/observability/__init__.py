"""Tests of alerts with a real Alertmanager."""
