"""Sessions of people who have signed in: nobody else's cookie or form begins, keeps or ends one."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from deploy.local.environment import Stack
from deploy.local.store import Store
from tests.component.complaints.callers import access
from tests.component.complaints.intake_api import LEADER, PU, IntakeClient, opened
from tests.component.complaints.pages.signing_in import (
    EN,
    Clock,
    form_of,
    hidden_fields,
    is_signed_in,
    send,
    session_in,
    sign_out,
    tampered,
)
from tests.component.complaints.reused import PreparedStack
from tests.stacks import fresh
from web.sessions import LASTS


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def api(prepared_stack: PreparedStack, clock: Clock) -> AsyncIterator[IntakeClient]:
    async with opened(prepared_stack, clock=clock) as api:
        yield api


async def test_the_cookie_is_for_our_pages_alone(api: IntakeClient) -> None:
    cookie = (await send(api, PU)).headers["Set-Cookie"]
    flags = set(cookie.split("; ")[1:])
    assert flags == {"HttpOnly", "SameSite=lax", "Path=/", f"Max-Age={int(LASTS.total_seconds())}"}
    assert cookie.startswith("session=")


async def test_over_https_the_cookie_is_bound_to_the_host(prepared_stack: PreparedStack) -> None:
    async with opened(prepared_stack, is_secure=True) as api:
        answer = await send(api, PU)
        name, *flags = answer.headers["Set-Cookie"].split("; ")
        assert name.startswith("__Host-session=")
        assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} < set(flags)
        assert not any(flag.startswith("Domain") for flag in flags)
        value = name.removeprefix("__Host-session=")
        page = await api.client.get("/", headers={"Cookie": f"__Host-session={value}", **EN})
        token = hidden_fields(page.text)
        out = await api.client.post("/sign-out", data=token, headers={"Cookie": f"__Host-session={value}"})
        assert "Secure" in out.headers["Set-Cookie"], "else a browser does not take it"


async def test_a_planted_cookie_never_becomes_the_session(api: IntakeClient) -> None:
    planted = await api.sign_in(LEADER)
    api.client.cookies.update(planted)
    await api.client.post("/sign-out", data=await form_of(api, "/"))
    api.client.cookies.update(planted)
    answer = await send(api, PU)
    begun = session_in(answer)
    assert begun != planted["session"]
    assert await api.sessions.find(planted, api.deps.clock()) is None


async def test_signing_in_as_somebody_else_ends_the_session_before(api: IntakeClient) -> None:
    form, before = await form_of(api), await api.sign_in(LEADER)
    api.client.cookies.update(before)
    answer = await api.client.post("/sign-in", data={**form, "token": "token-of-pu"})
    assert answer.status_code == 303
    assert await api.sessions.find(before, api.deps.clock()) is None
    begun = session_in(answer)
    found = await api.sessions.find({"session": begun}, api.deps.clock())
    assert found is not None
    assert found.officer.id == "officer-pu"


async def test_a_cookie_that_was_changed_is_nobodys(api: IntakeClient) -> None:
    await send(api, PU)
    value = api.client.cookies["session"]
    api.client.cookies.clear()
    for changed in (tampered(value), value.split(".")[0], "x" + value, ""):
        page = await api.client.get("/", headers={"Cookie": f"session={changed}", **EN})
        assert (page.status_code, "Sign out" in page.text) == (200, False)


async def test_a_session_is_over_after_its_time(api: IntakeClient, clock: Clock) -> None:
    await send(api, PU)
    clock.passed = LASTS - timedelta(minutes=1)
    assert await is_signed_in(api)
    clock.passed = LASTS
    assert not await is_signed_in(api)


async def test_a_stolen_cookie_is_worthless_after_signing_out(api: IntakeClient) -> None:
    await send(api, PU)
    stolen = dict(api.client.cookies)
    answer = await sign_out(api)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "session" not in api.client.cookies
    api.client.cookies.update(stolen)
    assert not await is_signed_in(api)


async def test_another_site_signs_nobody_out(api: IntakeClient) -> None:
    await send(api, PU)
    form = await form_of(api, "/")
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await api.client.post("/sign-out", data=form, headers=headers)).status_code == 403
    for token in ("", "made-up"):
        assert (await api.client.post("/sign-out", data={"form_token": token})).status_code == 403
    assert (await api.client.get("/sign-out")).status_code == 405
    assert await is_signed_in(api)


async def test_the_form_of_one_session_signs_no_other_out(api: IntakeClient) -> None:
    api.client.cookies.update(await api.sign_in(LEADER))
    theirs = await form_of(api, "/")
    api.client.cookies.update(await api.sign_in(PU))
    assert (await api.client.post("/sign-out", data=theirs)).status_code == 403
    assert await is_signed_in(api)


async def test_signing_out_twice_is_no_problem(api: IntakeClient) -> None:
    await send(api, PU)
    form = await form_of(api, "/")
    for _ in range(2):
        assert (await api.client.post("/sign-out", data=form)).headers["Location"] == "/"


async def test_whoever_is_taken_out_of_the_access_file_is_signed_out_by_that(bare_stack: Stack, store: Store) -> None:
    stack, known = fresh(bare_stack), access()
    async with opened(stack, callers=known) as api:
        await send(api, PU)
        cookies = dict(api.client.cookies)
    left = {token: officer for token, officer in known.officers.items() if officer.id != "officer-pu"}
    async with opened(stack, callers=replace(known, officers=left)) as api:
        api.client.cookies.update(cookies)
        assert not await is_signed_in(api)
        assert (await api.client.get("/sign-in")).status_code == 200, "they may sign in as somebody else"
