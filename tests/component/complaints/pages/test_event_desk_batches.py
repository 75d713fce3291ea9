"""Entries of the event desk are filed once, each for itself, by whoever may file for the unit that opened it."""

import asyncio
from dataclasses import replace
from typing import Any

import orjson
import pytest

from services.complaints.pages.eventdesk.entries import MAX_ENTRIES
from services.complaints.pages.eventdesk.routes import MAX_BODY
from services.complaints.store import StoreUnavailable
from tests.component.complaints.intake_api import AUDITOR, BUREAU, LEADER, LH, PU, PU_HEAD, TRIAGE, IntakeClient
from tests.component.complaints.pages.event_desks import EN, Tablet, entry, opened, tablet_of


async def test_entries_are_filed_at_the_counter_by_whoever_sends_them(intake_api: IntakeClient) -> None:
    tablet = await opened(intake_api, PU)
    given = {"category": "jalan-rusak", "area": "99.71.01.1001", "language": "en", "wants_updates": False}
    first, second = await tablet.results(entry(1, **given), entry(2))
    assert [first["outcome"], second["outcome"]] == ["filed", "filed"]
    kept = {each["request"]["text"]: each for each in await intake_api.kept()}
    one = kept[entry(1)["text"]]
    assert (one["routing_input"]["channel"], one["request"]["language"]) == ("counter", "en")
    tracked = await intake_api.client.get(f"/v1/track/{first['tracking_code']}")
    assert tracked.status_code == 200


async def test_sent_again_entries_yield_the_same_codes(intake_api: IntakeClient) -> None:
    """Also beside themselves, as from two tabs, and after half of them had arrived."""
    tablet = await opened(intake_api, PU)
    entries = [entry(number) for number in range(1, 31)]
    half = await tablet.results(*entries[:15])
    several = await asyncio.gather(*(tablet.results(*entries) for _ in range(3)))
    codes = [[each["tracking_code"] for each in results] for results in several]
    assert codes[0] == codes[1] == codes[2]
    assert codes[0][:15] == [each["tracking_code"] for each in half]
    assert len(set(codes[0])) == 30
    assert len(await intake_api.kept()) == 30
    assert {each["outcome"] for each in await tablet.results(*entries)} == {"replayed"}


async def test_the_same_number_of_another_event_desk_is_another_complaint(intake_api: IntakeClient) -> None:
    tablet = await opened(intake_api, PU)
    [first] = await tablet.results(entry(1))
    await tablet.open()
    [second] = await tablet.results(entry(1))
    assert (second["outcome"], first["tracking_code"] == second["tracking_code"]) == ("filed", False)


async def test_a_refused_entry_keeps_no_other_one_from_being_filed(intake_api: IntakeClient) -> None:
    tablet = await opened(intake_api, PU)
    wrong: list[Any] = [
        entry(2, text=" "),
        entry(3, area="11.01"),
        entry(4, language="fr"),
        entry(5, category="X"),
        "x",
    ]
    results = await tablet.results(entry(1), *wrong, entry(6))
    assert [each["outcome"] for each in results] == ["filed", *["refused"] * 5, "filed"]
    assert [each["number"] for each in results] == [1, 2, 3, 4, 5, None, 6]
    errors = [list(each["errors"]) for each in results[1:6]]
    assert errors == [["text"], ["area"], ["language"], ["category"], ["entry"]]
    assert "Write what it is about." in str(results[1]) and "not in the city" in str(results[2])
    assert len(await intake_api.kept()) == 2
    corrected = await tablet.results(entry(2), entry(3))
    assert [each["outcome"] for each in corrected] == ["filed", "filed"]


async def test_another_complaint_under_a_used_number_is_refused_in_words(intake_api: IntakeClient) -> None:
    tablet = await opened(intake_api, PU)
    await tablet.results(entry(1))
    [result] = await tablet.results(entry(1, text="air keruh"))
    assert result["outcome"] == "refused" and "under this number before" in result["errors"]["entry"]
    assert "tracking_code" not in result
    assert len(await intake_api.kept()) == 1


async def test_why_an_entry_is_refused_is_said_in_the_readers_language(intake_api: IntakeClient) -> None:
    tablet = await opened(intake_api, PU)
    body = {"permission": tablet.permission, "entries": [entry(1, text="")]}
    headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in tablet.cookies.items()), "X-Form-Token": tablet.token}
    answer = await intake_api.client.post("/event-desk/batch", json=body, params={"lang": "id"}, headers=headers)
    assert answer.json()["results"][0]["errors"] == {"text": "Tulis tentang apa laporan ini."}


@pytest.mark.parametrize("officer", [PU, PU_HEAD, TRIAGE])
async def test_whoever_may_file_may_open_an_event_desk_and_send(
    intake_api: IntakeClient, officer: dict[str, str]
) -> None:
    [result] = await (await opened(intake_api, officer)).results(entry(1))
    assert result["outcome"] == "filed"


@pytest.mark.parametrize("officer", [LEADER, AUDITOR, BUREAU])
async def test_others_may_neither_see_it_nor_open_one_nor_send(
    intake_api: IntakeClient, officer: dict[str, str]
) -> None:
    permission = (await opened(intake_api, PU)).permission
    tablet = Tablet(intake_api, await intake_api.sign_in(officer), token="x")
    session = await intake_api.sessions.find(tablet.cookies, intake_api.deps.clock())
    assert session is not None
    tablet.token = session.form_token
    assert (await tablet.get("/event-desk")).status_code == 403
    for answer in (
        await tablet.get("/event-desk/session"),
        await tablet.open(),
        await tablet.send(entry(1), permission=permission),
    ):
        assert (answer.status_code, answer.json()) == (403, {"problem": "not_allowed"})
    assert await intake_api.kept() == []


