"""What there is to do: by the next deadline, filtered, for each role what it looks after, and as a file."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.events import ClocksSet, DeadlineBreached
from contracts.values import Clock, ClockOwner, ClockStatus
from services.complaints.store import lists
from tests.component.complaints.intake_api import (
    AUDITOR,
    DEMO,
    DRAINAGE,
    HEAD,
    LEADER,
    LH,
    PDAM,
    PU,
    PU_HEAD,
    TRIAGE,
    IntakeClient,
)
from tests.component.complaints.large import keep, open_complaints

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


async def _due(intake_api: IntakeClient, complaint_id: str, due_at: datetime | None, **more: Any) -> None:
    """Let sla set one clock: running until then, or paused."""
    status = ClockStatus.PAUSED if due_at is None else ClockStatus.RUNNING
    clock = Clock(name="respond_by", status=status, started_at=MONDAY, due_at=due_at, **more)
    await intake_api.apply(
        ClocksSet(
            id=f"{complaint_id}-{due_at}",
            subject=complaint_id,
            occurred_at=datetime.now(UTC),
            unit="dinas-pu",
            assignment_number=1,
            clocks=(clock,),
            policy="short",
            policy_version="1",
            calendar="always",
            calendar_version="1",
        )
    )


async def _with_unit(intake_api: IntakeClient, unit: str = "dinas-pu", **fields: Any) -> str:
    complaint_id: str = (await intake_api.file(**fields))["id"]
    await intake_api.assign(complaint_id, unit)
    return complaint_id


async def _listed(intake_api: IntakeClient, who: dict[str, str], **query: Any) -> list[str]:
    """The ids on all pages."""
    found: list[str] = []
    after: dict[str, str] = {}
    while True:
        answer = await intake_api.client.get("/v1/complaints", params={**query, **after}, headers=who)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += [each["id"] for each in page["complaints"]]
        if page["next"] is None:
            return found
        after = {"after": page["next"]}


async def test_the_next_deadline_comes_first_and_what_has_none_last(intake_api: IntakeClient) -> None:
    paused, later, sooner, late, fresh = [await _with_unit(intake_api) for _ in range(5)]
    await _due(intake_api, paused, None, remaining_ms=1000)
    await _due(intake_api, later, MONDAY + timedelta(days=9))
    await _due(intake_api, sooner, MONDAY + timedelta(days=3))
    await _due(intake_api, late, None, remaining_ms=0, breached_at=MONDAY)
    assert await _listed(intake_api, PU) == [late, sooner, later, paused, fresh]
    assert await _listed(intake_api, PU, limit=2) == [late, sooner, later, paused, fresh]


async def test_a_deadline_that_moves_moves_the_complaint(intake_api: IntakeClient) -> None:
    one, two = [await _with_unit(intake_api) for _ in range(2)]
    await _due(intake_api, one, MONDAY + timedelta(days=1))
    await _due(intake_api, two, MONDAY + timedelta(days=2))
    await _due(intake_api, one, MONDAY + timedelta(days=3))
    assert await _listed(intake_api, PU) == [two, one]


async def test_what_is_over_is_in_no_list_until_it_is_reopened(intake_api: IntakeClient) -> None:
    filed = await intake_api.file(text="talang bocor")
    await intake_api.assign(filed["id"], "dinas-pu")
    await intake_api.act(filed["id"], "resolve", PU, message="Sudah ditambal.")
    await _due(intake_api, filed["id"], None)
    assert await _listed(intake_api, PU) == []
    assert await _listed(intake_api, PU, q="talang") == []
    await intake_api.client.post(f"{filed['links']['track']}/actions/reopen", json={"reason": "not_fixed"})
    assert await _listed(intake_api, PU) == [filed["id"]]
    await intake_api.assign(filed["id"], "dinas-pu", 2)
    assert await _listed(intake_api, PU, q="talang") == [filed["id"]]


async def test_each_filter_leaves_what_fulfils_it(intake_api: IntakeClient) -> None:
    text = "Got mampet di depan pasar"
    drain = await _with_unit(intake_api, category="saluran-mampet", area="99.71.01.1001", text=text)
    road = await _with_unit(intake_api, category="jalan-rusak", area="99.71.02.1001", text="Jalan rusak, pasar baru")
    await intake_api.act(road, "acknowledge", PU)
    await intake_api.act(drain, "delegate", PU_HEAD, to_person="officer-pu")
    await _due(intake_api, road, MONDAY)
    breach = DeadlineBreached(
        id="breach",
        subject=road,
        occurred_at=datetime.now(UTC),
        unit="dinas-pu",
        assignment_number=1,
        clock="respond_by",
        due_at=MONDAY,
    )
    await intake_api.apply(breach)
    for query, expected in [
        ({"overdue": "true"}, {road}),
        ({"category": "saluran-mampet"}, {drain}),
        ({"area": "99.71.01"}, {drain}),
        ({"area": "99.71"}, {drain, road}),
        ({"state": "acknowledged"}, {road}),
        ({"assignee": "officer-pu"}, {drain}),
        ({"q": "pasar"}, {drain, road}),
        ({"q": "PASAR, baru!"}, {road}),
        ({"q": "di got"}, {drain}),
        ({"q": "di"}, {drain}),
        ({"q": "pas"}, set()),
        ({"q": "pasar", "state": "acknowledged", "category": "saluran-mampet"}, set()),
    ]:
        assert set(await _listed(intake_api, PU, **query)) == expected, query


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("unit", "dinas-lain"),
        ("category", "lain"),
        ("area", "31.71"),
        ("area", "x"),
        ("state", "resolved"),
        ("assignee", "nobody"),
        ("q", "?!"),
        ("q", "a b c d e f g h i"),
        ("after", "x"),
        ("overdue", "perhaps"),
    ],
)
async def test_what_there_cannot_be_is_refused_with_the_remedy(
    intake_api: IntakeClient, field: str, value: str
) -> None:
    for path in ("/v1/complaints", "/v1/complaints.csv"):
        if field == "after" and path.endswith("csv"):
            continue
        answer = await intake_api.client.get(path, params={field: value}, headers=HEAD)
        assert answer.status_code == 422
        [fault] = answer.json()["errors"]
        assert (fault["field"], bool(fault["remedy"])) == (field, True)


async def test_everybody_is_shown_what_they_look_after(intake_api: IntakeClient) -> None:
    own = await _with_unit(intake_api)
    delegated = await _with_unit(intake_api)
    await intake_api.act(delegated, "delegate", PU, to_unit="bidang-drainase")
    contributed = await _with_unit(intake_api)
    asked = await intake_api.act(contributed, "request_contribution", PU, to_unit="pdam", note="Pipa bocor?")
    assert asked.status_code == 200, asked.text
    below = await _with_unit(intake_api, "bidang-drainase")
    elsewhere = await _with_unit(intake_api, "dinas-lh")
    unclear = await _with_unit(intake_api, "meja-triase")
    for who, query, expected in [
        (PU, {}, {own, delegated, contributed}),
        (DRAINAGE, {}, {delegated, below}),
        (PDAM, {}, {contributed}),
        (LH, {}, {elsewhere}),
        (TRIAGE, {}, {unclear}),
        (PU_HEAD, {}, {own, delegated, contributed, below}),
        (PU_HEAD, {"unit": "bidang-drainase"}, {delegated, below}),
        (LEADER, {}, {own, delegated, contributed, below, elsewhere, unclear}),
        (AUDITOR, {"unit": "dinas-pu"}, {own, delegated, contributed, below}),
    ]:
        assert set(await _listed(intake_api, who, **query)) == expected, (who, query)
    for who, unit in [(PU, "bidang-drainase"), (PU_HEAD, "kota"), (LH, "dinas-pu")]:
        answer = await intake_api.client.get("/v1/complaints", params={"unit": unit}, headers=who)
        assert answer.status_code == 403
    assert (await intake_api.client.get("/v1/complaints.csv", headers=DEMO)).status_code == 403


async def test_the_triage_desk_finds_what_it_shall_look_at_again(intake_api: IntakeClient) -> None:
    complaint_id = await _with_unit(intake_api, "meja-triase")
    await intake_api.act(complaint_id, "transfer", TRIAGE, reason="triage_decision", to_unit="dinas-pu")
    await intake_api.assign(complaint_id, "dinas-pu", 2)
    assert await _listed(intake_api, TRIAGE) == []
    answer = await intake_api.act(
        complaint_id, "request_review", PU, reason="not_responsible", note="Bukan jalan kota."
    )
    assert answer.status_code == 200, answer.text
    assert await _listed(intake_api, TRIAGE) == [complaint_id]


async def test_a_row_says_what_is_next_and_who_has_to_move(intake_api: IntakeClient) -> None:
    complaint_id = await _with_unit(intake_api, category="saluran-mampet", area="99.71.01.1001")
    await intake_api.act(complaint_id, "acknowledge", PU)
    await _due(intake_api, complaint_id, datetime.now(UTC) - timedelta(days=30))
    page = (await intake_api.client.get("/v1/complaints", params={"lang": "en"}, headers=PU)).json()
    [row] = page["complaints"]
    deadline = row["next_deadline"]
    assert (deadline["name"], deadline["owed_by"], deadline["is_late"]) == ("respond_by", "unit", True)
    assert deadline["working_time_text"].startswith("late by ")
    assert row["last_event"]["type"] == "complaint.acknowledged"
    assert row["last_event"]["text"]
    assert row["expected"]["by"] == "unit"
    assert row["expected"]["unit"]["id"] == "dinas-pu"
    assert (row["category"]["code"], row["unit"]["id"]) == ("saluran-mampet", "dinas-pu")
    assert "text" not in row


async def test_what_the_complainant_owes_is_said_to_be_theirs(intake_api: IntakeClient) -> None:
    complaint_id = await _with_unit(intake_api)
    await intake_api.act(complaint_id, "acknowledge", PU)
    await intake_api.act(complaint_id, "request_information", PU, reason="location_unclear", message="Di mana?")
    await _due(intake_api, complaint_id, datetime.now(UTC) + timedelta(days=30), owed_by=ClockOwner.COMPLAINANT)
    [row] = (await intake_api.client.get("/v1/complaints", headers=PU)).json()["complaints"]
    assert row["expected"] == {"by": "complainant", "unit": None, "person": None}
    assert (row["next_deadline"]["owed_by"], row["next_deadline"]["is_late"]) == ("complainant", False)
    assert row["next_deadline"]["working_time_text"].endswith(" lagi")


async def test_the_file_has_every_row_and_no_text_of_complainants(
    intake_api: IntakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = await keep(
        intake_api.filler,
        open_complaints(250, "dinas-pu", timedelta(seconds=1), intake_api.city, text="rahasia"),
    )
    answer = await intake_api.client.get("/v1/complaints.csv", headers=PU)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbfid,status,")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [each["id"] for each in lines] == [each["_id"] for each in kept]
    assert "rahasia" not in answer.text
    english = await intake_api.client.get("/v1/complaints.csv", params={"lang": "en", "overdue": "true"}, headers=PU)
    assert english.text.startswith("\ufeffid,state,")
    assert len(english.text.splitlines()) == 1 + 84


async def test_a_page_ends_when_it_has_looked_at_enough(
    intake_api: IntakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MAX_READ", 100)
    complaints = intake_api.complaints
    await keep(intake_api.filler, open_complaints(1500, "dinas-pu", timedelta(seconds=1), intake_api.city))
    [last] = await keep(
        intake_api.filler,
        open_complaints(1, "dinas-pu", timedelta(0), intake_api.city, MONDAY + timedelta(days=9), "jalan-rusak"),
    )
    await complaints.update_one({"_id": last["_id"]}, {"$set": {"state": "in_progress"}})
    answer = await intake_api.client.get("/v1/complaints", params={"state": "in_progress"}, headers=PU)
    assert (answer.json()["complaints"], answer.json()["next"] is None) == ([], False)
    assert await _listed(intake_api, PU, state="in_progress") == [last["_id"]]
    assert await _listed(intake_api, PU, category="jalan-rusak") == [last["_id"]]
