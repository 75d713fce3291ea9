"""Tracking codes can be read out and typed in, and say nothing about each other."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import ConfigurationError
from services.complaints.throttle import LIMIT, MAX_DELAY_S, SLOW_FROM, delay_s
from services.complaints.tracking import TrackingCodes, beginning, canonical, check_letter, load_tracking_codes

CODES = TrackingCodes(b"secret" * 4)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECKED = 17
"""Letters of a code, with the one that checks the others."""


def _checked(letters: str) -> str:
    return letters + check_letter(letters)


codes = st.text(ALPHABET, min_size=CHECKED - 1, max_size=CHECKED - 1).map(_checked)


@given(st.uuids())
def test_a_code_is_found_again_however_it_is_typed(complaint_id: object) -> None:
    code = CODES.code(str(complaint_id))
    digest = CODES.digest(code)
    assert [len(part) for part in code.split("-")] == [4, 4, 4, 4, 1]
    for typed in (
        code.lower(),
        code.replace("-", ""),
        f" {code} ",
        code.replace("0", "O").replace("1", "i"),
        code[:19],
    ):
        assert CODES.digest(typed) == digest
    assert digest is not None
    assert code.replace("-", "") not in digest.upper()


@pytest.mark.parametrize(
    "wrong", ["", "x", "0" * 15, "0" * 16 + "1", "0" * 18, "U" * 16, "ß" * 16, "0000-0000-0000-000é", "\x00" * 16]
)
def test_what_cannot_be_a_code_is_none(wrong: str) -> None:
    assert canonical(wrong) is None
    assert CODES.digest(wrong) is None


@given(codes, st.integers(0, CHECKED - 1), st.sampled_from(ALPHABET))
def test_one_wrong_letter_always_shows(code: str, place: int, other: str) -> None:
    typed = code[:place] + other + code[place + 1 :]
    assert (canonical(typed) is None) is (typed != code)


@given(codes, st.integers(0, CHECKED - 1), st.integers(0, CHECKED - 1))
def test_two_letters_that_have_changed_places_always_show(code: str, one: int, other: int) -> None:
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    typed = "".join(letters)
    assert (canonical(typed) is None) is (typed != code)


def test_every_slip_of_one_letter_or_two_neighbours_shows_in_a_code() -> None:
    code = CODES.code("a").replace("-", "")
    wrong = [code[:at] + other + code[at + 1 :] for at in range(CHECKED) for other in ALPHABET if other != code[at]]
    swapped = [code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(CHECKED - 1)]
    assert len(wrong) == CHECKED * 31
    assert [typed for typed in (*wrong, *swapped) if typed != code and canonical(typed) is not None] == []


def test_a_code_that_was_handed_out_before_there_was_a_check_letter_stays_valid() -> None:
    old, new = "0Z7R-6M5N-TXPW-1K2J", f"0Z7R-6M5N-TXPW-1K2J-{check_letter('0Z7R6M5NTXPW1K2J')}"
    assert CODES.digest(old) == CODES.digest(new) is not None


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


@given(st.text(), st.text())
def test_what_stands_for_somebody_does_not_name_them(name: str, other: str) -> None:
    opaque = CODES.opaque(name)
    assert len(opaque) == 64 and (CODES.opaque(other) == opaque) == (other == name)
    assert TrackingCodes(b"another" * 4).opaque(name) != opaque


@pytest.mark.parametrize("typed", ["7q2m-x9td-4kbw-h6rz", "7Q2MX9TD", " 7 q 2 m", "7q2m"])
def test_a_code_begins_the_same_however_it_is_typed(typed: str) -> None:
    assert beginning(typed) == "7Q2M"


def test_answers_slow_down_from_the_fifth_wrong_code_on() -> None:
    delays = [delay_s(wrong, SLOW_FROM) for wrong in range(LIMIT + 1)]
    assert delays == [0, 0, 0, 0, 0, 0.25, 0.5, 1, 2, 4, 4]
    assert delay_s(10_000, SLOW_FROM) == MAX_DELAY_S
