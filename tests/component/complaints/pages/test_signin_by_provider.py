"""Signing in at the city's identity provider: a real one, that is certified for what it does."""

from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from services.complaints.oidc.attempt import LASTS
from tests.component.complaints.intake_api import PU
from tests.component.complaints.pages.by_provider import (
    BACK,
    SECRET,
    Joined,
    joined,
)
from tests.component.complaints.pages.signing_in import ELSEWHERE, EN, Clock, is_signed_in, session_in, tampered
from tests.component.complaints.reused import PreparedStack


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def both(prepared_stack: PreparedStack, clock: Clock) -> AsyncIterator[Joined]:
    async with joined(prepared_stack, clock) as both:
        yield both


@pytest.mark.parametrize(
    ("account", "start", "said"),
    [
        ("1", "/queue", "ani, officer, "),
        ("2", "/overview", "budi, head of unit, "),  # in two groups: the first of the file counts
        ("3", "/triage", "citra, triage officer, "),
        ("4", "/overview", "dewi, leader, "),
        ("5", "/queue", "eko, auditor, "),
        ("10", "/queue", "indra, officer, "),  # some providers say one group as a text
    ],
)
async def test_whoever_is_in_a_group_signs_in_with_its_role(both: Joined, account: str, start: str, said: str) -> None:
    answer = await both.sign_in(account)
    assert (answer.status_code, answer.headers["Location"]) == (303, start), answer.text
    assert said in (await both.api.client.get("/", headers=EN)).text


async def test_a_role_reaches_below_the_unit_of_its_group(both: Joined) -> None:
    complaint_id = (await both.api.file(category="jalan-rusak"))["id"]
    await both.api.assign(complaint_id, "bidang-drainase")
    await both.sign_in("2")
    assert (await both.api.client.get(f"/v1/complaints/{complaint_id}")).status_code == 200
    both.api.client.cookies.clear()
    both.browser.cookies.clear()
    await both.sign_in("10")
    assert (await both.api.client.get(f"/v1/complaints/{complaint_id}")).status_code == 404


@pytest.mark.parametrize(
    ("account", "title"),
    [
        ("6", "Your work account has no role here"),
        ("7", "Your work account has no role here"),
        ("8", "Your work account lacks a usable name"),
        ("9", "Your work account lacks a usable name"),
    ],
)
async def test_whoever_has_no_group_or_no_usable_name_is_told_what_to_do(
    both: Joined, account: str, title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await both.sign_in(account)
    assert (answer.status_code, title in answer.text) == (403, True), answer.text
    assert "session=" not in str(answer.headers.get_list("Set-Cookie"))
    assert not await is_signed_in(both.api)
    logged = capsys.readouterr().out
    assert "sign-in refused" in logged
    assert not [each for each in ("fajar", "gita", "hadi", "everybody", "eyJ") if each in logged.lower()]


@pytest.mark.parametrize("client", [("tanggap", None), ("kept:secret", SECRET)], ids=["public", "with a secret"])
async def test_what_the_token_leaves_out_is_asked_for(
    prepared_stack: PreparedStack, client: tuple[str, str | None]
) -> None:
    id, secret = client
    async with joined(prepared_stack, claims_in_token=False, id=id, secret=secret) as both:
        assert (await both.sign_in("1")).headers["Location"] == "/queue"
        both.provider.between.changes["/me"] = lambda answer: {**answer, "sub": "2"}
        both.api.client.cookies.clear()
        assert "could not be checked" in (await both.sign_in("1")).text


async def test_a_wrong_secret_is_ours_to_mend(prepared_stack: PreparedStack) -> None:
    async with joined(prepared_stack, id="kept:secret", secret="another") as both:
        answer = await both.sign_in("1")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


async def test_the_request_proves_who_made_it(both: Joined) -> None:
    asked = parse_qs(urlsplit(await both.leave()).query)
    assert (asked["code_challenge_method"], len(asked["code_challenge"][0])) == (["S256"], 43)
    assert (asked["response_type"], asked["redirect_uri"], asked["client_id"]) == (["code"], [BACK], ["tanggap"])
    again = parse_qs(urlsplit(await both.leave()).query)
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name][0]) >= 43
        assert asked[name] != again[name]


