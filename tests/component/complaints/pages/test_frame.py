"""What stands around every page: languages that are remembered, files that are kept, problems told in words."""

import re

import pytest

from tests.component.complaints.intake_api import PU, IntakeClient
from tests.component.complaints.pages.signing_in import tampered

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(("language", "title"), [("id", "Ada masalah apa"), ("en", "What is wrong")])
async def test_the_first_page_speaks_the_readers_language(intake_api: IntakeClient, language: str, title: str) -> None:
    page = await intake_api.client.get("/", headers={"Accept-Language": language})
    assert (page.status_code, page.headers["Content-Language"]) == (200, language)
    assert title in page.text
    assert "X-Robots-Tag" not in page.headers, "whoever looks for the city's service finds it"


async def test_a_language_that_was_chosen_is_remembered(intake_api: IntakeClient) -> None:
    chosen = await intake_api.client.get("/", params={"lang": "en"})
    assert "HttpOnly" in chosen.headers["Set-Cookie"]
    later = await intake_api.client.get("/", headers={"Accept-Language": "id"})
    assert later.headers["Content-Language"] == "en"
    assert "Set-Cookie" not in later.headers


async def test_a_page_loads_only_files_of_ours_that_may_be_kept_for_a_year(intake_api: IntakeClient) -> None:
    page = await intake_api.client.get("/")
    addresses = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text)
    assert len(addresses) == 2
    for each in addresses:
        file = await intake_api.client.get(each)
        assert file.status_code == 200
        assert "immutable" in file.headers["Cache-Control"]
    older = await intake_api.client.get("/assets/0000000000000000/style.css")
    assert (older.status_code, older.headers["Cache-Control"]) == (200, "no-cache")
    assert (await intake_api.client.get("/assets/x/nothing.css")).status_code == 404


async def test_an_address_that_there_is_not_is_a_page_for_browsers_and_a_problem_for_programs(
    intake_api: IntakeClient,
) -> None:
    page = await intake_api.client.get("/nothing?lang=en", headers=BROWSER)
    assert (page.status_code, "There is nothing here" in page.text) == (404, True)
    for path, headers in (("/nothing", {}), ("/v1/nothing", BROWSER)):
        answer = await intake_api.client.get(path, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


async def test_who_is_signed_in_may_read_with_the_api_but_take_no_step(intake_api: IntakeClient) -> None:
    complaint_id = (await intake_api.file(category="jalan-rusak"))["id"]
    await intake_api.assign(complaint_id, "dinas-pu")
    path, cookies = f"/v1/complaints/{complaint_id}", await intake_api.sign_in(PU)
    assert (await intake_api.client.get(path)).status_code == 401
    intake_api.client.cookies.update(cookies)
    assert (await intake_api.client.get(path)).status_code == 200
    refused = await intake_api.client.post(f"{path}/actions/acknowledge", headers={"If-Match": '"v2"'})
    assert (refused.status_code, refused.json()["type"]) == (401, "/problems/credentials-missing")


async def test_a_session_that_was_ended_or_tampered_with_is_nobodys(intake_api: IntakeClient) -> None:
    cookies = await intake_api.sign_in(PU)
    name, value = next(iter(cookies.items()))
    now = intake_api.deps.clock()
    assert await intake_api.sessions.find(cookies, now) is not None
    assert await intake_api.sessions.find({name: tampered(value)}, now) is None
    await intake_api.sessions.end(cookies)
    assert await intake_api.sessions.find(cookies, now) is None
