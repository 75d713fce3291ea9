"""What was filed, and what was over, in another system: kept with its dates, read by everybody, worked on by nobody."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.access import hash_of, of_file
from contracts.codec import decode
from contracts.events import AssignmentEvent, ComplaintClosed, ComplaintEvent, ComplaintFiled, ComplaintReopened, Event
from contracts.values import ActorKind, Mode
from services.complaints.access import Access
from tests.component.complaints.callers import access
from tests.component.complaints.intake_api import DEMO, PU, IntakeClient, assigned, opened
from tests.component.complaints.reused import PreparedStack

ARCHIVE = {"X-API-Key": "key-of-archive"}
FILED_AT, CLOSED_AT = "2025-01-06T00:44:40Z", "2025-02-01T03:00:00Z"
OPEN: dict[str, Any] = {
    "text": "jalan berlubang",
    "external_id": "5001",
    "category": "jalan-rusak",
    "filed_at": FILED_AT,
}
OVER: dict[str, Any] = OPEN | {"history": {"state": "closed", "closed_at": CLOSED_AT, "reason": "not_objected"}}


def with_archive() -> Access:
    """The usual callers, and a channel that may import."""
    return access(of_file("archive", [hash_of("key-of-archive")], may_import=True))


@pytest.fixture
async def api(prepared_stack: PreparedStack) -> AsyncIterator[IntakeClient]:
    async with opened(prepared_stack, callers=with_archive()) as api:
        yield api


async def imported(api: IntakeClient, request: dict[str, Any] = OVER) -> dict[str, Any]:
    answer = await api.client.post("/v1/complaints", json=request, headers=ARCHIVE)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def of_history(complaint_id: str, unit: str, triage_unit: str) -> AssignmentEvent:
    """What routing emits of it."""
    event: Event = assigned(complaint_id, unit, 1, triage_unit)
    assert isinstance(event, AssignmentEvent)
    return event.model_copy(update={"mode": Mode.HISTORY})


async def test_the_example_of_the_description_is_taken_as_history(api: IntakeClient) -> None:
    described = (await api.client.get("/openapi.json")).json()["paths"]["/v1/complaints"]["post"]["requestBody"]
    example = described["content"]["application/json"]["examples"]["history"]["value"]
    body = await imported(api, example)
    assert (body["state"], body["filed_at"]) == (example["history"]["state"], FILED_AT)
    refused = await api.client.post("/v1/complaints", json=example, headers=DEMO)
    assert refused.status_code == 403


async def test_the_survey_does_not_ask_of_what_another_system_has_answered(api: IntakeClient) -> None:
    track = (await imported(api))["links"]["track"]
    assert "survey" not in (await api.client.get(track)).json()["possible_actions"]
    answer = await api.client.post(f"{track}/actions/survey", json={"scores": {}})
    assert (answer.status_code, answer.json()["errors"][0]["reason"]) == (409, "survey_without_answer")


async def test_filing_and_end_are_kept_in_one_write_with_their_dates(api: IntakeClient) -> None:
    before = datetime.now(UTC)
    body = await imported(api)
    assert (body["state"], body["filed_at"]) == ("closed", FILED_AT)
    [kept] = await api.kept()
    filed, closed = (decode(event["body"]) for event in kept["events"])
    assert isinstance(filed, ComplaintFiled)
    assert isinstance(closed, ComplaintClosed)
    assert (filed.routing_input.mode, closed.mode) == (Mode.HISTORY, Mode.HISTORY)
    assert (filed.seq, closed.seq, closed.reason, closed.actor.kind) == (1, 2, "not_objected", ActorKind.SYSTEM)
    assert closed.occurred_at.isoformat() == "2025-02-01T03:00:00+00:00"
    assert kept["pending_since"].replace(tzinfo=UTC) > before - timedelta(seconds=1)
    assert "queues" not in kept


async def test_without_its_date_an_end_is_as_old_as_the_filing_and_says_so(api: IntakeClient) -> None:
    body = await imported(api, OVER | {"history": {"state": "withdrawn"}})
    [kept] = await api.kept()
    end = decode(kept["events"][1]["body"])
    assert isinstance(end, ComplaintEvent)
    assert (end.occurred_at.isoformat(), end.reason) == ("2025-01-06T00:44:40+00:00", "as_recorded")
    tracked = await api.client.get(body["links"]["track"], params={"lang": "en"})
    assert [entry["text"] for entry in tracked.json()["timeline"]] == [
        "We have received your complaint.",
        "The complaint was withdrawn in the system that it came from: as recorded there. The date is not on record.",
    ]


async def test_its_unit_is_kept_and_it_is_in_no_list_and_no_count(api: IntakeClient) -> None:
    body = await imported(api)
    await api.apply(of_history(body["id"], "dinas-pu", api.city.triage_unit))
    shown = (await api.client.get(body["links"]["self"], headers=PU)).json()
    assert (shown["unit"]["id"], shown["state"], shown["expected"]) == ("dinas-pu", "closed", None)
    assert [entry["type"] for entry in shown["timeline"]] == ["complaint.filed", "complaint.closed"]
    listed = await api.client.get("/v1/complaints", headers=PU)
    assert listed.json()["complaints"] == []


async def test_sent_again_it_is_the_same_complaint(api: IntakeClient) -> None:
    first = await imported(api)
    again = await api.client.post("/v1/complaints", json=OVER, headers=ARCHIVE)
    assert (again.status_code, again.json(), again.headers["Idempotency-Replayed"]) == (201, first, "true")
    other = await api.client.post("/v1/complaints", json=OPEN, headers=ARCHIVE)
    assert other.status_code == 422
    assert "history" in other.json()["detail"]
    assert len(await api.kept()) == 1


async def test_what_is_open_counts_from_when_it_was_filed(api: IntakeClient) -> None:
    body = await imported(api, OPEN | {"policy": "lebih-lama"})
    assert (body["state"], body["filed_at"]) == ("filed", FILED_AT)
    [kept] = await api.kept()
    filed = decode(kept["events"][0]["body"])
    assert isinstance(filed, ComplaintFiled)
    assert (filed.routing_input.mode, filed.routing_input.policy) == (None, "lebih-lama")
    assert len(kept["events"]) == 1


async def test_reopened_it_is_alive_again(prepared_stack: PreparedStack) -> None:
    soon = datetime(2025, 2, 1, 4, 0, tzinfo=UTC)
    async with opened(prepared_stack, callers=with_archive(), clock=lambda: soon) as api:
        body = await imported(api)
        await api.apply(of_history(body["id"], "dinas-pu", api.city.triage_unit))
        answer = await api.client.post(f"{body['links']['track']}/actions/reopen", json={"reason": "not_fixed"})
        assert answer.status_code == 200, answer.text
        [kept] = await api.kept()
    reopened = decode(kept["events"][-1]["body"])
    assert isinstance(reopened, ComplaintReopened)
    assert (reopened.routing_input.mode, reopened.unit) == (None, "dinas-pu")


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"filed_at": "2999-01-01T00:00:00Z"}, "filed_at", "in_the_future"),
        ({"filed_at": "1989-12-31T00:00:00Z"}, "filed_at", "too_early"),
        ({"filed_at": "2025-01-06"}, "filed_at", None),
        ({"filed_at": None}, "filed_at", "not_dated"),
        ({"policy": "tidak-ada"}, "policy", "policy_unknown"),
        (
            {"history": {"state": "closed", "closed_at": "2024-01-01T00:00:00Z"}},
            "history.closed_at",
            "ended_before_filed",
        ),
        ({"history": {"state": "closed", "closed_at": "2999-01-01T00:00:00Z"}}, "history.closed_at", "in_the_future"),
        ({"history": {"state": "closed", "reason": "abusive"}}, "history.reason", "reason_unknown"),
        ({"history": {"state": "resolved"}}, "history.state", None),
    ],
)
async def test_what_cannot_have_been_so_is_refused_and_leaves_nothing(
    api: IntakeClient, change: dict[str, Any], field: str, reason: str | None
) -> None:
    answer = await api.client.post("/v1/complaints", json=OVER | change, headers=ARCHIVE)
    assert answer.status_code == 422, answer.text
    [fault] = answer.json()["errors"]
    assert fault["field"] == field
    assert reason in (None, fault["reason"])
    assert fault["remedy"]
    assert await api.kept() == []


@pytest.mark.parametrize("caller", [DEMO, PU], ids=["a channel", "an officer"])
async def test_nobody_else_may_date_a_complaint_back(api: IntakeClient, caller: dict[str, str]) -> None:
    for given in (OPEN, OVER, {"text": "x", "policy": "singkat"}):
        answer = await api.client.post("/v1/complaints", json=given, headers=caller)
        assert answer.status_code == 403, answer.text
        assert "may_import" in answer.json()["errors"][0]["remedy"]
    assert await api.kept() == []
