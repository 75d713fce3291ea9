"""What pages behind links decide without a store: which days may be promised, and what was entered."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import ConfigurationError
from deploy.local.environment import DEMO_CITY
from services.complaints import texts
from services.complaints.application.messages import Status, Told
from services.complaints.city import City, load_city
from services.complaints.domain import promises
from services.complaints.pages import promised
from services.complaints.pages.message import form
from services.complaints.pages.message.opened import Asked
from services.complaints.texts.sentences import gaps

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 3, 5, 20, 0, tzinfo=UTC)
"""Thursday evening in UTC, Friday night at 3 in the city."""
FRIDAY = date(2026, 3, 6)
TOLD = [Told("c-1", None, Status.OVERDUE), Told("c-2", None, Status.OVERDUE)]


@cache
def the_city() -> City:
    """The demonstration's."""
    return load_city(DEMO_CITY)


@pytest.fixture
def city() -> City:
    """The same, where every office works as one of the week does."""
    loaded = the_city()
    return replace(loaded, calendars=dict.fromkeys(loaded.calendars, loaded.calendars["office"]))


def test_a_promised_day_ends_at_midnight_in_the_city() -> None:
    assert promises.until(FRIDAY, None, ZONE) == datetime(2026, 3, 6, 16, 59, 59, tzinfo=UTC)


def test_on_the_last_day_the_policy_ends_the_promise() -> None:
    limit = NOW + timedelta(hours=3)
    assert promises.until(FRIDAY, limit, ZONE) == limit
    assert promises.until(FRIDAY + timedelta(days=1), limit, ZONE) > limit, "which is refused, with words"


@given(st.dates(date(2026, 1, 1), date(2100, 1, 1)), st.none() | st.timedeltas(timedelta(0), timedelta(days=60)))
def test_a_promise_is_on_its_day_and_never_beyond_the_limit_of_that_day(day: date, within: timedelta | None) -> None:
    limit = None if within is None else NOW + within
    until = promises.until(day, limit, ZONE)
    assert until.astimezone(ZONE).date() == day
    if limit is not None and day <= limit.astimezone(ZONE).date():
        assert until <= limit


def test_two_working_days_are_proposed_unless_a_policy_allows_less(city: City) -> None:
    free = promised.days([None, NOW + timedelta(days=14)], "dinas-pu", city, NOW)
    assert (free.first, free.proposed, free.last) == (FRIDAY, date(2026, 3, 9), None)
    limited = promised.days([NOW + timedelta(hours=5), NOW + timedelta(days=14)], "dinas-pu", city, NOW)
    assert (limited.proposed, limited.last) == (FRIDAY, date(2026, 3, 20))


@given(st.binary())
def test_whatever_is_sent_is_read_or_explained(body: bytes) -> None:
    allowed = promised.Days(FRIDAY, date(2026, 3, 20), FRIDAY)
    assert form.read(body, TOLD, True, allowed, the_city(), "id").errors


def test_of_what_was_ticked_only_what_the_message_told_of_counts(city: City) -> None:
    allowed = promised.Days(FRIDAY, None, FRIDAY)
    body = urlencode([("complaint", "c-1"), ("complaint", "c-9"), ("day", "2026-03-09"), ("note", "Segera")]).encode()
    entered = form.read(body, TOLD, True, allowed, city, "en")
    assert (entered.chosen, entered.day, entered.note) == (frozenset({"c-1"}), date(2026, 3, 9), "Segera")
    assert entered.errors == {}


@pytest.mark.parametrize(
    ("page", "number"), [("2", 2), ("0", 1), ("-1", 1), ("x", 1), ("", 1), ("9" * 20, 1), ("²", 1)]
)
def test_a_page_that_nobody_can_mean_is_the_first(page: str, number: int) -> None:
    assert Asked.of({"page": page}, "en") == Asked("en", number)


def test_a_language_that_lacks_words_of_a_page_is_noticed() -> None:
    known = texts.of("id")
    other = known.pages.model_copy(update={"statuses": {}, "page_of": "{halaman}"})
    found = set(gaps(known.model_copy(update={"pages": other})))
    assert {"pages.page_of", "pages.statuses.overdue"} <= found


def test_a_file_of_texts_without_the_words_of_pages_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (texts.FOLDER / "en.yaml").read_text()
    (tmp_path / "zz.yaml").write_text(content.replace("  button_one:", "  button_two:"))
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    with pytest.raises(ConfigurationError, match="button_one: is needed"):
        texts.of("zz")
