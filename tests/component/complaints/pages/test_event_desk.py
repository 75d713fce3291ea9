"""The page of the event desk, what the tablet keeps of it, and the letters that no two of them share."""

import asyncio
import json
import re

import pytest

from deploy.local.environment import Stack
from services.complaints.pages.assets import address
from services.complaints.pages.eventdesk.shell import FILES
from services.complaints.pages.eventdesk.view import MAX_EVENT
from services.complaints.store.complaints import TIMEOUT_S
from tests.component.complaints.intake_api import LH, PU, TRIAGE, IntakeClient
from tests.component.complaints.intake_api import opened as api_opened
from tests.component.complaints.pages.event_desks import EN, opened, tablet_of
from tests.stacks import fresh


async def test_many_that_are_opened_at_once_have_letters_of_their_own(bare_stack: Stack, store: object) -> None:
    """By two replicas together, the first ones of all among them."""
    stack = fresh(bare_stack)
    async with api_opened(stack) as one, api_opened(stack) as other:
        tablets = [await tablet_of(api, officer) for api in (one, other) for officer in (PU, LH, TRIAGE)]
        answers = await asyncio.gather(*(tablet.open() for tablet in tablets for _ in range(10)))
        assert {answer.status_code for answer in answers} == {201}
        letters = [answer.json()["letters"] for answer in answers]
        assert len(set(letters)) == len(letters) == 60
        assert {"A", "Z", "AA"} <= set(letters)
        assert (await tablets[0].open()).json()["letters"] not in letters
        kept = await one.driver.collection("event_desks").find({"number": {"$gt": 0}}, {}, 100)
    assert len(kept) == 61
    assert {(each["event"], each["unit"]) for each in kept} == {
        ("Hari Pelayanan Publik", unit) for unit in ("dinas-pu", "dinas-lh", "meja-triase")
    }


@pytest.mark.parametrize("event", ["", "  ", "x" * (MAX_EVENT + 1), "a\x00b"])
async def test_an_event_desk_needs_the_name_of_an_event(intake_api: IntakeClient, event: str) -> None:
    answer = await (await tablet_of(intake_api, PU)).open(event)
    assert answer.status_code == 422
    assert answer.json() == {"errors": {"event": "Write the name of the event, in at most 80 characters."}}


async def test_without_scripts_the_page_leads_to_the_single_form(intake_api: IntakeClient) -> None:
    page = await (await tablet_of(intake_api, PU)).get("/event-desk")
    assert page.status_code == 200
    shown = re.sub(r'(?s)<(section|div id="working")[^>]* hidden>.*', "", page.text)
    assert "they do not run here" in said_of(shown) and 'href="/counter"' in shown


@pytest.mark.parametrize(("language", "title"), [("en", "Event desk"), ("id", "Loket acara")])
async def test_the_page_speaks_the_readers_language(intake_api: IntakeClient, language: str, title: str) -> None:
    tablet = await tablet_of(intake_api, PU)
    cookies = "; ".join(f"{name}={value}" for name, value in tablet.cookies.items())
    page = await intake_api.client.get("/event-desk", params={"lang": language}, headers={"Cookie": cookies})
    assert f'<html lang="{language}">' in page.text and f"<h1>{title}</h1>" in page.text
    [area] = re.findall(r'<option value="99.71.01.1001">(.*?)</option>', page.text)
    assert ("Lembayung Kidul" in area, "Pasarlembayung" in area) == (True, True)


async def test_what_the_tablet_keeps_names_nobody_and_holds_no_token(intake_api: IntakeClient) -> None:
    """It is the same for whoever asks for it, signed in or not."""
    tablet = await tablet_of(intake_api, PU)
    signed_in, page = await tablet.get("/event-desk/shell"), await tablet.get("/event-desk")
    nobody = await intake_api.client.get("/event-desk/shell", params=EN)
    assert signed_in.text == nobody.text
    for personal in ("officer-pu", tablet.token, tablet.cookies["session"]):
        assert personal not in nobody.text
    assert "officer-pu" in page.text
    assert "set-cookie" not in nobody.headers
    assert "connect-src 'self'" in nobody.headers["Content-Security-Policy"]


async def test_the_service_worker_keeps_the_page_in_each_language_and_its_files(intake_api: IntakeClient) -> None:
    answer = await intake_api.client.get("/event-desk/service-worker.js")
    assert answer.headers["Service-Worker-Allowed"] == "/event-desk"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
    first_line = answer.text.partition("\n")[0]
    kept = json.loads(first_line.removeprefix("const KEPT = ").removesuffix(";"))
    assert kept["pages"] == {"id": "/event-desk/shell?lang=id", "en": "/event-desk/shell?lang=en"}
    assert kept["files"] == [address(name) for name in FILES]
    for path in (*kept["pages"].values(), *kept["files"]):
        assert (await intake_api.client.get(path)).status_code == 200
    again = await intake_api.client.get("/event-desk/service-worker.js")
    assert again.text == answer.text


async def test_whatever_a_kept_page_loads_is_kept(intake_api: IntakeClient) -> None:
    shell = await intake_api.client.get("/event-desk/shell", params=EN)
    worker = await intake_api.client.get("/event-desk/service-worker.js")
    for path in set(re.findall(r"/assets/[0-9a-f]+/[\w.-]+", shell.text)):
        assert path in worker.text, path


async def test_the_page_runs_no_script_of_its_own_text(intake_api: IntakeClient) -> None:
    shell = await intake_api.client.get("/event-desk/shell", params=EN)
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", shell.text)
    assert scripts == [""]
    assert not re.search(r"<style|javascript:|\son\w+=|\sstyle=", shell.text)


async def test_the_name_of_an_event_is_data_and_no_markup(intake_api: IntakeClient) -> None:
    answer = await (await tablet_of(intake_api, PU)).open("<script>alert(1)</script>")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["event"] == "<script>alert(1)</script>"


async def test_while_the_store_is_unavailable_nothing_is_opened_and_the_kept_page_still_sent(
    bare_stack: Stack,
) -> None:
    async with api_opened(fresh(bare_stack), prepared=False, timeout_s=TIMEOUT_S) as api:
        assert (await api.client.get("/event-desk/shell")).status_code == 200
        assert (await api.client.get("/event-desk/service-worker.js")).status_code == 200


async def test_what_is_opened_can_be_sent_from(intake_api: IntakeClient) -> None:
    tablet = await opened(intake_api, PU)
    assert tablet.permission
    assert (await tablet.get("/event-desk/session")).json()["unit"] == "dinas-pu"


def said_of(markup: str) -> str:
    """The text of a part of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))
