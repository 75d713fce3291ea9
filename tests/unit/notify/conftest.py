"""Fixtures of notify's tests."""

from pathlib import Path

import pytest

from services.notify.domain.city import City
from tests.unit.notify.examples import load_city


@pytest.fixture
def city(tmp_path: Path) -> City:
    """The small city of `examples`."""
    return load_city(tmp_path)
