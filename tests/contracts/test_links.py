"""Links of messages: only what one of our keys has signed, for that purpose, and only for a while."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.links import MAX_VALID, PURPOSES, Link, LinkExpired, LinkForged, LinkKey, read, sign

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
KEY, OLD_KEY = LinkKey("k2", b"s" * 32), LinkKey("k1", b"o" * 32)
LINK = Link(
    purpose="acknowledge",
    message="5b3d1d0e-8f5b-5d5c-9c5e-0f6f7a1c2b11",
    complaint_id="0192f0c1-7a3b-7c4d-8e5f-001122334455",
    recipient="kepala-dinas-pekerjaan-umum",
    unit="dinas-pu",
    expires_at=NOW + timedelta(hours=72),
)

ids = st.uuids().map(str) | st.text(max_size=30)
links = st.builds(
    Link,
    purpose=st.sampled_from(PURPOSES),
    message=ids,
    complaint_id=st.none() | ids,
    recipient=ids,
    unit=ids,
    expires_at=st.integers(1, int(MAX_VALID.total_seconds())).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    count=st.integers(0, 65_535),
)


@given(links)
def test_a_link_is_read_as_it_was_signed(link: Link) -> None:
    token = sign(link, KEY, NOW)
    assert read(token, [KEY], PURPOSES, NOW) == link
    assert token == sign(link, KEY, NOW + timedelta(minutes=1)), "a message that is composed again is the same"


def test_a_token_is_short_and_safe_in_a_url() -> None:
    token = sign(LINK, KEY, NOW)
    assert len(token) < 160
    assert token.replace("-", "").replace("_", "").isalnum()


def test_the_longest_token_is_read_as_well() -> None:
    link = Link("read", "m" * 127, "c" * 127, "r" * 127, "u" * 127, LINK.expires_at)
    key = LinkKey("k" * 16, KEY.secret)
    assert read(sign(link, key, NOW), [key], PURPOSES, NOW) == link


@given(links, st.data())
def test_whatever_is_changed_in_a_token_is_forged(link: Link, data: st.DataObject) -> None:
    token = sign(link, KEY, NOW)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("ABCxyz019-_=+/ .é\n"))
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        with pytest.raises(LinkForged):
            read(changed, [KEY], PURPOSES, NOW)


@given(st.data())
def test_a_token_that_was_cut_or_got_longer_is_forged(data: st.DataObject) -> None:
    token = sign(LINK, KEY, NOW)
    cut = token[: data.draw(st.integers(0, len(token) - 1))]
    for wrong in (cut, token + data.draw(st.text(min_size=1))):
        with pytest.raises(LinkForged):
            read(wrong, [KEY], PURPOSES, NOW)


@given(st.text() | st.text("ABCDabcd0123-_"))
def test_no_text_is_a_link(text: str) -> None:
    with pytest.raises(LinkForged):
        read(text, [KEY], PURPOSES, NOW)


def test_a_link_for_reading_does_not_act() -> None:
    token = sign(Link("read", LINK.message, None, LINK.recipient, LINK.unit, LINK.expires_at, 7), KEY, NOW)
    with pytest.raises(LinkForged, match="another purpose"):
        read(token, [KEY], ["acknowledge"], NOW)


def test_an_expired_link_still_says_what_it_was_about() -> None:
    token = sign(LINK, KEY, NOW)
    assert read(token, [KEY], PURPOSES, LINK.expires_at - timedelta(seconds=1)) == LINK
    with pytest.raises(LinkExpired) as expired:
        read(token, [KEY], PURPOSES, LINK.expires_at)
    assert expired.value.link == LINK


def test_no_link_is_good_for_more_than_three_days() -> None:
    with pytest.raises(ValueError, match="may be good for"):
        sign(LINK, KEY, NOW - timedelta(seconds=1))
    token = sign(LINK, KEY, NOW)
    assert read(token, [KEY], PURPOSES, NOW - timedelta(minutes=5)) == LINK, "clocks of two machines differ a little"
    with pytest.raises(LinkForged, match="longer than any link"):
        read(token, [KEY], PURPOSES, NOW - timedelta(minutes=6))


def test_keys_are_changed_without_breaking_links_that_are_on_their_way() -> None:
    before, after = sign(LINK, OLD_KEY, NOW), sign(LINK, KEY, NOW)
    assert read(before, [KEY, OLD_KEY], PURPOSES, NOW) == read(after, [KEY, OLD_KEY], PURPOSES, NOW) == LINK
    with pytest.raises(LinkForged):
        read(before, [KEY], PURPOSES, NOW)
    with pytest.raises(LinkForged):
        read(before, [LinkKey("k1", b"x" * 32)], PURPOSES, NOW)
    with pytest.raises(LinkForged):
        read(before, [], PURPOSES, NOW)


def test_what_cannot_stand_in_a_link_is_refused_when_it_is_signed() -> None:
    for wrong in ({"unit": "x" * 128}, {"count": 65_536}, {"count": -1}):
        link = Link(**{**{name: getattr(LINK, name) for name in Link.__slots__}, **wrong})
        with pytest.raises(ValueError, match="a link"):
            sign(link, KEY, NOW)


def test_a_key_hides_its_secret_and_has_to_be_one() -> None:
    assert "sss" not in repr(KEY)
    with pytest.raises(ValueError, match="has 31 bytes"):
        LinkKey("k1", b"s" * 31)
