"""Splitting a body into lines: however it is cut into pieces, the lines are the same."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.complaints.api.lines import Line, LineSplitter

BODIES = st.lists(st.sampled_from([b"", b" ", b"{}", b"a\r", b"x" * 9, b"y" * 30]), max_size=12).map(b"\n".join)


def split(pieces: list[bytes], max_line: int = 10) -> list[Line]:
    """The lines of a body that arrives in these pieces."""
    splitter = LineSplitter(max_line)
    return [*(line for piece in pieces for line in splitter.feed(piece)), *splitter.end()]


@given(body=BODIES, cuts=st.lists(st.integers(min_value=0, max_value=200), max_size=10))
def test_it_does_not_matter_how_a_body_is_cut(body: bytes, cuts: list[int]) -> None:
    places = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]
    pieces = [body[start:end] for start, end in pairwise(places)]
    expected = [
        Line(number, None if len(line) > 10 else line)
        for number, line in enumerate(body.split(b"\n"), 1)
        if line.strip()
    ]
    assert split(pieces) == split([body]) == expected


def test_a_line_of_just_the_allowed_length_is_kept() -> None:
    assert split([b"x" * 10 + b"\n" + b"x" * 11 + b"\nx"]) == [Line(1, b"x" * 10), Line(2, None), Line(3, b"x")]


def test_of_a_line_that_is_too_long_nothing_is_kept_in_memory() -> None:
    splitter = LineSplitter(10)
    for _ in range(1_000):
        assert list(splitter.feed(b"x" * 100)) == []
    assert len(splitter._open) == 0
    assert list(splitter.feed(b"\nab\n")) == [Line(1, None), Line(2, b"ab")]


def test_a_long_blank_line_is_too_long_as_well() -> None:
    assert split([b" " * 11]) == [Line(1, None)]
