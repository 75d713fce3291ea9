"""Fixtures for every test: the real broker, store and mailbox of `tests.stacks`, started only when a test asks."""

import os

import pytest
from hypothesis import settings

from chassis import process

pytest_plugins = ["tests.stacks"]

# The same examples in every run; `HYPOTHESIS_PROFILE=explore make test-unit` looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(autouse=True)
def leaving_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would end its process, run inside the one that runs the tests, fails its test, and the log says why."""

    def leave(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(process, "_leave", leave)
