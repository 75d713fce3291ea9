"""Which tokens are taken, without a provider: see also the component tests, where a real one signs them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from services.complaints.oidc.refusals import SignInRefused
from services.complaints.oidc.tokens import LEEWAY_S, Expected, KeyUnknown, read_token, usable_keys
from tests.oidc.keys import new_key, published, signed_token

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
EXPECTED = Expected("https://issuer.example", "tanggap", "nonce")
RSA, EC, OTHER = new_key("RS256"), new_key("ES256"), new_key("RS256")
KEYS = usable_keys(published(RSA, EC))
CLAIMS: dict[str, Any] = {
    "iss": "https://issuer.example",
    "aud": "tanggap",
    "sub": "1",
    "nonce": "nonce",
    "iat": AT,
    "exp": AT + 60,
}


@pytest.mark.parametrize("key", [RSA, EC], ids=["RS256", "ES256"])
def test_a_token_of_the_provider_is_read(key: Any) -> None:
    assert read_token(signed_token(CLAIMS, key), KEYS, EXPECTED, NOW) == CLAIMS


def test_time_counts_to_the_second() -> None:
    for exp, iat in ((AT - LEEWAY_S + 1, AT), (AT + 60, AT + LEEWAY_S)):
        read_token(signed_token({**CLAIMS, "exp": exp, "iat": iat}, RSA), KEYS, EXPECTED, NOW)
    for exp, iat, code in ((AT - LEEWAY_S, AT, "token_expired"), (AT + 60, AT + LEEWAY_S + 1, "token_iat")):
        with pytest.raises(SignInRefused, match=code):
            read_token(signed_token({**CLAIMS, "exp": exp, "iat": iat}, RSA), KEYS, EXPECTED, NOW)


def test_a_key_that_is_not_published_is_unknown() -> None:
    with pytest.raises(KeyUnknown):
        read_token(signed_token(CLAIMS, OTHER), KEYS, EXPECTED, NOW)


def test_an_algorithm_that_is_not_on_our_list_is_refused_with_a_right_signature_too() -> None:
    """A key that says nothing of its algorithm, which may be used with any."""
    plain = {name: each for name, each in RSA.as_dict(private=True).items() if name != "alg"}
    key = RSAKey.import_key(plain)
    for algorithm in ("RS384", "RS512", "PS512"):
        with pytest.raises(SignInRefused, match="token_signature"):
            read_token(signed_token(CLAIMS, key, alg=algorithm), usable_keys(published(key)), EXPECTED, NOW)


@given(st.text(max_size=300) | st.from_regex(r"[A-Za-z0-9_-]{1,40}\.[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,40}"))
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises((SignInRefused, KeyUnknown)):
        read_token(text, KEYS, EXPECTED, NOW)


@given(
    st.dictionaries(
        st.sampled_from([*CLAIMS, "azp", "nbf", "auth_time"]),
        st.none() | st.integers() | st.text() | st.lists(st.text()),
    )
)
def test_a_claim_of_another_type_is_refused_and_breaks_nothing(changed: dict[str, Any]) -> None:
    token = signed_token({**CLAIMS, **changed}, EC)
    try:
        read = read_token(token, KEYS, EXPECTED, NOW)
    except SignInRefused as refusal:
        assert refusal.code.startswith("token_")
    else:
        for name in ("iss", "nonce"):
            assert read[name] == CLAIMS[name]


def test_a_name_of_a_claim_that_the_token_invents_is_not_repeated() -> None:
    with pytest.raises(SignInRefused) as refusal:
        read_token(signed_token({"evil": 1}, RSA), KEYS, EXPECTED, NOW)
    assert "evil" not in refusal.value.code


@pytest.mark.parametrize(
    "keys",
    [{}, {"keys": []}, {"keys": "x"}, {"keys": [{"kty": "oct", "k": "eA"}]}, {"keys": [{"kty": "RSA"}]}, {"keys": [7]}],
)
def test_keys_of_which_none_can_be_used_are_an_error(keys: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no usable key"):
        usable_keys(keys)


def test_a_key_of_a_kind_that_nobody_knows_yet_is_passed_by() -> None:
    assert len(list(usable_keys({"keys": [{"kty": "AKP", "kid": "x"}, *published(RSA)["keys"]]}))) == 1
