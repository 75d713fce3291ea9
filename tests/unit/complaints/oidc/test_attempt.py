"""What a browser keeps between leaving for the provider and coming back."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chassis.access.signatures import REMEMBERED_FOR
from services.complaints.oidc.attempt import LASTS, begin, pack, unpack
from web.keys import PageKey

KEY, OTHER = PageKey(b"k" * 32), PageKey(b"o" * 32)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@given(wanted=st.text(max_size=50), seconds=st.integers(0, int(LASTS.total_seconds())))
def test_an_attempt_comes_back_as_it_was(wanted: str, seconds: int) -> None:
    attempt = begin(NOW, wanted)
    assert unpack(pack(attempt, KEY), KEY, NOW + timedelta(seconds=seconds)) == attempt


def test_it_is_over_after_its_time_and_was_not_begun_in_the_future() -> None:
    cookie = pack(begin(NOW, ""), KEY)
    assert unpack(cookie, KEY, NOW + LASTS + timedelta(seconds=1)) is None
    assert unpack(cookie, KEY, NOW - timedelta(seconds=1)) is None


def test_what_was_used_is_remembered_for_longer_than_it_could_be_used() -> None:
    assert LASTS < REMEMBERED_FOR


@given(st.text(max_size=200))
def test_what_we_did_not_sign_is_none(cookie: str) -> None:
    assert unpack(cookie, KEY, NOW) is None


def test_another_key_or_purpose_signs_none() -> None:
    attempt = begin(NOW, "")
    assert unpack(pack(attempt, OTHER), KEY, NOW) is None
    signed_for_a_form = pack(attempt, PageKey(KEY.for_purpose("oidc")))
    assert unpack(signed_for_a_form, KEY, NOW) is None


def test_no_two_attempts_are_alike_and_their_secrets_are_not_shown() -> None:
    first, second = begin(NOW, ""), begin(NOW, "")
    values = {each for it in (first, second) for each in (it.state, it.nonce, it.verifier)}
    assert len(values) == 6
    assert not [value for value in values if value in repr(first) + repr(second)]
    assert first.is_meant_by(first.state)
    assert not first.is_meant_by(second.state)
    assert not first.is_meant_by("")
