"""Notify: works out who has to hear of an event, sends each of them a message, and keeps the proof."""
