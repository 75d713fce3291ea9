"""Tracking codes can be read out and typed in, and say nothing about each other."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import ConfigurationError
from services.complaints.throttle import LIMIT, WINDOW_S, Throttle
from services.complaints.tracking import TrackingCodes, canonical, load_tracking_codes

CODES = TrackingCodes(b"secret" * 4)


@given(st.uuids())
def test_a_code_is_found_again_however_it_is_typed(complaint_id: object) -> None:
    code = CODES.code(str(complaint_id))
    digest = CODES.digest(code)
    assert [len(part) for part in code.split("-")] == [4, 4, 4, 4]
    for typed in (code.lower(), code.replace("-", ""), f" {code} ", code.replace("0", "O").replace("1", "i")):
        assert CODES.digest(typed) == digest
    assert digest is not None
    assert code.replace("-", "") not in digest.upper()


@pytest.mark.parametrize("wrong", ["", "x", "0" * 15, "0" * 17, "U" * 16, "ß" * 16, "0000-0000-0000-000é", "\x00" * 16])
def test_what_cannot_be_a_code_is_none(wrong: str) -> None:
    assert canonical(wrong) is None
    assert CODES.digest(wrong) is None


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    canonical(text)


def test_codes_and_digests_depend_on_the_key() -> None:
    other = TrackingCodes(b"another" * 4)
    assert other.code("a") != CODES.code("a")
    assert other.digest(CODES.code("a")) != CODES.digest(CODES.code("a"))
    assert len({CODES.code(str(number)) for number in range(1000)}) == 1000


def test_a_key_that_is_no_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_tracking_codes(tmp_path / "absent")
    (tmp_path / "short").write_bytes(b"short")
    with pytest.raises(ConfigurationError, match="5 bytes"):
        load_tracking_codes(tmp_path / "short")


def test_a_client_is_blocked_after_ten_wrong_guesses_until_the_first_is_a_minute_old() -> None:
    throttle = Throttle()
    for second in range(LIMIT):
        assert throttle.blocked_for("a", float(second)) == 0
        throttle.wrong("a", float(second))
    assert throttle.blocked_for("a", 10.0) == WINDOW_S - 10
    assert throttle.blocked_for("b", 10.0) == 0
    assert throttle.blocked_for("a", WINDOW_S) == 0
    throttle.wrong("a", WINDOW_S)
    assert throttle.blocked_for("a", WINDOW_S + 0.5) == 0.5


def test_many_clients_do_not_fill_the_memory() -> None:
    throttle = Throttle()
    for number in range(10_050):
        throttle.wrong(str(number), 0.0)
    assert len(throttle._wrong) == 10_000
