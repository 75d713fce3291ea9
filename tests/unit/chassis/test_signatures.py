"""Signed requests: the vectors that integrators test with, and the window in which a signature counts."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.access.signatures import (
    MAX_SKEW_S,
    REMEMBERED_FOR,
    Signed,
    body_hash,
    is_signed_by,
    is_timely,
    signature,
    string_to_sign,
    wrong_header,
)
from deploy.local.environment import REPOSITORY

VECTORS: list[dict[str, Any]] = json.loads(
    (REPOSITORY / "docs/integrate/signature-vectors.json").read_text(encoding="utf-8")
)
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
NONCE = "0123456789abcdef"


@pytest.mark.parametrize("vector", VECTORS, ids=[each["name"] for each in VECTORS])
def test_the_vectors_hold(vector: dict[str, Any]) -> None:
    asked = (vector["method"], vector["target"])
    body, said = vector["body"].encode(), (vector["timestamp"], vector["nonce"])
    assert body_hash(body) == vector["body_sha256"]
    assert string_to_sign(*asked, body_hash(body), *said) == vector["string_to_sign"]
    assert signature(vector["secret"], *asked, body, *said) == vector["signature"]
    assert wrong_header(str(vector["timestamp"]), vector["nonce"], vector["signature"]) is None


def signed(**other: Any) -> Signed:
    made = signature("secret", "POST", "/v1/complaints", b"{}", AT, NONCE)
    values = {"channel": "c", "method": "POST", "target": "/v1/complaints", "timestamp": AT, "nonce": NONCE}
    return Signed(**{**values, "signature": made, **other})


def test_any_of_the_secrets_will_do() -> None:
    assert is_signed_by(["other", "secret"], signed(), body_hash(b"{}"))
    assert not is_signed_by(["other"], signed(), body_hash(b"{}"))
    assert not is_signed_by([], signed(), body_hash(b"{}"))


@pytest.mark.parametrize(
    "other",
    [{"method": "PUT"}, {"target": "/v1/complaints?x=1"}, {"timestamp": AT + 1}, {"nonce": NONCE[::-1]}],
    ids=lambda other: next(iter(other)),
)
def test_whatever_is_changed_breaks_it(other: dict[str, Any]) -> None:
    assert not is_signed_by(["secret"], signed(**other), body_hash(b"{}"))


def test_a_changed_body_breaks_it() -> None:
    assert not is_signed_by(["secret"], signed(), body_hash(b"{ }"))


@pytest.mark.parametrize(
    ("timestamp", "nonce", "given", "header"),
    [
        ("soon", NONCE, "v1=" + "0" * 64, "X-Tanggap-Timestamp"),
        ("-1", NONCE, "v1=" + "0" * 64, "X-Tanggap-Timestamp"),
        ("1" * 13, NONCE, "v1=" + "0" * 64, "X-Tanggap-Timestamp"),
        (str(AT), "short", "v1=" + "0" * 64, "X-Tanggap-Nonce"),
        (str(AT), "0123456789abcde:", "v1=" + "0" * 64, "X-Tanggap-Nonce"),
        (str(AT), NONCE, "0" * 64, "X-Tanggap-Signature"),
        (str(AT), NONCE, "v1=" + "A" * 64, "X-Tanggap-Signature"),
    ],
)
def test_a_header_that_cannot_be_right_is_named(timestamp: str, nonce: str, given: str, header: str) -> None:
    found = wrong_header(timestamp, nonce, given)
    assert found is not None and found[0] == header


@given(skew=st.floats(-900, 900), later=st.floats(0, 3_600))
def test_as_long_as_a_signature_counts_its_nonce_is_remembered(skew: float, later: float) -> None:
    timestamp, used_at = int(AT + skew), NOW
    again = used_at + timedelta(seconds=later)
    if is_timely(timestamp, used_at) and is_timely(timestamp, again):
        assert again < used_at + REMEMBERED_FOR - timedelta(seconds=MAX_SKEW_S - 1)


@given(skew=st.integers(-900, 900))
def test_it_counts_within_the_window_and_not_beyond(skew: int) -> None:
    assert is_timely(AT + skew, NOW) == (abs(skew) <= MAX_SKEW_S)
