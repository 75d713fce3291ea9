"""Tests of sla without broker or store."""
