"""Days and times of day as people write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from web.dates import date_in_words, moment_in_words, month_in_words

JAKARTA = ZoneInfo("Asia/Jakarta")
LATE = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "moment", "month"),
    [
        ("id", "Selasa, 24 November 2026, 06.30 WIB", "Agustus 2026"),
        ("en", "Tuesday, 24 November 2026, 06:30 WIB", "August 2026"),
    ],
)
def test_moments_are_in_the_citys_zone_and_in_the_readers_words(language: str, moment: str, month: str) -> None:
    assert moment_in_words(LATE, language, JAKARTA) == moment
    assert month_in_words(2026, 8, language) == month


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_weekday_and_month_has_a_name_of_its_own(language: str) -> None:
    days = {date_in_words(datetime(2026, 6, day, tzinfo=UTC), language, UTC).split(",")[0] for day in range(1, 8)}
    assert len(days) == 7
    assert len({month_in_words(2026, month, language) for month in range(1, 13)}) == 12
