"""Fixtures for every test: the real broker, store and mailbox of `tests.stacks`, started only when a test asks."""

pytest_plugins = ["tests.stacks"]
