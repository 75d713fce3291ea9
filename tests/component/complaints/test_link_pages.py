"""The page behind the link of a message shows how things stand, to whoever has the link; looking changes nothing."""

import re
from datetime import timedelta
from urllib.parse import urljoin

import pytest

from contracts.links import LinkKey
from deploy.local.environment import Stack
from services.complaints.pages.message.opened import ROWS
from services.complaints.store.complaints import TIMEOUT_S
from tests.component.complaints.intake_api import LINK_KEYS, PU, IntakeClient, opened
from tests.component.complaints.links import (
    DONE,
    EN,
    addresses,
    day,
    deliver,
    everything,
    link,
    now,
    overdue,
    path,
    promises,
    said,
    take_on,
    ticks,
)
from tests.component.complaints.reused import PreparedStack
from tests.stacks import fresh
from web.hosts import COMPLAINTS, service_of


async def test_looking_changes_nothing(intake_api: IntakeClient) -> None:
    """Also a scanner of mails that follows every link of every page, and asks with HEAD first."""
    several = [await overdue(intake_api, external_id=f"A-{n}") for n in range(3)]
    await deliver(intake_api, "m-digest", several)
    before = await everything(intake_api)
    for where in (
        path(link(several[0])),
        path(link(None, "m-digest", count=3)),
        path(link(several[0], purpose="read")),
    ):
        found = {where, f"{where}?lang=en&all=1", f"{where}?page=7", f"{where}?confirm=yes&day={day(1)}"}
        for each in list(found):
            found |= {urljoin(where, address) for address in addresses(await intake_api.client.get(each))}
        found = {each for each in found if service_of(each) == COMPLAINTS}
        for each in sorted(found):
            head, got = await intake_api.client.head(each), await intake_api.client.get(each)
            assert (head.status_code, got.status_code) == (200, 200)
    assert await everything(intake_api) == before


async def test_a_page_runs_no_script_fetches_only_our_own_and_is_kept_nowhere(intake_api: IntakeClient) -> None:
    page = await intake_api.client.get(path(link(await overdue(intake_api))), params=EN)
    policy = page.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert not re.search(r"<script|<img|<style|javascript:|https?:|\son\w+=|\sstyle=", page.text)
    assert all(href.startswith("/assets/") for href in re.findall(r'<link [^>]*href="([^"]+)', page.text))
    assert (await intake_api.client.get("/openapi.json")).text.count("/l/") == 0


@pytest.mark.parametrize(
    ("asked", "accepted", "language", "word"),
    [
        ("en", "id", "en", "Overdue"),
        ("", "en-GB, id", "en", "Overdue"),
        ("", "", "id", "Terlambat"),
        ("xx", "en", "id", "Terlambat"),
    ],
)
async def test_it_speaks_the_readers_language(
    intake_api: IntakeClient, asked: str, accepted: str, language: str, word: str
) -> None:
    where = path(link(await overdue(intake_api)))
    page = await intake_api.client.get(where, params={"lang": asked}, headers={"Accept-Language": accepted})
    assert page.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in page.text
    assert word in said(page)


async def test_the_worst_of_a_digest_stands_first_and_a_long_one_has_pages(intake_api: IntakeClient) -> None:
    late = [timedelta(hours=hours) for hours in (3, 70, 20)]
    several = [await overdue(intake_api, late=each, external_id=f"A-{n}") for n, each in enumerate(late)]
    await deliver(intake_api, "m-1", several)
    page = await intake_api.client.get(path(link(None, count=3)), params=EN)
    shown = [page.text.index(f"<dd>{several[number]}</dd>") for number in (1, 2, 0)]
    assert shown == sorted(shown)

    [kept] = await intake_api.driver.collection("complaints").find({"_id": several[0]}, {}, limit=1)
    copies = [
        {**kept, "_id": f"copy-{n}", "tracking": f"t{n}", "request": {**kept["request"], "key": f"k{n}"}}
        for n in range(ROWS)
    ]
    await intake_api.complaints.insert_many(copies)
    await deliver(intake_api, "m-1", [each["_id"] for each in copies])
    where = path(link(None, count=ROWS + 3))
    pages = [await intake_api.client.get(where, params={**EN, "page": str(number)}) for number in (1, 2, 99)]
    assert [len(ticks(each)) for each in pages] == [ROWS, 3, 3]
    assert "Page 1 of 2" in said(pages[0]) and "Next page" in said(pages[0]) and "Previous page" in said(pages[1])
    answer = await take_on(intake_api, where, day(1), sorted(ticks(pages[0])))
    assert said(answer).count(DONE) == ROWS
    assert len(ticks(await intake_api.client.get(where))) == 3


