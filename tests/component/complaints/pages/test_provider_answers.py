"""What a provider must not get through with: in each answer exactly one thing is wrong.

A certified provider says nothing wrong by itself. So its answers are changed on their way, and signed anew with its own
key where nothing but the claim shall be wrong.
"""

import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from services.complaints.oidc.issuer import KEYS_LAST, KEYS_PAUSE
from tests.component.complaints.pages.by_provider import SECRET, Joined, joined
from tests.component.complaints.pages.signing_in import Clock, is_signed_in
from tests.component.complaints.reused import PreparedStack
from tests.oidc.keys import Algorithm, new_key, opened_token, published
from tests.oidc.provider import KEYS, TOKEN
from tests.oidc.unsigned import signed_with_secret, unsigned


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def both(prepared_stack: PreparedStack, clock: Clock) -> AsyncIterator[Joined]:
    async with joined(prepared_stack, clock) as both:
        yield both


async def is_refused(both: Joined, output: pytest.CaptureFixture[str], code: str) -> None:
    """Signing in is refused with this code, and nobody is signed in by it."""
    output.readouterr()
    answer = await both.sign_in("1")
    logged = output.readouterr().out
    assert (answer.status_code, "could not be checked" in answer.text) == (400, True), answer.text
    assert f"code={code}" in logged, logged
    assert not await is_signed_in(both.api)


async def test_a_token_that_is_changed_in_nothing_is_taken(both: Joined) -> None:
    both.tokens()
    assert (await both.sign_in("1")).status_code == 303


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"iss": "https://evil.example"}, "token_iss"),
    ({"iss": None}, "token_iss"),
    ({"aud": "another-service"}, "token_aud"),
    ({"aud": None}, "token_aud"),
    ({"aud": []}, "token_aud"),
    ({"aud": ["tanggap", "another-service"]}, "token_azp"),
    ({"azp": "another-service"}, "token_azp"),
    ({"nonce": "of-another-attempt"}, "token_nonce"),
    ({"nonce": None}, "token_nonce"),
    ({"exp": int(time.time()) - 3600}, "token_expired"),
    ({"exp": None}, "token_exp"),
    ({"exp": "tomorrow"}, "token_exp"),
    ({"iat": int(time.time()) + 3600}, "token_iat"),
    ({"iat": None}, "token_iat"),
    ({"nbf": int(time.time()) + 3600}, "token_nbf"),
    ({"sub": None}, "token_sub"),
    ({"at_hash": "bm90LWl0cy1oYXNo"}, "token_at_hash"),
]


async def test_a_token_with_one_wrong_claim_is_refused(both: Joined, capsys: pytest.CaptureFixture[str]) -> None:
    for claims, code in WRONG:
        both.tokens(claims)
        await is_refused(both, capsys, code)


async def test_a_token_for_several_of_which_we_are_the_one_is_taken(both: Joined) -> None:
    both.tokens({"aud": ["tanggap", "another-service"], "azp": "tanggap"})
    assert (await both.sign_in("1")).status_code == 303


async def test_clocks_may_differ_by_less_than_a_minute(both: Joined, clock: Clock) -> None:
    now = int(time.time())
    both.tokens({"iat": now + 30, "exp": now + 20})
    clock.passed = timedelta(seconds=40)
    assert (await both.sign_in("1")).status_code == 303


async def test_a_token_that_nobody_signed_is_refused(both: Joined, capsys: pytest.CaptureFixture[str]) -> None:
    for algorithm in ("none", "None", "NONE"):
        both.provider.between.changes[TOKEN] = lambda answer, alg=algorithm: {  # type: ignore[misc]
            **answer,
            "id_token": unsigned(opened_token(answer["id_token"]), alg),
        }
        await is_refused(both, capsys, "token_signature")


