"""Fixtures for every test: the real broker, store and mailbox of `tests.stacks`, started only when a test asks."""

import os

from hypothesis import settings

pytest_plugins = ["tests.stacks"]

# The same examples in every run; `HYPOTHESIS_PROFILE=explore make test-unit` looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
