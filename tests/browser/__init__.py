"""Journeys of people on the pages, in a real browser over the whole stack."""
