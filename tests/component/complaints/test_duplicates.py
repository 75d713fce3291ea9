"""Complaints that are merged go the way of their original, and come apart again; nothing is lost on the way."""

import asyncio
from typing import Any

import pytest

from services.complaints.store import StoreUnavailable
from services.complaints.store.complaints import ComplaintStore
from tests.component.complaints.following import MERGE, follow, opened_at, pair, shown, steps_of, tracked
from tests.component.complaints.intake_api import DEMO, LH, OTHER, PU, TRIAGE, IntakeClient


async def test_a_merged_complaint_leaves_the_list_and_shows_where_it_went(intake_api: IntakeClient) -> None:
    original, duplicate = await pair(intake_api)
    seen = await shown(intake_api, duplicate)
    assert (seen["state"], seen["duplicate_of"], seen["expected"]) == ("duplicate", original["id"], None)
    assert seen["possible_actions"] == ["unmerge", "note"]
    assert (await shown(intake_api, original))["duplicates"] == [duplicate["id"]]
    listed = (await intake_api.client.get("/v1/complaints", headers=PU)).json()["complaints"]
    assert [each["id"] for each in listed] == [original["id"]]


async def test_its_complainant_sees_how_the_original_stands(intake_api: IntakeClient) -> None:
    original, duplicate = await pair(intake_api)
    await intake_api.act(original["id"], "start", PU, message="Kami mulai, Ibu Sari.")
    await intake_api.act(original["id"], "report_progress", PU, message="Pipa sudah dipesan.")
    seen = await tracked(intake_api, duplicate)
    assert (seen["state"], seen["is_duplicate"], seen["unit"]["id"]) == ("in_progress", True, "dinas-pu")
    assert seen["expected"]["by"] == "unit"
    assert seen["possible_actions"] == ["comment", "withdraw"]
    assert [(each["type"], each["message"]) for each in seen["timeline"]] == [
        ("complaint.filed", None),
        ("complaint.assigned", None),
        ("complaint.merged", None),
        ("complaint.started", None),
        ("complaint.progress_reported", "Pipa sudah dipesan."),
    ]


async def test_what_is_between_the_unit_and_the_other_complainant_stays_there(intake_api: IntakeClient) -> None:
    original, duplicate = await pair(intake_api)
    await intake_api.act(original["id"], "acknowledge", PU)
    await intake_api.act(original["id"], "request_information", PU, message="Nomor telepon Anda?")
    await intake_api.client.post(f"{original['links']['track']}/actions/reply", json={"text": "0812"})
    await intake_api.client.post(f"{original['links']['track']}/actions/comment", json={"text": "Rumah saya"})
    kinds = {each["type"] for each in (await tracked(intake_api, duplicate))["timeline"]}
    assert kinds == {"complaint.filed", "complaint.assigned", "complaint.merged", "complaint.acknowledged"}


async def test_an_answer_closes_duplicates_and_each_rates_their_own(intake_api: IntakeClient) -> None:
    original, duplicate = await pair(intake_api)
    await intake_api.act(original["id"], "resolve", PU, message="Got sudah dibersihkan.")
    await follow(intake_api)
    assert (await steps_of(intake_api, duplicate))[-1] == ("closed", "system", "original_resolved")
    seen = await tracked(intake_api, duplicate)
    assert (seen["state"], seen["possible_actions"]) == ("closed", ["reopen", "comment", "rate"])
    assert "Got sudah dibersihkan." in [each["message"] for each in seen["timeline"]]
    rated = await intake_api.client.post(f"{duplicate['links']['track']}/actions/rate", json={"stars": 1})
    assert rated.status_code == 200
    assert (await tracked(intake_api, original))["rating"] is None


