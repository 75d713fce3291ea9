"""Somebody joins a complaint: they have a code of their own, hear what becomes of it, and decide nothing for others."""

from typing import Any

from contracts.codec import decode
from contracts.events import ComplaintFiled
from tests.component.complaints.following import follow, opened_at, shown, steps_of, tracked
from tests.component.complaints.intake_api import DEMO, OTHER, PU, IntakeClient


async def _join(intake_api: IntakeClient, complaint: dict[str, Any], who: dict[str, str] = DEMO, **body: Any) -> Any:
    return await intake_api.client.post(f"{complaint['links']['self']}/followers", json=body, headers=who)


async def test_a_follower_sees_the_same_with_a_code_of_their_own(intake_api: IntakeClient) -> None:
    original = await opened_at(intake_api)
    answer = await _join(intake_api, original, text="Rumah saya juga", language="en", wants_updates=False)
    assert answer.status_code == 201, answer.text
    follower = answer.json()
    assert follower["tracking_code"] != original["tracking_code"]
    await follow(intake_api)
    await intake_api.act(original["id"], "start", PU)
    seen = await tracked(intake_api, follower)
    assert (seen["state"], seen["is_duplicate"], seen["possible_actions"]) == ("in_progress", True, ["comment"])
    assert [each["type"] for each in seen["timeline"]] == ["complaint.filed", "complaint.started"]
    assert "The same was reported before" in seen["timeline"][0]["text"]
    assert (await shown(intake_api, original))["duplicates"] == [follower["id"]]
    record = await intake_api.deps.store.get(follower["id"])
    assert record is not None
    event = decode(record.events[0])
    assert isinstance(event, ComplaintFiled)
    assert (event.duplicate_of, event.language, event.wants_updates) == (original["id"], "en", False)
    assert record.request.text == "Rumah saya juga"


async def test_a_follower_rates_the_answer_and_cannot_reopen_it(intake_api: IntakeClient) -> None:
    original = await opened_at(intake_api)
    follower = (await _join(intake_api, original)).json()
    await intake_api.act(original["id"], "resolve", PU, message="Sudah.")
    await follow(intake_api)
    assert await steps_of(intake_api, follower) == [
        ("filed", "channel", None),
        ("closed", "system", "original_resolved"),
    ]
    path = f"{follower['links']['track']}/actions"
    assert (await intake_api.client.post(f"{path}/reopen", json={})).status_code == 403
    assert (await intake_api.client.post(f"{path}/rate", json={"stars": 5})).status_code == 200
    assert (await tracked(intake_api, original))["rating"] is None


async def test_a_withdrawn_complaint_ends_it_for_who_only_followed(intake_api: IntakeClient) -> None:
    original = await opened_at(intake_api)
    follower = (await _join(intake_api, original)).json()
    await intake_api.client.post(f"{original['links']['track']}/actions/withdraw", json={})
    await follow(intake_api)
    assert (await steps_of(intake_api, follower))[-1] == ("closed", "system", "original_withdrawn")


async def test_joining_again_is_the_same_follower_also_after_the_answer(intake_api: IntakeClient) -> None:
    original = await opened_at(intake_api)
    first = await _join(intake_api, original, external_id="F-1")
    await intake_api.act(original["id"], "resolve", PU, message="Sudah.")
    again = await _join(intake_api, original, external_id="F-1")
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")
    late = await _join(intake_api, original, external_id="F-2")
    assert (late.status_code, late.json()["errors"][0]["reason"]) == (409, "not_open")
    other_text = await _join(intake_api, original, external_id="F-1", text="lain")
    assert other_text.status_code == 422


async def test_who_joins_a_duplicate_follows_its_original(intake_api: IntakeClient) -> None:
    original, duplicate = await opened_at(intake_api), await opened_at(intake_api)
    await intake_api.act(duplicate["id"], "merge", PU, into=original["id"], reason="duplicate_same_place")
    follower = (await _join(intake_api, duplicate)).json()
    await follow(intake_api)
    assert follower["id"] in (await shown(intake_api, original))["duplicates"]
    assert (await steps_of(intake_api, follower))[-1] == ("merged", "system", "original_merged")


async def test_only_who_may_see_a_complaint_can_let_somebody_join_it(intake_api: IntakeClient) -> None:
    original = await opened_at(intake_api)
    assert (await _join(intake_api, original, OTHER)).status_code == 404
    assert (await _join(intake_api, original, PU)).status_code == 201
    assert (await _join(intake_api, {"links": {"self": "/v1/complaints/none"}})).status_code == 404
