"""Routing: finds the unit that is responsible for a complaint, and says why."""
