"""Learning that is assigned over the API, and statements of those who have finished it."""

from typing import Any
from uuid import UUID, uuid5

import httpx

from tests.component.improvements.conftest import HOME, bearer
from tests.component.improvements.test_api import proposed, step

COURSE = "https://lms.example.go.id/kursus/pelayanan-prima"
TITLE = {"id": "Pelayanan prima", "en": "Excellent service"}
UNITS = ({"unit": "dinas-pu", "people": 24}, {"unit": "bidang-drainase", "people": 8})


async def agreed(api: httpx.AsyncClient) -> str:
    """An improvement action that a leader has agreed to."""
    improvement = await proposed(api)
    answer = await step(api, improvement, "secretary", "agree")
    assert answer.status_code == 201, answer.text
    return improvement


async def assign(
    api: httpx.AsyncClient, improvement: str, who: str = "head", due_on: str = "2026-06-30", **more: Any
) -> httpx.Response:
    """Assign the course to the units."""
    learning = {"activity": COURSE, "title": TITLE, "units": UNITS} | more
    return await step(api, improvement, who, "assign_learning", due_on=due_on, learning=learning)


async def assigned(api: httpx.AsyncClient, **more: Any) -> str:
    """An improvement action that has assigned the course."""
    improvement = await agreed(api)
    answer = await assign(api, improvement, **more)
    assert answer.status_code == 201, answer.text
    return improvement


def finished(learner: str, unit: str = "dinas-pu", at: str = "2026-03-05T03:00:00Z", **more: Any) -> dict[str, Any]:
    """A statement of somebody who has finished the course; its id follows from who, where and when."""
    return {
        "id": str(uuid5(UUID(int=7), f"{learner} {unit} {at}")),
        "actor": {"name": learner, "mbox": f"mailto:{learner}@example.go.id"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"en": "completed"}},
        "object": {"objectType": "Activity", "id": COURSE},
        "context": {"team": {"objectType": "Group", "account": {"homePage": HOME, "name": unit}}},
        "timestamp": at,
        "version": "1.0.3",
    } | more


def voiding(statement: dict[str, Any]) -> dict[str, Any]:
    """The statement that takes another one back."""
    return {
        "id": str(uuid5(UUID(int=8), statement["id"])),
        "actor": {"mbox": "mailto:lms@example.go.id"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
        "object": {"objectType": "StatementRef", "id": statement["id"]},
        "timestamp": "2026-03-06T03:00:00Z",
    }


async def said(api: httpx.AsyncClient, statements: Any, who: str = "analyst") -> dict[str, Any]:
    """What became of statements that somebody sent."""
    answer = await api.post("/v1/learning/statements", json=statements, headers=bearer(who))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def counts(api: httpx.AsyncClient, improvement: str, who: str | None = "analyst") -> dict[str, int | None]:
    """How many have finished by unit, as somebody sees it."""
    path = f"/v1/improvements/{improvement}" + ("/details" if who else "")
    shown = (await api.get(path, headers=bearer(who) if who else {})).json()
    return {each["unit"]: each["finished"] for learning in shown["learning"] for each in learning["units"]}
