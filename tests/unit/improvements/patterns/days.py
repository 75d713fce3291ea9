"""Small histories for tests: complaints day by day, without chance."""

from datetime import date, timedelta

from services.improvements.domain.facts import Fact, Outcome, Standing

DAY = date(2026, 3, 2)
VILLAGES = 6


def works(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


def place(number: int) -> str:
    """A village of three districts."""
    return f"99.71.{number % 3 + 1:02}.{1001 + number // 3}"


def complaint(name: str, day: date, category: str = "roads", village: int = 0, **more: object) -> Fact:
    """One complaint; late where `late` is true."""
    late = more.pop("late", None)
    promises = () if late is None else (("resolve", Outcome.LATE if late else Outcome.KEPT),)
    values: dict[str, object] = {"unit": f"{category}-unit", "standing": Standing.ANSWERED} | more
    return Fact(name, day, category, place(village), promises=promises, **values)  # type: ignore[arg-type]


def city(weeks: int = 60, categories: int = 5, daily: int = 1) -> list[Fact]:
    """Each category has `daily` complaints a day, which go around the villages: all weeks are the same."""
    first = DAY - timedelta(weeks=weeks)
    return [
        complaint(
            f"{category}-{day:04}-{number}", first + timedelta(days=day), f"category-{category}",
            (day + category + number) % VILLAGES, late=(day + category + number) % 10 == 0,
        )
        for category in range(categories)
        for day in range(weeks * 7)
        for number in range(daily)
    ]  # fmt: skip


def surge(
    weeks: int, weekly: int, category: str = "category-0", village: int | None = None, until: int = 0
) -> list[Fact]:
    """More of a category in the last weeks, every day the same; `until` weeks before the day it stops."""
    first = DAY - timedelta(weeks=weeks + until)
    return [
        complaint(
            f"more-{category}-{week}-{number}", first + timedelta(days=7 * week + number % 7), category,
            number % VILLAGES if village is None else village, late=False,
        )
        for week in range(weeks)
        for number in range(weekly)
    ]  # fmt: skip
