"""A provider that does not answer or is another one, groups that change, and signing out with a provider."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest

from deploy.local.environment import Stack
from deploy.local.store import Store
from services.complaints.application.dependencies import system_clock
from services.complaints.oidc.issuer import METADATA_LASTS, Issuer
from services.complaints.oidc.refusals import IssuerUnavailable
from tests.component.complaints.intake_api import PU, opened
from tests.component.complaints.pages.by_provider import (
    BACK,
    GROUPS,
    PUBLIC_URL,
    Joined,
    client_of,
    joined,
    with_groups,
)
from tests.component.complaints.pages.signing_in import EN, Clock, form_of, is_signed_in, send, sign_out
from tests.component.complaints.reused import PreparedStack
from tests.oidc.provider import KEYS, METADATA, TOKEN
from tests.stacks import fresh


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def both(prepared_stack: PreparedStack, clock: Clock) -> AsyncIterator[Joined]:
    async with joined(prepared_stack, clock) as both:
        yield both


def is_unavailable(answer: httpx.Response) -> bool:
    told = "does not answer" in answer.text
    return (answer.status_code, answer.headers.get("Retry-After"), told) == (503, "30", True)


async def test_without_the_provider_one_is_told_and_can_try_again(both: Joined) -> None:
    both.provider.between.down = {METADATA}
    answer = await both.api.client.get("/sign-in/oidc?next=/counter", headers=EN)
    assert is_unavailable(answer)
    assert 'href="/sign-in?next=/counter"' in answer.text
    assert (await both.api.client.get("/sign-in")).status_code == 200
    both.provider.between.down = set()
    assert (await both.sign_in("1")).status_code == 303


async def test_whatever_part_of_the_provider_is_missing_nobody_is_signed_in(both: Joined) -> None:
    for part in (TOKEN, KEYS):
        both.provider.between.down = {part}
        assert is_unavailable(await both.sign_in("1")), part
        assert not await is_signed_in(both.api)
    both.provider.between.down = set()
    for changed in ({"access_token": "x"}, {}):
        both.provider.between.changes[TOKEN] = lambda _, answer=changed: answer  # type: ignore[misc]
        assert (await both.sign_in("1")).status_code == 400


async def test_a_provider_that_cannot_be_reached_keeps_nobody_waiting_for_long(prepared_stack: PreparedStack) -> None:
    client = client_of("http://127.0.0.1:9")
    async with opened(prepared_stack, callers=with_groups(), oidc_client=client) as api:
        assert is_unavailable(await api.client.get("/sign-in/oidc", headers=EN))


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"])
async def test_a_provider_that_never_ends_its_answer_is_not_waited_for(said: bytes) -> None:
    given_up = asyncio.Event()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await given_up.wait()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(IssuerUnavailable, match="metadata_unanswered"):
        await Issuer(client_of(f"http://127.0.0.1:{port}"), timeout_s=0.2).metadata(system_clock())
    given_up.set()
    server.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("issuer", "https://evil.example"),
        ("token_endpoint", "http://evil.example/token"),
        ("jwks_uri", "http://evil.example/keys"),
        ("authorization_endpoint", "javascript:alert(1)"),
        ("token_endpoint", None),
    ],
)
async def test_a_description_of_another_provider_is_not_followed(both: Joined, name: str, value: object) -> None:
    both.provider.between.changes[METADATA] = lambda answer: {**answer, name: value}
    assert is_unavailable(await both.api.client.get("/sign-in/oidc", headers=EN))


async def test_a_provider_that_has_moved_its_parts_is_noticed(both: Joined, clock: Clock) -> None:
    await both.leave()
    moved = f"{both.provider.issuer}/elsewhere"
    both.provider.between.changes[METADATA] = lambda answer: {**answer, "authorization_endpoint": moved}
    assert not (await both.leave()).startswith(moved)
    clock.passed = METADATA_LASTS
    assert (await both.leave()).startswith(moved)


async def test_the_answer_of_another_provider_is_refused(both: Joined) -> None:
    """A mix-up: the code is of one provider, and another one is asked what it stands for (RFC 9207)."""
    for issuer in ("", f"&iss={quote('https://evil.example')}"):
        back = await both.back_from(await both.leave(), "1")
        query = parse_qs(urlsplit(back).query)
        answer = await both.come_back(f"{BACK}?code={query['code'][0]}&state={query['state'][0]}{issuer}")
        assert (answer.status_code, "could not be checked" in answer.text) == (400, True)
    assert both.provider.between.asked[TOKEN] == 0


async def test_a_code_that_the_provider_does_not_know_is_begun_anew(both: Joined) -> None:
    back = await both.back_from(await both.leave(), "1")
    query = parse_qs(urlsplit(back).query)
    answer = await both.come_back(f"{BACK}?code=made-up&state={query['state'][0]}&iss={both.provider.issuer}")
    assert (answer.status_code, "was not finished" in answer.text) == (400, True)


async def test_a_code_that_another_browser_was_given_is_worth_nothing(both: Joined) -> None:
    """Whoever puts a stolen code into an answer to an attempt of their own has not what PKCE asks for."""
    stolen = parse_qs(urlsplit(await both.back_from(await both.leave(), "2")).query)["code"][0]
    mine = parse_qs(urlsplit(await both.leave()).query)["state"][0]
    answer = await both.come_back(f"{BACK}?code={stolen}&state={mine}&iss={both.provider.issuer}")
    assert (answer.status_code, "was not finished" in answer.text) == (400, True)
    assert not await is_signed_in(both.api)


async def test_a_group_that_loses_its_role_is_out_with_the_next_request(bare_stack: Stack, store: Store) -> None:
    stack = fresh(bare_stack)
    async with joined(stack) as both:
        await both.sign_in("2")
        cookies = dict(both.api.client.cookies)
    without_heads = [group for group in GROUPS if group.group != "pu-heads"]
    for groups, expected in ((GROUPS, "head of unit"), (without_heads, "officer"), (GROUPS[2:], None)):
        async with opened(stack, callers=with_groups(groups)) as api:
            api.client.cookies.update(cookies)
            page = await api.client.get("/", headers=EN)
            assert "Sign out" in page.text if expected else "Sign out" not in page.text
            assert expected is None or f"budi, {expected}, " in page.text
            assert await is_signed_in(api) is (expected is not None)


async def test_signing_out_here_shows_the_way_out_there(both: Joined) -> None:
    await both.sign_in("1")
    stolen = dict(both.api.client.cookies)
    answer = await sign_out(both.api)
    assert (answer.status_code, "You are signed out here" in answer.text) == (200, True)
    (href,) = [part for part in answer.text.split('"') if part.startswith(both.provider.issuer)]
    there = await both.browser.get(href.replace("&amp;", "&"))
    assert (there.status_code, "sign-out" in there.text) == (200, True), there.text
    assert parse_qs(urlsplit(href.replace("&amp;", "&")).query)["post_logout_redirect_uri"] == [f"{PUBLIC_URL}/"]
    both.api.client.cookies.update(stolen)
    assert not await is_signed_in(both.api)


async def test_one_can_sign_out_here_while_the_provider_does_not_answer(both: Joined, clock: Clock) -> None:
    await both.sign_in("1")
    clock.passed = METADATA_LASTS
    both.provider.between.down = {METADATA}
    assert (await sign_out(both.api)).headers["Location"] == "/"
    assert not await is_signed_in(both.api)


async def test_a_provider_without_a_way_out_leads_home(both: Joined) -> None:
    both.provider.between.changes[METADATA] = lambda answer: {**answer, "end_session_endpoint": None}
    await both.sign_in("1")
    assert (await sign_out(both.api)).headers["Location"] == "/"


async def test_with_a_provider_tokens_sign_in_only_where_that_is_wanted(bare_stack: Stack, store: Store) -> None:
    async with joined(fresh(bare_stack)) as both:
        assert 'type="password"' not in (await both.api.client.get("/sign-in")).text
        assert (await both.api.client.post("/sign-in", data={"token": "token-of-pu"})).status_code == 404
        with_token = {"Authorization": "Bearer token-of-pu"}
        assert (await both.api.client.get("/v1/complaints", headers=with_token)).status_code == 200, "of the API"
    async with joined(fresh(bare_stack), allows_tokens=True) as both:
        assert "/sign-in/oidc" in (await both.api.client.get("/sign-in")).text
        assert (await send(both.api, PU)).headers["Location"] == "/queue"
        assert (await form_of(both.api, "/"))["form_token"]
