"""Decisions and statistics of improvements: pure functions of what happened to complaints, and of the day."""