async def test_who_is_not_content_with_the_answer_has_their_own_complaint_back(intake_api: IntakeClient) -> None:
    original, duplicate = await pair(intake_api)
    await intake_api.act(original["id"], "resolve", PU, message="Sudah.")
    await follow(intake_api)
    reopened = await intake_api.client.post(f"{duplicate['links']['track']}/actions/reopen", json={})
    assert reopened.json()["state"] == "reopened"
    await follow(intake_api)
    await intake_api.assign(duplicate["id"], "dinas-pu", assignment_number=2)
    assert (await shown(intake_api, duplicate))["state"] == "assigned"
    assert (await shown(intake_api, original))["state"] == "resolved"


async def test_a_reopened_original_takes_its_duplicates_with_it(intake_api: IntakeClient) -> None:
    original, duplicate = await pair(intake_api)
    await intake_api.act(original["id"], "resolve", PU, message="Sudah.")
    await follow(intake_api)
    await intake_api.act(original["id"], "reopen", PU)
    await follow(intake_api)
    assert (await steps_of(intake_api, duplicate))[-1] == ("merged", "system", "original_reopened")
    await intake_api.assign(original["id"], "dinas-pu", assignment_number=2)
    await intake_api.act(original["id"], "reject", PU, reason="not_verifiable", message="Tidak ditemukan.")
    await follow(intake_api)
    assert (await steps_of(intake_api, duplicate))[-1] == ("closed", "system", "original_rejected")


async def test_a_withdrawn_original_leaves_its_duplicates_on_their_own(intake_api: IntakeClient) -> None:
    original, duplicate = await pair(intake_api)
    await intake_api.client.post(f"{original['links']['track']}/actions/withdraw", json={})
    await follow(intake_api)
    assert (await steps_of(intake_api, duplicate))[-1] == ("reopened", "system", "original_withdrawn")
    seen = await shown(intake_api, duplicate)
    assert (seen["state"], seen["duplicate_of"]) == ("reopened", None)


async def test_an_original_that_is_merged_itself_takes_its_duplicates_further(intake_api: IntakeClient) -> None:
    original, duplicate = await pair(intake_api)
    third = await opened_at(intake_api, "dinas-lh")
    await intake_api.act(original["id"], "merge", PU, into=third["id"], **MERGE)
    await follow(intake_api)
    assert (await shown(intake_api, duplicate))["duplicate_of"] == third["id"]
    assert (await shown(intake_api, third, LH))["duplicates"] == sorted([original["id"], duplicate["id"]])
    await intake_api.act(third["id"], "resolve", LH, message="Sudah.")
    await follow(intake_api)
    assert [(await steps_of(intake_api, each))[-1][2] for each in (original, duplicate)] == ["original_resolved"] * 2


async def test_apart_again_it_is_its_units_as_before(intake_api: IntakeClient) -> None:
    original, duplicate = await pair(intake_api)
    answer = await intake_api.act(duplicate["id"], "unmerge", PU)
    assert answer.json()["state"] == "reopened"
    await follow(intake_api)
    await intake_api.act(original["id"], "resolve", PU, message="Sudah.")
    await follow(intake_api)
    assert (await steps_of(intake_api, duplicate))[-1] == ("reopened", "officer", "not_a_duplicate")
    assert (await tracked(intake_api, duplicate))["is_duplicate"] is False


async def test_two_that_are_merged_into_each_other_at_once_do_not_both_vanish(intake_api: IntakeClient) -> None:
    one, other = await opened_at(intake_api), await opened_at(intake_api)
    outcomes = await asyncio.gather(
        intake_api.act(one["id"], "merge", PU, into=other["id"], **MERGE),
        intake_api.act(other["id"], "merge", PU, into=one["id"], **MERGE),
    )
    assert {each.status_code for each in outcomes} <= {200, 412, 422}
    await follow(intake_api)
    states = [(await shown(intake_api, each))["state"] for each in (one, other)]
    assert states.count("duplicate") <= 1


