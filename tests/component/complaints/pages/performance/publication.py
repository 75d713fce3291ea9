"""Rows of a city for tests, and what is published of them."""

import csv
import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx

from contracts.outcomes import Outcome
from services.complaints.application.dependencies import system_clock
from services.complaints.domain.published import Row, Stands
from services.complaints.publishing import month_of
from services.complaints.store.published import RowStore
from tests.component.complaints.intake_api import IntakeClient
from tests.component.complaints.pages.performance.published import publisher_of

FILES = ("rows.csv", "rows.json", "numbers.csv", "numbers.json", "about.json")


class Moment:
    """A clock that a test sets forward."""

    def __init__(self) -> None:
        self.forward = timedelta(0)

    def __call__(self) -> Any:
        return system_clock() + self.forward


def varied(api: IntakeClient, number: int, months: int = 3) -> dict[str, Row]:
    """Rows of a city with a few large groups and many small ones, by what could be ids of complaints."""
    rows, now = {}, api.deps.clock()
    categories, units = list(api.city.categories)[:5], list(api.city.units)[:4]
    for n in range(number):
        promises = [("resolve_by", list(Outcome)[n % 3]), ("respond_by", Outcome.KEPT if n % 4 else Outcome.LATE)]
        is_answered = n % 3 != 2
        rows[f"c-{n}"] = Row(
            month=month_of(now - timedelta(days=31 * (n % months)), api.city),
            category=categories[(n * n) % 5],
            unit=units[(n // 5) % 4] if n % 7 else "",
            state=Stands.ANSWERED if is_answered else Stands.OPEN,
            response_days=n % 6 if n % 5 else None,
            answer_days=n % 11 if is_answered else None,
            reopened=is_answered and n % 9 == 0,
            rating=n % 5 + 1 if is_answered and n % 2 else None,
            promises=tuple(promises),
        )
    return rows


async def keep(api: IntakeClient, rows: Mapping[str, Row]) -> None:
    store = RowStore(api.driver)
    store.open()
    await store.keep(rows, "")
    await publisher_of(api).make_edition()


async def get(api: IntakeClient, name: str) -> httpx.Response:
    answer = await api.client.get(f"/performance/{name}")
    assert answer.status_code == 200, answer.text
    return answer


def table_of(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