async def test_an_expired_link_says_what_to_do(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    made = now() - timedelta(hours=2)
    where = path(link(complaint_id, expires_at=now() - timedelta(hours=1)), signed_at=made)
    for answer in (await intake_api.client.get(where, params=EN), await take_on(intake_api, where, day(1))):
        assert answer.status_code == 410
        assert "This link has expired." in said(answer) and "latest message" in said(answer)
    assert await promises(intake_api, complaint_id) == []


async def test_a_link_that_was_cut_or_changed_says_to_copy_all_of_it(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    whole = path(link(complaint_id))
    foreign = path(link(complaint_id), LinkKey("k2", b"x" * 32))
    for where in (whole[:-3], "/l/x", whole.replace("/l/", "/l/A"), foreign):
        for answer in (await intake_api.client.get(where, params=EN), await take_on(intake_api, where, day(1))):
            assert answer.status_code == 404
            assert "copy the whole link" in said(answer)
    assert await promises(intake_api, complaint_id) == []


async def test_links_of_the_key_before_are_accepted_until_it_is_taken_out(bare_stack: Stack, store: object) -> None:
    async with opened(fresh(bare_stack)) as api:
        where = path(link(await overdue(api)), LINK_KEYS[1])
        assert (await api.client.get(where)).status_code == 200
    async with opened(fresh(bare_stack), link_keys=LINK_KEYS[:1]) as api:
        assert (await api.client.get(where)).status_code == 404


async def test_without_keys_a_link_is_answered_with_what_to_do_instead(prepared_stack: PreparedStack) -> None:
    async with opened(prepared_stack, link_keys=()) as api:
        answer = await api.client.get(path(link("c-1")), params=EN)
        assert answer.status_code == 404
        assert "Links of messages are not in use here." in said(answer)


async def test_a_link_for_reading_shows_the_same_and_cannot_act(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    where = path(link(complaint_id, purpose="read", recipient="officer-pu"))
    page = await intake_api.client.get(where, params=EN)
    assert "late by 5 working hours" in said(page)
    assert "<form" not in page.text
    answer = await take_on(intake_api, where, day(1))
    assert answer.status_code == 405
    assert "This link is for reading only." in said(answer)
    assert await promises(intake_api, complaint_id) == []


async def test_a_complaint_that_is_gone_is_said_to_be(intake_api: IntakeClient) -> None:
    where = path(link("5b3d1d0e-8f5b-5d5c-9c5e-0f6f7a1c2b11"))
    assert "not kept any more" in said(await intake_api.client.get(where, params=EN))
    assert (await take_on(intake_api, where, day(1))).status_code == 409


async def test_a_digest_of_which_not_all_is_known_yet_says_so(intake_api: IntakeClient) -> None:
    several = [await overdue(intake_api, external_id=f"A-{n}") for n in range(2)]
    where = path(link(None, count=5))
    assert "Of the 5 complaints in the message 0 are shown so far." in said(
        await intake_api.client.get(where, params=EN)
    )
    await deliver(intake_api, "m-1", several)
    assert "Of the 5 complaints in the message 2 are shown so far." in said(
        await intake_api.client.get(where, params=EN)
    )


async def test_a_person_who_was_given_the_work_is_not_named(intake_api: IntakeClient) -> None:
    complaint_id = await overdue(intake_api)
    await intake_api.act(complaint_id, "delegate", PU, to_person="officer-pu")
    page = await intake_api.client.get(path(link(complaint_id)), params=EN)
    assert "given the work to a colleague" in said(page)
    assert "officer-pu" not in page.text


async def test_the_token_is_in_no_problem(intake_api: IntakeClient) -> None:
    where = path(link(await overdue(intake_api)))
    answer = await intake_api.client.put(where)
    assert answer.status_code == 405
    assert answer.json()["instance"] == "/l/{token}"


async def test_while_the_store_is_unavailable_a_page_says_so(bare_stack: Stack) -> None:
    async with opened(fresh(bare_stack), prepared=False, timeout_s=TIMEOUT_S) as api:
        for answer in (
            await api.client.get(path(link("c-1")), params=EN),
            await take_on(api, path(link("c-1")), day(1)),
        ):
            assert answer.status_code == 503
            assert "We cannot answer for the moment." in said(answer)
