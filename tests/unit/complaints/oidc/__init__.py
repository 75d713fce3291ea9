"""Signing in by an identity provider: what can be decided without asking it."""
