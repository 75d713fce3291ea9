"""The day of the demonstration: its people get their digests twice within it, and the city's files say when.

Everything else of the city stays as it is. A day with the office's hours would outlast every demonstration.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfile, rmtree
from zoneinfo import ZoneInfo

import yaml

FIRST = timedelta(seconds=60)
"""From the moment at which the stack begins to start: complaints come in as soon as it answers."""
APART = timedelta(seconds=45)
MORE = 6
"""Further digests, should something be late. Nothing waits for them in a run without faults."""


def city_of_the_day(source: Path, target: Path, now: Callable[[], datetime]) -> Callable[[], None]:
    """What copies the city's files to `target`, with the times of this day's digests."""

    def prepare() -> None:
        rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for file in source.glob("*.yaml"):
            copyfile(file, target / file.name)
        _set_digests(target, now())

    return prepare


def _set_digests(city: Path, now: datetime) -> None:
    file = city / "notifications.yaml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    zone = ZoneInfo(yaml.safe_load((city / "city.yaml").read_text(encoding="utf-8"))["time_zone"])
    calendar = yaml.safe_load((city / "calendars.yaml").read_text(encoding="utf-8"))["default_calendar"]
    times = [now.astimezone(zone) + FIRST + number * APART for number in range(2 + MORE)]
    content["digests"] = {"at": sorted({f"{time:%H:%M:%S}" for time in times}), "calendar": calendar}
    file.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
