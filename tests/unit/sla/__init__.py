"""Tests of the pure heart of the SLA."""
