"""Fixtures of notify's tests."""

import pytest

from services.notify.domain.city import City
from tests.unit.notify.examples import load_city


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """The small city of `examples`; nobody changes it."""
    return load_city(tmp_path_factory.mktemp("city"))
