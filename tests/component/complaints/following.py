"""Complaints that are merged for a test, and what lets them follow, as the loop of the projection does."""

from typing import Any

from contracts.codec import decode
from contracts.events import ComplaintEvent
from services.complaints.application.dependencies import system_clock
from services.complaints.application.follow import Followers
from services.complaints.projection.following import FollowingLoop
from tests.component.complaints.intake_api import PU, IntakeClient

MAX_STEPS = 100
MERGE = {"reason": "duplicate_same_place"}


def loop_of(intake_api: IntakeClient) -> FollowingLoop:
    """The loop over the store of a test."""
    return FollowingLoop(Followers(intake_api.city, intake_api.deps.store, system_clock))


async def follow(intake_api: IntakeClient) -> None:
    """Until everything stands as it should."""
    loop = loop_of(intake_api)
    for _ in range(MAX_STEPS):
        await loop.step()
        if not await intake_api.driver.collection("complaints").find({"groups": "to_follow"}, {"_id": 1}, 1):
            return
    raise AssertionError("something is still marked")


async def opened_at(intake_api: IntakeClient, unit: str = "dinas-pu", **more: Any) -> dict[str, Any]:
    filed = await intake_api.file(**more)
    await intake_api.assign(filed["id"], unit)
    return filed


async def pair(intake_api: IntakeClient) -> tuple[dict[str, Any], dict[str, Any]]:
    """A complaint, and another one that was merged into it."""
    original, duplicate = await opened_at(intake_api), await opened_at(intake_api)
    answer = await intake_api.act(duplicate["id"], "merge", PU, into=original["id"], **MERGE)
    assert answer.status_code == 200, answer.text
    return original, duplicate


async def shown(intake_api: IntakeClient, filed: dict[str, Any], who: dict[str, str] = PU) -> dict[str, Any]:
    body: dict[str, Any] = (await intake_api.client.get(filed["links"]["self"], headers=who)).json()
    return body


async def tracked(intake_api: IntakeClient, filed: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = (await intake_api.client.get(filed["links"]["track"], params={"lang": "en"})).json()
    return body


async def steps_of(intake_api: IntakeClient, filed: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    record = await intake_api.deps.store.get(filed["id"])
    assert record is not None
    events = [decode(each) for each in record.events]
    return [(each.step(), each.actor.kind.value, each.reason) for each in events if isinstance(each, ComplaintEvent)]