async def test_one_comes_to_what_one_wanted(both: Joined) -> None:
    assert (await both.sign_in("1", "/queue?q=pasar")).headers["Location"] == "/queue?q=pasar"


async def test_no_link_leads_by_the_provider_to_another_site(both: Joined) -> None:
    for wanted in ELSEWHERE:
        assert (await both.sign_in("1", wanted)).headers["Location"] == "/queue", wanted
        both.api.client.cookies.clear()
        left = await both.api.client.get("/sign-in/oidc", params={"next": wanted})
        back = await both.back_from(left.headers["Location"], "1")
        assert (await both.come_back(back)).headers["Location"] == "/queue", wanted
        both.api.client.cookies.clear()


async def test_an_answer_counts_once(both: Joined) -> None:
    back = await both.back_from(await both.leave(), "1")
    kept = dict(both.api.client.cookies)
    assert (await both.come_back(back)).status_code == 303
    assert "sign-in" not in both.api.client.cookies
    both.api.client.cookies.clear()
    both.api.client.cookies.update(kept)
    answer = await both.come_back(back)
    assert (answer.status_code, "was not finished" in answer.text) == (400, True)
    assert not await is_signed_in(both.api)


async def test_an_answer_without_its_state_is_refused(both: Joined) -> None:
    for state in ("", "&state=", "&state=another", "&state=%00%F0%9F%98%80"):
        back = await both.back_from(await both.leave(), "1")
        code = parse_qs(urlsplit(back).query)["code"][0]
        answer = await both.come_back(f"{BACK}?code={code}{state}&iss={both.provider.issuer}")
        assert (answer.status_code, "was not finished" in answer.text) == (400, True), state


async def test_the_answer_to_another_browser_is_refused(both: Joined) -> None:
    theirs = await both.back_from(await both.leave(), "2")
    both.api.client.cookies.clear()
    assert (await both.come_back(theirs)).status_code == 400, "a browser that began nothing"
    await both.leave()
    assert (await both.come_back(theirs)).status_code == 400, "one that began something else"
    assert not await is_signed_in(both.api)


async def test_an_attempt_that_was_changed_or_took_too_long_is_over(both: Joined, clock: Clock) -> None:
    back = await both.back_from(await both.leave(), "1")
    kept = both.api.client.cookies["sign-in"]
    for changed in (tampered(kept), kept.split(".")[0], ""):
        both.api.client.cookies.clear()
        headers = {"Cookie": f"sign-in={changed}", **EN}
        assert (await both.api.client.get(back, headers=headers)).status_code == 400
    clock.passed = LASTS + timedelta(seconds=1)
    assert (await both.api.client.get(back, headers={"Cookie": f"sign-in={kept}"})).status_code == 400


async def test_whoever_declines_is_not_signed_in(both: Joined) -> None:
    answer = await both.sign_in("")
    assert (answer.status_code, "was cancelled or refused" in answer.text) == (403, True)


async def test_a_planted_cookie_never_becomes_the_session(both: Joined) -> None:
    planted = await both.api.sign_in(PU)
    back = await both.back_from(await both.leave(), "1")
    both.api.client.cookies.update(planted)
    answer = await both.come_back(back)
    assert session_in(answer) != planted["session"]
    assert await both.api.sessions.find(planted, both.api.deps.clock()) is None


async def test_cookies_are_for_our_pages_and_https_alone(prepared_stack: PreparedStack) -> None:
    async with joined(prepared_stack, is_secure=True) as both:
        left = await both.api.client.get("/sign-in/oidc")
        name, *flags = left.headers["Set-Cookie"].split("; ")
        assert name.startswith("__Host-sign-in=")
        assert set(flags) == {"Secure", "HttpOnly", "SameSite=lax", "Path=/", f"Max-Age={int(LASTS.total_seconds())}"}
        back = await both.back_from(left.headers["Location"], "1")
        answer = await both.api.client.get(back, headers={"Cookie": name})
        (session,) = [each for each in answer.headers.get_list("Set-Cookie") if each.startswith("__Host-session=")]
        assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} < set(session.split("; "))