async def test_a_token_signed_with_what_everybody_knows_is_refused(
    both: Joined, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of an algorithm with one secret for both sides, the secret would be our own, or the provider's public key."""
    for secret in (SECRET.encode(), both.provider.key.as_pem(private=False)):
        both.provider.between.changes[TOKEN] = lambda answer, secret=secret: {  # type: ignore[misc]
            **answer,
            "id_token": signed_with_secret(opened_token(answer["id_token"]), secret),
        }
        await is_refused(both, capsys, "token_signature")


async def test_a_token_signed_with_a_foreign_key_is_refused(both: Joined, capsys: pytest.CaptureFixture[str]) -> None:
    foreign = new_key()
    both.tokens(key=foreign, kid=foreign.kid)
    await is_refused(both, capsys, "token_key_unknown")
    both.tokens(key=foreign)
    await is_refused(both, capsys, "token_signature")
    both.tokens(key=foreign, jwk=foreign.as_dict(private=False))
    await is_refused(both, capsys, "token_signature")


async def test_a_token_that_was_changed_after_its_signing_is_refused(
    both: Joined, capsys: pytest.CaptureFixture[str]
) -> None:
    def other_groups(answer: dict[str, Any]) -> dict[str, Any]:
        header, claims = opened_token(answer["id_token"])
        signature = answer["id_token"].rsplit(".", 1)[1]
        return {**answer, "id_token": unsigned((header, {**claims, "groups": ["leaders"]}), header["alg"]) + signature}

    both.provider.between.changes[TOKEN] = other_groups
    await is_refused(both, capsys, "token_signature")
    for id_token in ("", "x", "a.b.c", "....", None, 7):
        both.provider.between.changes[TOKEN] = lambda answer, it=id_token: {**answer, "id_token": it}  # type: ignore[misc]
        await is_refused(both, capsys, "token_signature" if isinstance(id_token, str) else "token_missing")


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256"])
async def test_a_new_key_is_taken_at_once_and_the_one_before_goes_on(both: Joined, algorithm: Algorithm) -> None:
    assert (await both.sign_in("1")).status_code == 303
    both.api.client.cookies.clear()
    before = await both.provider.rotate(algorithm, keep=True)
    assert (await both.sign_in("1")).status_code == 303, "nobody waits for a new key"
    assert both.provider.between.asked[KEYS] == 1 + 1
    both.api.client.cookies.clear()
    both.tokens(key=before, kid=before.kid, alg=before.get("alg"))
    assert (await both.sign_in("1")).status_code == 303, "what was signed before the change"


async def test_a_key_that_was_taken_back_is_refused(
    both: Joined, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (await both.sign_in("1")).status_code == 303
    both.api.client.cookies.clear()
    before = await both.provider.rotate()
    clock.passed = KEYS_LAST
    both.tokens({"exp": int(time.time()) + 3600}, key=before, kid=before.kid)
    await is_refused(both, capsys, "token_key_unknown")


async def test_unknown_keys_do_not_make_us_ask_for_keys_again_and_again(
    both: Joined, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = new_key()
    both.tokens(key=foreign, kid=foreign.kid)
    for _ in range(4):
        await is_refused(both, capsys, "token_key_unknown")
    assert both.provider.between.asked[KEYS] == 1 + 1
    clock.passed = KEYS_PAUSE
    await is_refused(both, capsys, "token_key_unknown")
    assert both.provider.between.asked[KEYS] == 1 + 2


async def test_keys_for_anything_but_signatures_are_none(both: Joined, capsys: pytest.CaptureFixture[str]) -> None:
    secret = {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0", "kid": both.provider.key.kid, "alg": "HS256"}
    both.provider.between.changes[KEYS] = lambda _: {"keys": [secret]}
    answer = await both.sign_in("1")
    assert (answer.status_code, "does not answer" in answer.text) == (503, True)
    key = {**published(both.provider.key)["keys"][0], "use": "enc"}
    both.provider.between.changes[KEYS] = lambda _: {"keys": [key, *published(new_key())["keys"]]}
    await is_refused(both, capsys, "token_key_unknown")
