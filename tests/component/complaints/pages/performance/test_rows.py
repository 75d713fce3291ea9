"""Rows follow complaints wherever these go, are the same however often they are made, and say nothing of anybody."""

from datetime import timedelta
from typing import Any

from chassis.access import hash_of, of_file
from contracts.codec import decode
from services.complaints.projection.publisher import STEP
from services.complaints.store.published import RULE, RowStore
from tests.component.complaints.callers import access
from tests.component.complaints.following import follow, pair
from tests.component.complaints.intake_api import PU, IntakeClient, opened
from tests.component.complaints.large import keep, open_complaints
from tests.component.complaints.pages.performance.published import (
    DONE,
    MET,
    RUNNING,
    answered,
    breached,
    clock,
    clocks_set,
    filed_at,
    make_rows,
    publisher_of,
    rows_kept,
)
from tests.component.complaints.reused import PreparedStack
from tests.component.complaints.test_history import ARCHIVE, of_history
from tests.component.recorder import Client, most_matched, recorded, scans


async def only_row(api: IntakeClient) -> dict[str, Any]:
    await make_rows(api)
    [row] = await rows_kept(api)
    return row


async def test_a_row_follows_a_complaint_from_its_filing_to_its_rating(intake_api: IntakeClient) -> None:
    filed = await intake_api.file(category="jalan-rusak")
    row = await only_row(intake_api)
    assert row == {
        "category": "jalan-rusak",
        "unit": "",
        "state": "open",
        "response_days": None,
        "answer_days": None,
        "reopened": False,
        "rating": None,
        "promises": [],
    }
    await intake_api.assign(filed["id"], "dinas-pu")
    now = intake_api.deps.clock()
    clocks = [clock("respond_by", RUNNING, now), clock("resolve_by", RUNNING, now)]
    await intake_api.apply(clocks_set(filed["id"], clocks, now))
    row = await only_row(intake_api)
    assert (row["unit"], row["promises"]) == ("dinas-pu", [["resolve_by", "running"], ["respond_by", "running"]])

    await intake_api.act(filed["id"], "acknowledge", PU)
    assert (await only_row(intake_api))["response_days"] is None, "a receipt is no response"
    await intake_api.act(filed["id"], "start", PU)
    assert (await only_row(intake_api))["response_days"] in (0, 1)

    await intake_api.act(filed["id"], "resolve", PU, **DONE)
    later = now + timedelta(seconds=1)
    clocks = [clock("respond_by", MET, now), clock("resolve_by", MET, now, late=True)]
    await intake_api.apply(breached(filed["id"], "resolve_by", now), clocks_set(filed["id"], clocks, later))
    row = await only_row(intake_api)
    assert (row["state"], row["promises"]) == ("answered", [["resolve_by", "late"], ["respond_by", "kept"]])
    assert row["answer_days"] in (0, 1)

    track = filed["links"]["track"]
    rated = await intake_api.client.post(f"{track}/actions/rate", json={"stars": 2})
    assert rated.status_code == 200, rated.text
    assert (await only_row(intake_api))["rating"] == 2


async def test_what_is_opened_again_is_open_and_says_so(intake_api: IntakeClient) -> None:
    filed = await answered(intake_api)
    again = await intake_api.client.post(
        f"{filed['links']['track']}/actions/reopen", json={"reason": "not_fixed", "text": "Masih rusak."}
    )
    assert again.status_code == 200, again.text
    row = await only_row(intake_api)
    assert (row["state"], row["reopened"], row["rating"]) == ("open", True, None)
    assert row["answer_days"] in (0, 1), "the first answer counts"


async def test_what_is_passed_on_counts_for_the_new_unit_and_a_late_promise_stays_late(
    intake_api: IntakeClient,
) -> None:
    filed = await filed_at(intake_api)
    now = intake_api.deps.clock()
    await intake_api.apply(
        clocks_set(filed["id"], [clock("respond_by", RUNNING, now, late=True)], now),
        breached(filed["id"], "respond_by", now),
    )
    moved = await intake_api.act(filed["id"], "transfer", PU, reason="not_responsible")
    assert moved.status_code == 200, moved.text
    await intake_api.assign(filed["id"], "dinas-lh", 2)
    later = now + timedelta(minutes=1)
    await intake_api.apply(clocks_set(filed["id"], [clock("respond_by", RUNNING, later)], later, "dinas-lh", 2))
    row = await only_row(intake_api)
    assert (row["unit"], row["promises"]) == ("dinas-lh", [["respond_by", "late"]])


async def test_a_repetition_changes_nothing(intake_api: IntakeClient) -> None:
    await answered(intake_api)
    await filed_at(intake_api, "dinas-lh")
    await make_rows(intake_api)
    before = await rows_kept(intake_api)
    forms = intake_api.driver.collection("document_forms")
    await make_rows(intake_api)
    assert await rows_kept(intake_api) == before
    await forms.update_one({"_id": "published"}, {"$set": {"place": ""}})
    await make_rows(intake_api)
    assert await rows_kept(intake_api) == before


