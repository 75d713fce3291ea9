"""The pure parts of the pages of those who work on complaints."""

import io
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image, ImageDraw

from contracts.values import Clock, ClockStatus
from deploy.local.environment import DEMO_CITY
from services.complaints.city import load_city
from services.complaints.deadlines import deadline_of
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.inputs import _MISSING
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import RIGHTS, Principal, Role
from services.complaints.domain.rules import EXPLANATIONS
from services.complaints.pages.qr import qr_of
from services.complaints.pages.work import refused
from services.complaints.pages.work.bulk_view import read_tick
from services.complaints.pages.work.filters import MAX_LENGTH, Filters, filters_in, filters_of
from services.complaints.pages.work.overtaken import ago
from services.complaints.pages.work.queue_view import urgency_of
from services.complaints.pages.work.seen import Seen, read_seen
from services.complaints.pages.work.steps import BULK, Situation, fields_of, is_one_click
from services.complaints.texts.pages import of as words_of
from tests.unit.complaints.examples import new_complaint

CITY = load_city(DEMO_CITY)
NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
"""Nine o'clock in Jakarta."""
EN = words_of("en", "work")
STAFF = sorted({name for rights in RIGHTS.values() if rights.is_staff for name in rights.actions})


@pytest.mark.parametrize(
    ("hours", "is_overdue", "expected"),
    [
        (-1, False, "overdue"),
        (1, False, "today"),
        (14.9, False, "today"),
        (15.1, False, "later"),
        (15.1, True, "overdue"),
        (None, False, "no_deadline"),
        (None, True, "overdue"),
    ],
)
def test_how_urgent_something_is_goes_by_the_day_in_the_city(
    hours: float | None, is_overdue: bool, expected: str
) -> None:
    found = None
    if hours is not None:
        due_at = NOW + timedelta(hours=hours)
        clock = Clock(name="respond_by", status=ClockStatus.RUNNING, started_at=NOW, due_at=due_at)
        found = deadline_of(clock, due_at, new_complaint(), CITY, NOW)
    assert urgency_of(found, is_overdue, CITY, NOW) == expected
    assert all(expected in words_of(language, "work").urgency for language in CITY.languages)


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 minute ago"),
        (timedelta(minutes=2), "2 minutes ago"),
        (timedelta(minutes=60), "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=9), "9 days ago"),
    ],
)
def test_how_long_ago_something_was(passed: timedelta, expected: str) -> None:
    assert ago(passed, EN) == expected


@given(some.builds(Seen, *[some.integers(0, 10**9 - 1)] * 3))
def test_what_was_seen_comes_back_as_it_was_said(seen: Seen) -> None:
    assert read_seen(str(seen)) == seen
    assert read_tick(f"some-id {seen}") == ("some-id", seen)


@given(some.text(max_size=40))
def test_whatever_else_a_form_says_is_understood_or_refused(text: str) -> None:
    found, tick = read_seen(text), read_tick(text)
    assert found is None or read_seen(str(found)) == found
    assert tick is None or read_tick(f"{tick[0]} {tick[1]}") == tick


_TYPED = some.text(max_size=MAX_LENGTH).map(str.strip)


@given(some.builds(Filters, *[_TYPED] * 6, some.sampled_from(["", "true"])))
def test_filters_come_back_from_their_address(filters: Filters) -> None:
    try:
        query = filters.query()
    except UnicodeEncodeError:  # halves of characters stand in no address
        return
    assert filters_in(query) == filters
    assert filters_of(dict(parse_qsl(query))) == filters


def test_an_address_that_is_longer_than_a_form_makes_it_is_none() -> None:
    assert filters_of({"q": "x" * (MAX_LENGTH + 1)}) is None
    assert filters_in("&".join(f"a{n}=1" for n in range(50))) is None
    assert filters_of({"overdue": "maybe", "other": "x"}) == Filters()


@pytest.mark.parametrize("language", CITY.languages)
@pytest.mark.parametrize("action", STAFF)
def test_every_step_has_words_and_a_form_for_all_that_it_needs(language: str, action: str) -> None:
    words = words_of(language, "work")
    assert words.actions[action].title
    who = Principal(Role.UNIT_HEAD, "head", "dinas-pu")
    for complaint in (None, new_complaint()):
        if complaint is None and action not in BULK:
            continue
        fields = fields_of(ACTIONS[action], Situation(who, CITY, language, words, NOW, complaint))
        names = [each.name for each in fields]
        assert set(names) >= ACTIONS[action].needs | ACTIONS[action].takes
        assert {each.name for each in fields if each.required} >= ACTIONS[action].needs
        assert len(set(names)) == len(names)


def test_one_click_is_enough_where_there_is_nothing_to_say() -> None:
    assert [name for name in STAFF if is_one_click(ACTIONS[name])] == ["acknowledge", "start", "uphold"]


def test_every_refusal_that_a_form_can_cause_has_words() -> None:
    causes = {*EXPLANATIONS, *(f"{name}_required" for name in _MISSING)}
    of_complainants = {"too_many_comments", "rating_closed", "stars_required", "text_required", "scores_required"}
    of_complainants |= {"survey_answered", "survey_of_duplicate", "survey_without_answer"}
    of_the_system = {"credit_required"}
    assert causes - of_complainants - of_the_system <= set(EN.refusals)


def test_a_refusal_without_words_is_told_by_its_code_and_detail() -> None:
    said = refused.in_words(Refusal("brand_new", "nobody has thought of it", "wait"), EN)
    assert "brand_new" in said and "nobody has thought of it" in said
    assert refused.status_of(Refusal("other_unit", "", "")) == 403
    assert refused.status_of(Refusal("brand_new", "", "")) == 422


def test_a_qr_code_is_a_path_of_whole_modules_with_room_around_it() -> None:
    code = qr_of("https://tirtasari.example/follow/7Q2M-X9TD-4KBW-H6RZ-5")
    drawn = Image.new("1", (code.size, code.size), 1)
    pen = ImageDraw.Draw(drawn)
    for bar in code.path.strip("z").split("z"):
        at, length = bar.lstrip("M").split("h")[0], bar.split("h")[1].split("v")[0]
        x, y = (int(each) for each in at.split())
        pen.rectangle((x, y, x + int(length) - 1, y), fill=0)
    assert set(code.path) <= set("Mhvz- 0123456789")
    edge = [drawn.getpixel((x, y)) for x in range(code.size) for y in (*range(4), *range(code.size - 4, code.size))]
    assert set(edge) <= {1, 255}
    drawn.save(io.BytesIO(), "PNG")
    assert drawn.getpixel((4, 4)) == 0, "the finder pattern begins in the corner"
