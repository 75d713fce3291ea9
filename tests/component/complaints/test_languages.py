"""Complainants are refused in their own language, and machines in English; what is wrong stays a code."""

from typing import Any

import httpx
import pytest

from chassis.http.context import MAX_BODY
from tests.component.complaints.intake_api import DEMO, PU, IntakeClient

ACCEPT = {language: {"Accept-Language": language} for language in ("id", "en")}
JSON = {"Content-Type": "application/json"}

WRONG: dict[str, tuple[str, str, dict[str, Any]]] = {
    "not-found": ("GET", "/v1/track/0000-0000-0000-0000", {}),
    "no address": ("GET", "{track}/unknown", {}),
    "method": ("DELETE", "{track}", {}),
    "body": ("POST", "{track}/actions/reply", {"content": b"{"}),
    "too large": ("POST", "{track}/actions/reply", {"content": b"x" * (MAX_BODY + 1)}),
    "unknown": ("POST", "{track}/actions/sing", {}),
    "not theirs": ("POST", "{track}/actions/resolve", {}),
    "state": ("POST", "{track}/actions/confirm", {}),
    "text": ("POST", "{track}/actions/comment", {}),
    "blank": ("POST", "{track}/actions/comment", {"json": {"text": " \n"}}),
    "stars": ("POST", "{track}/actions/rate", {"json": {"stars": 6}}),
    "reason": ("POST", "{track}/actions/withdraw", {"json": {"reason": "sulking"}}),
}
"""The ways in which a complainant can be refused."""


async def _refused(api: IntakeClient, track: str, wrong: str, language: str) -> httpx.Response:
    method, path, sent = WRONG[wrong]
    return await api.client.request(method, path.format(track=track), headers=ACCEPT[language] | JSON, **sent)


WORDS = {
    "not-found": (404, "Tidak ada laporan dengan kode ini.", "No complaint has this code."),
    "no address": (404, "Alamat itu tidak ada.", "There is no such address."),
    "method": (405, "Alamat ini tidak mengenal cara itu.", "This address cannot do that."),
    "body": (400, "Isinya tidak dapat dibaca.", "The content could not be read."),
    "too large": (413, f"Ukurannya lebih dari {MAX_BODY} bita.", f"It is larger than {MAX_BODY} bytes."),
    "unknown": (404, "Langkah itu tidak ada.", "There is no such step."),
    "not theirs": (403, "Langkah ini bukan untuk pelapor.", "This step is not for complainants."),
    "state": (
        409,
        "Ini tidak dapat dilakukan selama laporan berstatus: diserahkan kepada unit.",
        "This cannot be done while the complaint is with the responsible unit.",
    ),
    "text": (422, "Belum ada tulisannya.", "There is no text yet."),
    "blank": (
        422,
        "Tidak ada yang disimpan. Mohon periksa kembali: text.",
        "Nothing was kept. Please look again at: text.",
    ),
    "stars": (
        422,
        "Tidak ada yang disimpan. Mohon periksa kembali: stars.",
        "Nothing was kept. Please look again at: stars.",
    ),
    "reason": (422, "Alasan itu tidak kami kenal.", "We do not know this reason."),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_complainant_is_refused_in_their_own_language(intake_api: IntakeClient, wrong: str) -> None:
    filed = await intake_api.file()
    await intake_api.assign(filed["id"], "dinas-pu")
    status, indonesian, english = WORDS[wrong]
    answers: dict[str, dict[str, Any]] = {}
    for language, detail in (("id", indonesian), ("en", english)):
        answer = await _refused(intake_api, filed["links"]["track"], wrong, language)
        assert (answer.status_code, answer.headers["Content-Language"]) == (status, language), answer.text
        answers[language] = answer.json()
        assert answers[language]["detail"] == detail
    first, other = answers["id"], answers["en"]
    assert first["type"] == other["type"] and first["title"] != other["title"]
    assert [fault["field"] for fault in first["errors"]] == [fault["field"] for fault in other["errors"]]
    assert [fault["remedy"] for fault in first["errors"]] != [fault["remedy"] for fault in other["errors"]]


async def test_reasons_of_rules_stay_codes_and_what_is_possible_is_said_in_words(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    await intake_api.assign(filed["id"], "dinas-pu")
    answer = await _refused(intake_api, filed["links"]["track"], "state", "id")
    (fault,) = answer.json()["errors"]
    assert (fault["field"], fault["reason"]) == ("action", "wrong_state")
    assert "menarik laporan" in fault["remedy"] and "withdraw" not in fault["remedy"]
    answer = await _refused(intake_api, filed["links"]["track"], "reason", "en")
    assert "filed_by_mistake (it was sent by mistake)" in answer.json()["errors"][0]["remedy"]


async def test_what_is_answered_to_complainants_names_its_language(intake_api: IntakeClient) -> None:
    track = (await intake_api.file())["links"]["track"]
    read = await intake_api.client.get(track, params={"lang": "en"})
    assert read.headers["Content-Language"] == "en"
    taken = await intake_api.client.post(f"{track}/actions/withdraw", headers=ACCEPT["id"])
    assert (taken.status_code, taken.headers["Content-Language"]) == (200, "id")


async def test_a_block_says_in_words_how_long_to_wait(intake_api: IntakeClient) -> None:
    answers = [await intake_api.client.get("/v1/track/0000-0000-0000-0000", headers=ACCEPT["id"]) for _ in range(11)]
    seconds = answers[-1].headers["Retry-After"]
    assert answers[-1].json()["errors"][0]["remedy"] == f"Mohon tunggu {seconds} detik, lalu ketik kembali kode Anda."


async def test_machines_are_refused_in_english(intake_api: IntakeClient) -> None:
    answer = await intake_api.client.post(
        "/v1/complaints", json={"text": " "}, headers={**DEMO, "Accept-Language": "id"}
    )
    assert answer.json()["title"] == "Some fields are wrong"
    assert "Content-Language" not in answer.headers
    answer = await intake_api.client.get("/v1/complaints/unknown", headers={**PU, "Accept-Language": "id"})
    assert answer.json()["title"] == "There is nothing here"
