"""The demonstration's day: the city's own files, with digests at times that a minute has."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from demo.day import APART, FIRST, city_of_the_day
from deploy.local.environment import DEMO_CITY
from services.notify.city import load_city

NOW = datetime(2026, 3, 2, 3, 15, 7, tzinfo=UTC)


def test_people_get_their_digests_within_the_demonstration(tmp_path: Path) -> None:
    city_of_the_day(DEMO_CITY, tmp_path / "city", lambda: NOW)()
    hours = load_city(tmp_path / "city", frozenset({"email"})).hours("wali-kota")
    first = hours.next_digest(NOW)
    assert first - NOW == FIRST
    assert hours.next_digest(first) - first == APART
    assert hours.next_digest(first - timedelta(seconds=1)) == first


def test_nothing_else_of_the_city_changes(tmp_path: Path) -> None:
    target = tmp_path / "city"
    target.mkdir()
    (target / "left-over.yaml").write_text("x: y", encoding="utf-8")
    city_of_the_day(DEMO_CITY, target, lambda: NOW)()
    same = [file.name for file in DEMO_CITY.glob("*.yaml") if file.read_bytes() == (target / file.name).read_bytes()]
    assert {file.name for file in target.iterdir()} - set(same) == {"notifications.yaml"}
    before, after = (yaml.safe_load((each / "notifications.yaml").read_text()) for each in (DEMO_CITY, target))
    assert {**before, "digests": None} == {**after, "digests": None}


def test_a_day_that_ends_within_the_demonstration_has_digests_all_the_same(tmp_path: Path) -> None:
    late = datetime(2026, 3, 2, 16, 59, 30, tzinfo=UTC)
    city_of_the_day(DEMO_CITY, tmp_path / "city", lambda: late)()
    hours = load_city(tmp_path / "city", frozenset({"email"})).hours("wali-kota")
    assert hours.next_digest(late) - late == FIRST