async def test_a_later_session_and_a_colleague_go_on_with_the_same_event_desk(intake_api: IntakeClient) -> None:
    tablet = await opened(intake_api, PU)
    [first] = await tablet.results(entry(1))
    await intake_api.sessions.end(tablet.cookies)
    assert (await tablet.send(entry(1), entry(2))).status_code == 401
    for officer in (PU, PU_HEAD):
        later = replace(await tablet_of(intake_api, officer), permission=tablet.permission)
        results = await later.results(entry(1), entry(2))
        assert results[0]["tracking_code"] == first["tracking_code"]
    assert len(await intake_api.kept()) == 2


async def test_another_unit_may_not_send_for_it(intake_api: IntakeClient) -> None:
    tablet = await opened(intake_api, PU)
    other = await tablet_of(intake_api, LH)
    answer = await other.send(entry(1), permission=tablet.permission)
    assert (answer.status_code, answer.json()) == (403, {"problem": "permission"})
    assert await intake_api.kept() == []


@pytest.mark.parametrize("permission", ["", "x", "WyJ4IiwiQSIsImRpbmFzLXB1Il0.AAAA"])
async def test_without_a_permission_of_ours_nothing_is_filed(intake_api: IntakeClient, permission: str) -> None:
    answer = await (await opened(intake_api, PU)).send(entry(1), permission=permission)
    assert (answer.status_code, answer.json()) == (403, {"problem": "permission"})
    assert await intake_api.kept() == []


async def test_a_changed_permission_is_none(intake_api: IntakeClient) -> None:
    tablet = await opened(intake_api, PU)
    content, _, signature = tablet.permission.rpartition(".")
    for changed in (f"{content[:-1]}.{signature}", f"{content}.{signature[::-1]}"):
        assert (await tablet.send(entry(1), permission=changed)).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Form-Token": ""},
        {"X-Form-Token": "x"},
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_site_can_neither_send_nor_open(intake_api: IntakeClient, headers: dict[str, str]) -> None:
    tablet = await opened(intake_api, PU)
    for answer in (await tablet.send(entry(1), **headers), await tablet.open(**headers)):
        assert (answer.status_code, answer.json()) == (403, {"problem": "form_expired"})
    assert await intake_api.kept() == []
    assert len(await intake_api.driver.collection("event_desks").find({"number": {"$gt": 0}}, {}, 10)) == 1


async def test_whoever_is_not_signed_in_is_told_to(intake_api: IntakeClient) -> None:
    nobody = Tablet(intake_api, {})
    for answer in (await nobody.get("/event-desk/session"), await nobody.open(), await nobody.send(entry(1))):
        assert (answer.status_code, answer.json()) == (401, {"problem": "sign_in"})
    page = await nobody.get("/event-desk")
    assert (page.status_code, page.headers["Location"].partition("%3F")[0]) == (303, "/sign-in?next=/event-desk")


async def test_a_batch_is_bounded(intake_api: IntakeClient) -> None:
    tablet = await opened(intake_api, PU)
    too_many = [entry(number) for number in range(1, MAX_ENTRIES + 2)]
    assert (await tablet.send(*too_many)).status_code == 400
    assert (await tablet.send(entry(1, text="x" * MAX_BODY))).status_code == 413
    assert await intake_api.kept() == []
    results = await tablet.results(*too_many[:-1])
    assert {each["outcome"] for each in results} == {"filed"}


async def test_the_longest_texts_fit(intake_api: IntakeClient) -> None:
    tablet = await opened(intake_api, PU)
    longest = [entry(number, text=f"{number:04d}" + "𝄞" * 3_996) for number in range(1, MAX_ENTRIES + 1)]
    assert len(orjson.dumps(longest)) > MAX_BODY / 2
    body = {"permission": tablet.permission, "entries": longest}
    headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in tablet.cookies.items()), "X-Form-Token": tablet.token}
    answer = await intake_api.client.post("/event-desk/batch", content=orjson.dumps(body), params=EN, headers=headers)
    assert {each["outcome"] for each in answer.json()["results"]} == {"filed"}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"entries": 1}', b"\xff", b"[" * 100_000])
async def test_what_is_no_batch_is_refused(intake_api: IntakeClient, body: bytes) -> None:
    tablet = await opened(intake_api, PU)
    headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in tablet.cookies.items()), "X-Form-Token": tablet.token}
    answer = await intake_api.client.post("/event-desk/batch", content=body, params=EN, headers=headers)
    assert (answer.status_code, answer.json()) == (400, {"problem": "invalid"})


async def test_what_the_store_does_not_confirm_is_for_later_and_filed_once(
    intake_api: IntakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet, store, tried = await opened(intake_api, PU), intake_api.deps.store, []
    insert = store.insert

    async def failing(*given: Any) -> Any:
        tried.append(given)
        if len(tried) > 3:
            raise StoreUnavailable("as in a test")
        return await insert(*given)

    entries = [entry(number) for number in range(1, 31)]
    with monkeypatch.context() as patched:
        patched.setattr(store, "insert", failing)
        results = await tablet.results(*entries)
    assert [each["number"] for each in results] == [each["number"] for each in entries]
    assert sum(each["outcome"] == "filed" for each in results) == 3
    assert {each["outcome"] for each in results[8:]} == {"later"}
    assert len(tried) == 8, "no further one is tried"
    again = await tablet.results(*entries)
    assert {each["outcome"] for each in again} == {"filed", "replayed"}
    assert len(await intake_api.kept()) == 30
