"""GET requests: how complaints stand, for everybody and for the channel that handed them in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.events import ClocksSet
from contracts.values import Clock, ClockStatus, Mode
from deploy.local.environment import Stack
from services.complaints.store.listings import changed_fields, listing_fields
from tests.component.complaints.intake_api import LH, PU, IntakeClient, opened
from tests.component.open311.client import KEY, OTHER_KEY, V2, posted, refused, requests, xml_of
from tests.stacks import fresh

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


async def test_it_is_found_at_once_by_everybody_and_its_text_by_its_channel(intake_api: IntakeClient) -> None:
    complaint_id = await posted(intake_api, address_id="99.71.02.1001")
    for reader, text in (({}, None), ({"api_key": OTHER_KEY}, None), ({"api_key": KEY}, "Lampu mati")):
        [row] = await requests(intake_api, f"/{complaint_id}", **reader)
        assert [row] == await requests(intake_api, **reader)
        assert [row] == await requests(intake_api, service_request_id=complaint_id, **reader)
        assert row["description"] == text
    assert (row["status"], row["service_code"], row["service_name"]) == ("open", "lampu-jalan", "Lampu jalan")
    assert (row["lat"], row["long"], row["address_id"]) == (-7.25, 112.75, "99.71.02.1001")
    assert row["address"].count(",") >= 1
    assert row["updated_datetime"] == row["requested_datetime"]
    assert row["requested_datetime"].endswith("+07:00")


async def test_xml_and_json_say_the_same(intake_api: IntakeClient) -> None:
    await posted(intake_api)
    [row] = await requests(intake_api)
    [element] = xml_of(await intake_api.client.get(f"{V2}/requests.xml"))
    assert [each.tag for each in element] == list(row)
    assert {each.tag: each.text or "" for each in element} == {
        name: "" if value is None else str(value) for name, value in row.items()
    }


async def test_nothing_found_is_an_empty_list(intake_api: IntakeClient) -> None:
    assert await requests(intake_api) == []
    assert await requests(intake_api, service_request_id="nothing") == []
    assert list(xml_of(await intake_api.client.get(f"{V2}/requests.xml"))) == []


async def test_an_unknown_id_is_not_found(intake_api: IntakeClient) -> None:
    for path in ("requests/nothing", "tokens/nothing"):
        assert "nothing" in refused(await intake_api.client.get(f"{V2}/{path}.json"), 404)


async def test_an_id_is_its_own_token(intake_api: IntakeClient) -> None:
    complaint_id = await posted(intake_api)
    answer = await intake_api.client.get(f"{V2}/tokens/{complaint_id}.json")
    assert answer.json() == [{"service_request_id": complaint_id, "token": complaint_id}]


async def test_status_and_notes_follow_every_step(intake_api: IntakeClient) -> None:
    complaint_id, english = await posted(intake_api), {"Accept-Language": "en"}

    async def stands() -> tuple[str, str, str]:
        answer = await intake_api.client.get(f"{V2}/requests/{complaint_id}.json", headers=english)
        row = answer.json()[0]
        assert [row] == (await intake_api.client.get(f"{V2}/requests.json", headers=english)).json()
        return row["status"], row["agency_responsible"], row["status_notes"]

    await intake_api.assign(complaint_id, "dinas-pu")
    status, unit, notes = await stands()
    assert (status, unit) == ("open", "Public Works Agency") and "Public Works Agency" in notes
    given = {"reason": "not_responsible", "to_unit": "dinas-lh", "note": "x", "message": "x"}
    assert (await intake_api.act(complaint_id, "transfer", PU, **given)).status_code == 200
    assert "passed the complaint on" in (await stands())[2]
    await intake_api.assign(complaint_id, "dinas-lh", 2)
    assert (await stands())[1] == "Environment Agency"
    rejected = await intake_api.act(complaint_id, "reject", LH, reason="already_reported", message="x")
    assert rejected.status_code == 200, rejected.text
    status, _, notes = await stands()
    assert status == "closed" and "cannot take the complaint further" in notes
    code = intake_api.deps.codes.code(complaint_id)
    await intake_api.client.post(f"/v1/track/{code}/actions/reopen", json={"reason": "not_fixed"})
    status, _, notes = await stands()
    assert status == "open" and "open again" in notes
    assert await requests(intake_api, status="closed") == []


async def test_it_is_expected_when_the_clock_of_the_whole_ends(intake_api: IntakeClient) -> None:
    complaint_id = await posted(intake_api)
    await intake_api.assign(complaint_id, "dinas-pu")
    due = {"acknowledge_by": 1, "respond_by": 2, "resolve_by": 5, "reply_by": 9}
    clocks = tuple(
        Clock(name=name, status=ClockStatus.RUNNING, started_at=NOW, due_at=NOW + timedelta(days=days))
        for name, days in due.items()
    )
    await intake_api.apply(_clocks_set(complaint_id, clocks))
    [row] = await requests(intake_api)
    assert row["expected_datetime"] == "2026-03-07T10:00:00+07:00"
    assert "7 Maret 2026" in row["service_notice"]


def _clocks_set(complaint_id: str, clocks: tuple[Clock, ...]) -> ClocksSet:
    values: dict[str, Any] = {"id": "clocks-1", "subject": complaint_id, "occurred_at": NOW, "unit": "dinas-pu"}
    values |= {"policy": "short", "policy_version": "1", "calendar": "always", "calendar_version": "1"}
    return ClocksSet(**values, assignment_number=1, clocks=clocks)


async def test_filters_choose(intake_api: IntakeClient) -> None:
    lamp, rubbish = await posted(intake_api), await posted(intake_api, service_code="sampah")
    traffic = await posted(intake_api, service_code="lalu-lintas")
    await intake_api.assign(lamp, "dinas-pu")
    await intake_api.act(lamp, "resolve", PU, reason="work_done", message="x")

    async def ids(**params: str) -> list[str]:
        return [each["service_request_id"] for each in await requests(intake_api, **params)]

    assert await ids() == [traffic, rubbish, lamp]
    assert await ids(service_code="sampah,lampu-jalan") == [rubbish, lamp]
    assert await ids(status="closed") == [lamp]
    assert await ids(status="open, closed", service_code="lampu-jalan") == [lamp]
    assert await ids(status="open", service_code="lampu-jalan") == []
    assert await ids(status="", service_code="") == [traffic, rubbish, lamp]
    assert await ids(service_code="unheard-of") == []
    assert await ids(service_request_id=f"{lamp},nothing,{rubbish}", status="open") == [lamp, rubbish]


async def test_a_corrected_category_is_found_under_the_new_one(intake_api: IntakeClient) -> None:
    complaint_id = await posted(intake_api)
    await intake_api.assign(complaint_id, "dinas-pu")
    corrected = await intake_api.act(complaint_id, "reclassify", PU, reason="wrong_category", category="sampah")
    assert corrected.status_code == 200, corrected.text
    assert len(await requests(intake_api, service_code="sampah")) == 1
    assert await requests(intake_api, service_code="lampu-jalan") == []


async def test_ranges_hold_both_ends_and_default_to_ninety_days(bare_stack: Stack, store: object) -> None:
    at = [NOW]
    async with opened(fresh(bare_stack), clock=lambda: at[0]) as intake_api:
        first = await posted(intake_api)
        at[0] = NOW + timedelta(days=89)
        second = await posted(intake_api)
        at[0] = NOW + timedelta(days=91)

        async def ids(**params: str) -> list[str]:
            return [each["service_request_id"] for each in await requests(intake_api, **params)]

        assert await ids() == [second]
        assert await ids(start_date="2026-03-02T03:00:00Z") == [second, first]
        assert await ids(start_date="2026-03-02T03:00:01Z") == [second]
        assert await ids(end_date="2026-03-02T10:00:00+07:00") == [first]
        assert await ids(end_date="2026-03-02T09:59:59 07:00") == []
        assert await ids(start_date="2026-03-02T03:00:00Z", end_date="2026-03-02T03:00:00Z") == [first]


WRONG: list[tuple[dict[str, str], str]] = [
    ({"start_date": "yesterday"}, "start_date"),
    ({"end_date": "2026-03-02T03:00:00"}, "end_date"),
    ({"start_date": "2026-03-02"}, "start_date"),
    ({"start_date": "0001-01-01T00:00:00+14:00"}, "start_date"),
    ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:00Z"}, "end_date"),
    ({"start_date": "2026-01-02T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, "end_date"),
    ({"status": "pending"}, "status"),
    ({"service_request_id": ",".join(str(n) for n in range(1001))}, "service_request_id"),
]


async def test_a_wrong_filter_is_named(intake_api: IntakeClient) -> None:
    for params, named in WRONG:
        assert named in refused(await intake_api.client.get(f"{V2}/requests.json", params=params), 400), params


async def test_what_is_of_a_sandbox_only_its_channel_finds(intake_api: IntakeClient) -> None:
    complaint_id = await posted(intake_api)
    await _into_the_sandbox(intake_api, complaint_id)
    for stranger in ({}, {"api_key": OTHER_KEY}):
        assert await requests(intake_api, **stranger) == []
        assert await requests(intake_api, service_request_id=complaint_id, **stranger) == []
        refused(await intake_api.client.get(f"{V2}/requests/{complaint_id}.json", params=stranger), 404)
        refused(await intake_api.client.get(f"{V2}/tokens/{complaint_id}.json", params=stranger), 404)
        assert (await intake_api.client.get(f"{V2}/servicerequestupdates.json", params=stranger)).json() == []
    assert len(await requests(intake_api, api_key=KEY)) == 1
    assert len(await requests(intake_api, f"/{complaint_id}", api_key=KEY)) == 1


async def _into_the_sandbox(intake_api: IntakeClient, complaint_id: str) -> None:
    """As intake would have kept it."""
    record = await intake_api.deps.store.get(complaint_id)
    assert record is not None
    known = record.complaint.routing_input.model_copy(update={"mode": Mode.SANDBOX})
    complaint = replace(record.complaint, routing_input=known)
    fields = {"routing_input.mode": "sandbox", **listing_fields(complaint), **changed_fields(complaint, NOW)}
    assert await intake_api.complaints.update_one({"_id": complaint_id}, {"$set": fields})
