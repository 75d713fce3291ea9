"""What the event desk's page is handed and sends: letters, permissions, entries."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.complaints.domain.free_text import MAX_TEXT
from services.complaints.pages.eventdesk.entries import MAX_ENTRIES, MAX_NUMBER, Entry, Wrong, read_batch, read_entry
from services.complaints.pages.eventdesk.permission import (
    Permission,
    handed_over,
    letters_of,
    permission_of,
    read,
    sign,
)
from services.complaints.store.event_desks import EventDesk
from web.keys import PageKey

KEY = PageKey(b"k" * 32)
PERMISSION = Permission("e-1", "A", "dinas-pu")


def test_letters_are_counted_on_like_columns_without_i_and_o() -> None:
    assert [letters_of(number) for number in (1, 2, 8, 9, 13, 14, 24, 25, 26, 48, 49)] == [
        "A", "B", "H", "J", "N", "P", "Z", "AA", "AB", "AZ", "BA",
    ]  # fmt: skip
    several = [letters_of(number) for number in range(1, 2_000)]
    assert len(set(several)) == len(several)
    assert not set("".join(several)) & set("IO")


@given(st.sets(st.integers(1, 10**9), min_size=2, max_size=2))
def test_two_numbers_have_different_letters(numbers: set[int]) -> None:
    assert len({letters_of(number) for number in numbers}) == 2


def test_a_permission_is_read_as_it_was_signed() -> None:
    assert read(sign(PERMISSION, KEY), KEY) == PERMISSION


@pytest.mark.parametrize(
    "signed", ["", "x", "\ud800", sign(PERMISSION, PageKey(b"o" * 32)), sign(PERMISSION, KEY)[:-1]]
)
def test_what_another_has_signed_is_no_permission(signed: str) -> None:
    assert read(signed, KEY) is None


def test_the_page_is_told_of_its_event_desk_and_not_who_opened_it() -> None:
    opened = EventDesk("e-1", 25, "Pasar", "dinas-pu", "officer-pu", datetime(2026, 3, 2, tzinfo=UTC))
    told = handed_over(opened, {"id": "Dinas PU"}, KEY)
    assert (told["id"], told["letters"], told["event"], told["unit_names"]) == (
        "e-1",
        "AA",
        "Pasar",
        {"id": "Dinas PU"},
    )
    assert read(told["permission"], KEY) == permission_of(opened)
    assert "officer-pu" not in str(told)


def test_numbers_of_different_event_desks_have_different_keys() -> None:
    other = Permission("e-2", "B", "dinas-pu")
    assert len({PERMISSION.key(1), PERMISSION.key(11), other.key(1), other.key(11)}) == 4


def test_an_entry_is_read_with_what_is_not_said_left_open() -> None:
    assert read_entry({"number": 1, "text": " lampu mati "}) == Entry(number=1, text="lampu mati")


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"text": " \n"}, {"text": "text_blank"}),
        ({"text": "x" * (MAX_TEXT + 1)}, {"text": "text_too_long"}),
        ({"text": "a\x00"}, {"text": "text_control_characters"}),
        ({"text": "a\ud800"}, {"text": "text_control_characters"}),
        ({"text": 7}, {"text": "invalid"}),
        ({"category": "Jalan Rusak"}, {"category": "invalid"}),
        ({"area": "99-71"}, {"area": "invalid"}),
        ({"language": "english"}, {"language": "invalid"}),
        ({"wants_updates": "yes"}, {"wants_updates": "invalid"}),
        ({"filed_at": "2026-03-02T00:00:00Z"}, {"filed_at": "invalid"}),
        ({"text": "", "area": "x"}, {"text": "text_blank", "area": "invalid"}),
    ],
)
def test_what_is_wrong_with_an_entry_is_named_by_field(changed: dict[str, object], errors: dict[str, str]) -> None:
    assert read_entry({"number": 7, "text": "lampu mati", **changed}) == Wrong(7, errors)


@pytest.mark.parametrize("number", [0, -1, MAX_NUMBER + 1])
def test_a_number_that_no_slip_has_is_wrong(number: int) -> None:
    assert read_entry({"number": number, "text": "lampu mati"}) == Wrong(number, {"number": "invalid"})


@pytest.mark.parametrize("sent", [None, [], "x", 1, {}, {"number": True, "text": "x"}, {"number": "1", "text": "x"}])
def test_what_is_no_entry_has_no_number(sent: object) -> None:
    read = read_entry(sent)
    assert isinstance(read, Wrong) and read.number is None


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {},
        {"permission": "p"},
        {"permission": "p", "entries": []},
        {"permission": "p", "entries": {"number": 1}},
        {"permission": 1, "entries": [{}]},
        {"permission": "p", "entries": [{}] * (MAX_ENTRIES + 1)},
    ],
)
def test_what_is_no_batch_or_too_large_a_one_is_not_read(sent: object) -> None:
    assert read_batch(sent) is None


def test_a_wrong_entry_keeps_no_other_one_from_being_read() -> None:
    batch = read_batch({"permission": "p", "entries": [{"number": 1, "text": ""}, {"number": 2, "text": "b"}]})
    assert batch is not None
    assert batch.entries == (Wrong(1, {"text": "text_blank"}), Entry(number=2, text="b"))
