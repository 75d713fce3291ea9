"""Working durations are read exactly, and what cannot be read says why."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.durations import Duration, duration_ms, parse_duration

OFFICE_DAY = 27_000_000  # 7.5 hours
number = st.integers(0, 999_999)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P3D", 3 * OFFICE_DAY),
        ("PT20S", 20_000),
        ("PT0S", 0),
        ("P0D", 0),
        ("PT7H30M", OFFICE_DAY),
        ("P1DT4H", OFFICE_DAY + 14_400_000),
        ("P1DT2H3M4S", OFFICE_DAY + 7_384_000),
        ("PT90M", 5_400_000),
        ("PT0.5S", 500),
        ("PT1.25S", 1_250),
        ("PT0.007S", 7),
    ],
)
def test_a_duration_is_read_as_working_milliseconds(text: str, expected: int) -> None:
    assert duration_ms(text, OFFICE_DAY) == expected


@given(days=number, hours=number, minutes=number, seconds=number, part=st.integers(0, 999))
def test_every_part_counts(days: int, hours: int, minutes: int, seconds: int, part: int) -> None:
    text = f"P{days}DT{hours}H{minutes}M{seconds}.{part:03}S"
    assert parse_duration(text) == Duration(days, ((hours * 60 + minutes) * 60 + seconds) * 1_000 + part)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "must start with P"),
        ("3D", "must start with P"),
        ("p3d", "must start with P"),
        (" P3D", "must start with P"),
        ("P", "no number follows"),
        ("PT", "no number follows"),
        ("P3DT", "no number follows"),
        ("-P3D", "cannot be negative"),
        ("P-3D", "cannot be negative"),
        ("P2W", "no fixed length"),
        ("P1M", "no fixed length"),
        ("P1Y2D", "no fixed length"),
        ("P4H", "come after a T"),
        ("P20S", "come after a T"),
        ("P0.5D", "only seconds may have a fraction"),
        ("PT1.5H", "only seconds may have a fraction"),
        ("PT1,5S", "with a point"),
        ("PT1.2345S", "at most three digits"),
        ("P1000000D", "more than six digits"),
        ("PT3M2H", "in this order"),
        ("P3D4D", "at most once"),
        ("P3D\n", "expected P[n]D"),
        ("P٣D", "expected P[n]D"),
    ],
)
def test_what_is_wrong_is_said_with_the_text(text: str, said: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(repr(text))) as caught:
        parse_duration(text)
    assert repr(text) in str(caught.value)
    assert said in str(caught.value)


@given(st.text(alphabet="PTDHMSWY0123456789.,-", max_size=12))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    try:
        duration = parse_duration(text)
    except ValueError as refused:
        assert str(refused).startswith(repr(text))
    else:
        assert duration.days >= 0
        assert duration.milliseconds >= 0
