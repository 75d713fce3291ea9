"""Signing in with a token of the access file."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.component.complaints.intake_api import AUDITOR, BUREAU, LEADER, PU, PU_HEAD, TRIAGE, IntakeClient, opened
from tests.component.complaints.pages.signing_in import ELSEWHERE, EN, Clock, form_of, is_signed_in, send
from tests.component.complaints.reused import PreparedStack
from web.forms import VISIT_LASTS


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def api(prepared_stack: PreparedStack, clock: Clock) -> AsyncIterator[IntakeClient]:
    async with opened(prepared_stack, clock=clock) as api:
        yield api


@pytest.mark.parametrize(
    ("officer", "start"),
    [
        (PU, "/queue"),
        (TRIAGE, "/triage"),
        (PU_HEAD, "/overview"),
        (LEADER, "/overview"),
        (AUDITOR, "/queue"),
        (BUREAU, "/improvements"),
    ],
)
async def test_whoever_has_a_token_signs_in_and_starts_with_their_work(
    api: IntakeClient, officer: dict[str, str], start: str
) -> None:
    answer = await send(api, officer)
    assert (answer.status_code, answer.headers["Location"]) == (303, start)
    assert await is_signed_in(api)
    page = await api.client.get("/", headers=EN)
    assert "Sign out" in page.text


async def test_one_comes_to_what_one_wanted(api: IntakeClient) -> None:
    assert (await form_of(api, "/sign-in?next=/queue%3Fq%3Dpasar"))["next"] == "/queue?q=pasar"
    answer = await send(api, PU, "/sign-in?next=/queue%3Fq%3Dpasar")
    assert answer.headers["Location"] == "/queue?q=pasar"
    again = await api.client.get("/sign-in", params={"next": "/complaints/a-1"})
    assert (again.status_code, again.headers["Location"]) == (303, "/complaints/a-1"), "they are signed in already"


@pytest.mark.parametrize("wanted", ELSEWHERE)
async def test_a_link_to_the_sign_in_leads_to_no_other_site(api: IntakeClient, wanted: str) -> None:
    page = await api.client.get("/sign-in", params={"next": wanted})
    assert "evil" not in page.text.split("<main")[1], "what a form carries along is ours"
    answer = await send(api, PU, next=wanted)
    assert answer.headers["Location"] == "/queue"
    signed_in_already = await api.client.get("/sign-in", params={"next": wanted})
    assert signed_in_already.headers["Location"] == "/queue"


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_page_is_in_the_readers_language(api: IntakeClient, language: str) -> None:
    page = await api.client.get("/sign-in", headers={"Accept-Language": language})
    assert ("Your token" if language == "en" else "Token Anda") in page.text
    assert 'type="password"' in page.text


@pytest.mark.parametrize(("token", "said"), [("", "Enter your token."), ("token-of-nobody", "Nobody has this token.")])
async def test_a_wrong_token_is_told_and_never_shown(api: IntakeClient, token: str, said: str) -> None:
    answer = await api.client.post("/sign-in", data={**await form_of(api), "token": token}, headers=EN)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'role="alert"' in answer.text
    assert "token-of-nobody" not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert not await is_signed_in(api)


async def test_where_one_wanted_to_go_is_kept_after_a_wrong_token(api: IntakeClient) -> None:
    answer = await api.client.post("/sign-in", data={**await form_of(api), "token": "x", "next": "/counter"})
    assert 'name="next" value="/counter"' in answer.text


async def test_whoever_guesses_is_slowed_down_and_then_stopped_with_the_right_token_too(api: IntakeClient) -> None:
    wrong = {**await form_of(api), "token": "token-of-nobody"}
    answers = [await api.client.post("/sign-in", data=wrong, headers=EN) for _ in range(12)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert api.waited == sorted(api.waited) != []
    assert (await send(api, PU)).status_code == 429
    assert not await is_signed_in(api)
    assert (await api.client.get("/v1/track/0000-0000-0000-0000")).status_code == 404, "codes are counted apart"


async def test_after_a_while_one_may_try_again(api: IntakeClient, clock: Clock) -> None:
    wrong = {**await form_of(api), "token": "token-of-nobody"}
    for _ in range(11):
        await api.client.post("/sign-in", data=wrong)
    clock.passed = timedelta(minutes=2)
    assert (await send(api, PU)).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)
async def test_another_site_signs_nobody_in(api: IntakeClient, headers: dict[str, str]) -> None:
    form = {**await form_of(api), "token": "token-of-pu"}
    answer = await api.client.post("/sign-in", data=form, headers=headers)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


async def test_a_form_that_we_did_not_give_or_long_ago_signs_nobody_in(api: IntakeClient, clock: Clock) -> None:
    form = {**await form_of(api), "token": "token-of-pu"}
    for token in ("", "made-up", form["form_token"][:-2] + "xx"):
        assert (await api.client.post("/sign-in", data={**form, "form_token": token})).status_code == 403
    clock.passed = VISIT_LASTS + timedelta(minutes=1)
    assert (await api.client.post("/sign-in", data=form)).status_code == 403
    assert not await is_signed_in(api)


async def test_without_a_provider_there_is_no_way_to_it(api: IntakeClient) -> None:
    for path in ("/sign-in/oidc", "/sign-in/oidc/callback?code=x&state=y"):
        assert (await api.client.get(path)).status_code == 404
    assert "/sign-in/oidc" not in (await api.client.get("/sign-in")).text