async def test_an_answer_that_comes_first_is_found_by_who_joins_afterwards(
    intake_api: IntakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The original is answered between the look at it and the write of the merge."""
    original, duplicate = await opened_at(intake_api), await opened_at(intake_api)
    await opened_at(intake_api)
    advance = ComplaintStore.advance

    async def late(self: ComplaintStore, before: Any, *rest: Any) -> bool:
        if before.id == duplicate["id"]:
            monkeypatch.undo()
            await intake_api.act(original["id"], "resolve", PU, message="Sudah.")
            await follow(intake_api)
        return await advance(self, before, *rest)

    monkeypatch.setattr(ComplaintStore, "advance", late)
    answer = await intake_api.act(duplicate["id"], "merge", PU, into=original["id"], **MERGE)
    assert answer.status_code == 200
    await follow(intake_api)
    assert (await steps_of(intake_api, duplicate))[-1] == ("closed", "system", "original_resolved")


async def test_a_crash_between_two_duplicates_only_lets_it_be_done_again(
    intake_api: IntakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = await opened_at(intake_api)
    duplicates = [await opened_at(intake_api) for _ in range(5)]
    for each in duplicates:
        await intake_api.act(each["id"], "merge", PU, into=original["id"], **MERGE)
    await follow(intake_api)
    await intake_api.act(original["id"], "resolve", PU, message="Sudah.")
    advance, done = ComplaintStore.advance, 0

    async def dies_at_the_third(self: ComplaintStore, *given: Any) -> bool:
        nonlocal done
        done += 1
        if done == 3:
            raise StoreUnavailable("on purpose")
        return await advance(self, *given)

    with monkeypatch.context() as patched, pytest.raises(StoreUnavailable):
        patched.setattr(ComplaintStore, "advance", dies_at_the_third)
        await follow(intake_api)
    await asyncio.gather(follow(intake_api), follow(intake_api))
    for each in duplicates:
        steps = await steps_of(intake_api, each)
        assert [step for step, _, _ in steps].count("closed") == 1


async def test_the_triage_desk_merges_into_a_complaint_of_any_unit(intake_api: IntakeClient) -> None:
    original, duplicate = await opened_at(intake_api, "dinas-lh"), await opened_at(intake_api, "meja-triase")
    answer = await intake_api.act(duplicate["id"], "merge", TRIAGE, into=original["id"], **MERGE)
    assert (answer.status_code, answer.json()["state"]) == (200, "duplicate")


@pytest.mark.parametrize(
    ("into", "status", "reason"),
    [("itself", 422, "into_itself"), ("nothing", 422, "into_unknown"), ("answered", 422, "into_closed")],
)
async def test_a_wrong_original_is_refused_and_nothing_changes(
    intake_api: IntakeClient, into: str, status: int, reason: str
) -> None:
    other, own = await opened_at(intake_api), await opened_at(intake_api)
    await intake_api.act(other["id"], "resolve", PU, message="Sudah.")
    target = {"itself": own["id"], "nothing": "no-such-id", "answered": other["id"]}[into]
    answer = await intake_api.act(own["id"], "merge", PU, into=target, **MERGE)
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["reason"]) == (status, "into", reason)
    assert (await shown(intake_api, own))["version"] == 2


async def test_another_channel_does_not_learn_which_complaint_it_is(intake_api: IntakeClient) -> None:
    original = await opened_at(intake_api)
    filed = (await intake_api.client.post("/v1/complaints", json={"text": "sama"}, headers=OTHER)).json()
    await intake_api.assign(filed["id"], "dinas-pu")
    await intake_api.act(filed["id"], "merge", PU, into=original["id"], **MERGE)
    assert (await shown(intake_api, filed, OTHER))["duplicate_of"] is None
    own = await opened_at(intake_api)
    await intake_api.act(own["id"], "merge", PU, into=original["id"], **MERGE)
    assert (await shown(intake_api, own, DEMO))["duplicate_of"] == original["id"]
