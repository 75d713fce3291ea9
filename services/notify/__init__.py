"""The notify: works out who has to hear of a fact, tells them, and keeps the proof."""
