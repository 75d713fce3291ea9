"""Where the `type` of a refusal leads: a page that says what it means and what to do, for people and for programs."""

import re

import pytest

from services.complaints.api.problems import KINDS
from services.complaints.pages.problems import wants_json
from tests.component.complaints.intake_api import IntakeClient


async def test_the_type_of_a_refusal_leads_to_its_page(intake_api: IntakeClient) -> None:
    refused = await intake_api.client.post("/v1/complaints", json={})
    page = await intake_api.client.get(refused.json()["type"], params={"lang": "en"})
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f"<h1>{refused.json()['title']}</h1>" in page.text
    assert "Channels send X-API-Key" in page.text


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_has_a_page_in_both_languages_without_scripts(intake_api: IntakeClient, kind: str) -> None:
    for language in ("id", "en"):
        page = await intake_api.client.get(f"/problems/{kind}", headers={"Accept-Language": language})
        assert (page.status_code, page.headers["Content-Language"]) == (200, language)
        assert f'<html lang="{language}">' in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert not re.search(r"<script|style=|\son\w+=|://", page.text)
        headings = re.findall(r"<h(\d)", page.text)
        assert headings == ["1", "2", "2", "2", "2"]


async def test_a_program_gets_the_same_as_an_object(intake_api: IntakeClient) -> None:
    answer = await intake_api.client.get("/problems/not-found?lang=en", headers={"Accept": "application/json"})
    body = answer.json()
    assert (body["type"], body["status"], body["title"]) == ("/problems/not-found", 404, "There is nothing here")
    assert {"meaning", "causes", "remedies", "example"} <= body.keys()
    assert (answer.headers["Vary"], answer.headers["Content-Language"]) == ("Accept, Accept-Language", "en")


async def test_the_list_leads_to_every_page(intake_api: IntakeClient) -> None:
    page = await intake_api.client.get("/problems")
    assert set(re.findall(r'href="/problems/([\w-]+)\?lang=id"', page.text)) == set(KINDS)
    listed = (await intake_api.client.get("/problems", headers={"Accept": "application/problem+json"})).json()
    assert {each["type"] for each in listed["problems"]} == {f"/problems/{kind}" for kind in KINDS}


async def test_an_unknown_kind_is_a_refusal_like_any_other(intake_api: IntakeClient) -> None:
    answer = await intake_api.client.get("/problems/no-such-kind")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


@pytest.mark.parametrize(
    ("accepted", "json"),
    [
        ("", False),
        ("*/*", False),
        ("text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("Application/JSON", True),
        ("text/plain, application/json;q=0.9", True),
        ("text/html, application/json", False),
        ("application/problem+json, text/html", True),
    ],
)
def test_programs_say_that_they_want_json(accepted: str, json: bool) -> None:
    assert wants_json(accepted) is json
