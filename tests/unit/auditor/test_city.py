"""When everybody has had a digest: leaders with hours of their own included."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contracts.errors import ConfigurationError
from deploy.local.environment import DEMO_CITY, REPOSITORY
from services.auditor import city
from tests.unit.auditor.lives import RULES

FRIDAY_EVENING = datetime(2026, 3, 6, 11, tzinfo=UTC)
"""18.00 in Jakarta."""


def test_over_a_weekend_the_next_digest_is_that_of_monday_morning() -> None:
    rules = city.load(REPOSITORY / "config" / "indonesia", RULES.within)
    assert rules.heard_by(FRIDAY_EVENING) == datetime(2026, 3, 9, 0, 30, tzinfo=UTC)


def test_where_digests_leave_all_the_time_it_is_soon() -> None:
    rules = city.load(DEMO_CITY, RULES.within)
    assert FRIDAY_EVENING < rules.heard_by(FRIDAY_EVENING) <= FRIDAY_EVENING + timedelta(seconds=30)


def test_a_city_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such folder"):
        city.load(tmp_path / "nowhere", RULES.within)