async def test_complaints_of_before_get_their_rows_and_a_new_rule_makes_all_of_them_anew(
    intake_api: IntakeClient,
) -> None:
    """More than one step does."""
    await keep(intake_api.filler, open_complaints(STEP + 20, "dinas-pu", timedelta(minutes=1), intake_api.city))
    await make_rows(intake_api)
    assert len(await rows_kept(intake_api)) == STEP + 20
    rows = intake_api.driver.collection("published_rows")
    await rows.update_all([({"unit": "dinas-pu"}, {"$set": {"unit": "of an earlier rule"}})])
    forms = intake_api.driver.collection("document_forms")
    await forms.update_one({"_id": "published"}, {"$set": {"rule": RULE - 1}})
    await make_rows(intake_api)
    assert {each["unit"] for each in await rows_kept(intake_api)} == {"dinas-pu"}


async def test_a_change_that_may_still_be_on_its_way_is_waited_for(intake_api: IntakeClient) -> None:
    await intake_api.file()
    await publisher_of(intake_api, timedelta(minutes=2)).make_rows()
    assert await rows_kept(intake_api) == []
    await make_rows(intake_api)
    assert len(await rows_kept(intake_api)) == 1


async def test_what_goes_the_way_of_another_complaint_has_no_row(intake_api: IntakeClient) -> None:
    original, duplicate = await pair(intake_api)
    await follow(intake_api)
    follower = await intake_api.client.post(
        f"/v1/complaints/{original['id']}/followers", json={}, headers={"X-API-Key": "key-of-demo"}
    )
    assert follower.status_code == 201, follower.text
    await make_rows(intake_api)
    assert len(await rows_kept(intake_api)) == 1
    apart = await intake_api.act(duplicate["id"], "unmerge", PU, reason="not_a_duplicate")
    assert apart.status_code == 200, apart.text
    await make_rows(intake_api)
    rows = await rows_kept(intake_api)
    assert len(rows) == 2
    assert {each["reopened"] for each in rows} == {False}, "it was never answered"


async def test_a_complaint_that_was_merged_loses_its_row(intake_api: IntakeClient) -> None:
    original, duplicate = await filed_at(intake_api), await filed_at(intake_api)
    await make_rows(intake_api)
    assert len(await rows_kept(intake_api)) == 2
    await intake_api.act(duplicate["id"], "merge", PU, into=original["id"], reason="duplicate_same_place")
    await make_rows(intake_api)
    assert len(await rows_kept(intake_api)) == 1


async def test_neither_trials_nor_what_was_over_before_has_a_row(prepared_stack: PreparedStack) -> None:
    """Not even when that is opened again: no deadline of ours had run before its answer."""
    callers = access(
        of_file("trial", [hash_of("key-of-trial")], sandbox=True),
        of_file("archive", [hash_of("key-of-archive")], may_import=True),
    )
    async with opened(prepared_stack, callers=callers) as api:
        trial = await api.client.post("/v1/complaints", json={"text": "x"}, headers={"X-API-Key": "key-of-trial"})
        now = api.deps.clock()
        over = {
            "text": "jalan berlubang",
            "filed_at": (now - timedelta(days=2)).isoformat(),
            "history": {
                "state": "closed",
                "closed_at": (now - timedelta(days=1)).isoformat(),
                "reason": "not_objected",
            },
        }
        past = await api.client.post("/v1/complaints", json=over, headers=ARCHIVE)
        assert (trial.status_code, past.status_code) == (201, 201), (trial.text, past.text)
        await api.apply(of_history(past.json()["id"], "dinas-pu", api.city.triage_unit))
        await make_rows(api)
        assert await rows_kept(api) == []
        again = await api.client.post(f"{past.json()['links']['track']}/actions/reopen", json={"reason": "not_fixed"})
        assert again.status_code == 200, again.text
        await make_rows(api)
        assert await rows_kept(api) == []


async def test_no_query_for_rows_reads_a_whole_collection(intake_api: IntakeClient) -> None:
    await keep(intake_api.filler, open_complaints(1_500, "dinas-pu", timedelta(0), intake_api.city))
    with recorded() as sent:
        await make_rows(intake_api)
        rows = RowStore(intake_api.driver)
        rows.open()
        found = [row async for row in rows.of_month("2026-03")]
    assert len(found) == 1_500
    with Client(intake_api.filler._url, tz_aware=True) as client:
        assert scans(client, sent) == []
        looks = [each for each in sent if each.name in ("find", "aggregate") and each.collection != "samples"]
        assert most_matched(client, looks) <= 500, "of 1,500"


async def test_a_row_says_less_than_the_complaint(intake_api: IntakeClient) -> None:
    filed = await answered(intake_api, text="Rahasia besar di depan rumah 17", area="99.71.01.1001")
    await make_rows(intake_api)
    kept = str(await intake_api.driver.collection("published_rows").find({}, {}, 10))
    for secret in (filed["id"], filed["tracking_code"], "Rahasia", "99.71", "officer-pu"):
        assert secret not in kept
    [document] = await intake_api.kept()
    assert document["tracking"] not in kept
    assert decode(document["events"][0]["body"]).id not in kept
